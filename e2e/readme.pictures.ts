import path from 'node:path';
import { open, test, understood } from './page.ts';

test.use({ viewport: { width: 1600, height: 1000 } });

for (const sample of ['street', 'room'] as const) {
  test(`the README's picture of the ${sample}`, async ({ guarded: page }) => {
    await open(page, `?sample=${sample}`);
    await understood(page);
    // The last frame is drawn on demand, after the last change of the store.
    await page.waitForTimeout(3000);
    await page.screenshot({ path: path.resolve(import.meta.dirname, `../docs/images/${sample}.png`) });
  });
}
