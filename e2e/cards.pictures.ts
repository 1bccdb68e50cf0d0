import path from 'node:path';
import { open, test, understood } from './page.ts';

test.use({ viewport: { width: 1600, height: 1000 } });

for (const [sample, model] of [
  ['street', 'outdoor'],
  ['room', 'indoor'],
] as const) {
  test(`where the ${model} model is wrong, for its card`, async ({ guarded: page }) => {
    await open(page, `?sample=${sample}`);
    await understood(page);
    await page.getByLabel('Colour by').selectOption('error');
    await page.waitForTimeout(3000);
    await page.screenshot({ path: path.resolve(import.meta.dirname, `../docs/images/${model}-errors.png`) });
  });
}
