import fs from 'node:fs';
import { expect, open, type Page, screenshot, state, test, understood } from './page.ts';

const views = async (page: Page) => (await state(page)).viewTools.savedViews;

test('somebody takes saved views to another machine, and pictures two views with what both mean', async ({
  guarded: page,
}) => {
  await open(page, '?sample=room&model=tiny');
  await understood(page);
  const panel = page.getByRole('tabpanel', { name: 'View' });
  await page.getByRole('tab', { name: 'View' }).click();
  await expect(panel.getByRole('button', { name: 'Write JSON' })).toBeDisabled();
  await panel.getByRole('button', { name: 'Save this view' }).click();
  await panel.getByRole('button', { name: 'Rename View 1' }).click();
  await page.keyboard.type('Way in');
  await page.keyboard.press('Enter');
  const before = await views(page);

  const written = page.waitForEvent('download');
  await page.locator('body').press('Shift+E');
  const file = await (await written).path();
  expect((await written).suggestedFilename()).toMatch(/\.views\.json$/);
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({ views: [{ name: 'Way in' }] });

  await panel.getByRole('button', { name: 'Delete Way in' }).click();
  await expect.poll(async () => (await views(page)).length).toBe(0);
  const read = { name: 'room.views.json', mimeType: 'application/json', buffer: fs.readFileSync(file) };
  await page.getByTestId('views-input').setInputFiles(read);
  await expect(panel.getByRole('button', { name: 'Way in', exact: true })).toBeVisible();
  expect(await views(page)).toEqual(before);
  await page.locator('body').press('Control+z');
  await expect.poll(async () => (await views(page)).length).toBe(0);
  await page.locator('body').press('Control+y');
  await expect.poll(() => views(page)).toEqual(before);

  await page.getByTestId('views-input').setInputFiles({ ...read, buffer: Buffer.from('{"views": [1]}') });
  await expect(page.getByRole('alert').filter({ hasText: 'views[0]' })).toBeVisible();
  expect(await views(page)).toEqual(before);
  await screenshot(page, 'saved-views');

  await panel.getByLabel('Second view').selectOption('truth');
  await expect.poll(async () => (await state(page)).viewTools.splitMode).toBe('truth');
  const saved = page.waitForEvent('download', { timeout: 120_000 });
  await panel.getByRole('button', { name: 'Save PNG' }).click();
  const bytes = fs.readFileSync(await (await saved).path());
  fs.mkdirSync('e2e/artifacts', { recursive: true });
  fs.writeFileSync('e2e/artifacts/view-picture-split.png', bytes);
  const canvas = await page.locator('canvas').first().boundingBox();
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect(width).toBe(Math.round(2 * (canvas?.width ?? 0)));
  // Below the views: a row a class at least.
  expect(height).toBeGreaterThan(2 * (canvas?.height ?? 0) + 2 * 18 * 8);
  const words = await page.evaluate(lit, { bytes: [...bytes], top: Math.round(2 * (canvas?.height ?? 0)) });
  expect(words.left).toBeGreaterThan(200);
  expect(words.right).toBeGreaterThan(200);
});

/** In the page: white dots of letters in the left and the right half of the strip below the views. */
async function lit({
  bytes,
  top,
}: {
  bytes: readonly number[];
  top: number;
}): Promise<{ left: number; right: number }> {
  const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0);
  const half = Math.floor(image.width / 2);
  const count = (x: number): number => {
    const { data } = context.getImageData(x, top, half, image.height - top);
    let dots = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i]! > 225 && data[i + 1]! > 225 && data[i + 2]! > 225) dots++;
    return dots;
  };
  return { left: count(0), right: count(half) };
}
