import { strToU8, zipSync } from 'fflate';
import { drop, expect, open, picture, screenshot, state, test, understood } from './page.ts';

const FRAMES = 5;

/** A drive along a wall past three lamps, a metre each frame: what the lidar sees of the wall moves on, the lamps come nearer. */
function drive(): Buffer {
  const files: Record<string, Uint8Array> = {
    'd/sequences/04/calib.txt': strToU8('P0: 1 0 0 0 0 1 0 0 0 0 1 0\nTr: 0 -1 0 0 0 0 -1 0 1 0 0 0\n'),
    'd/sequences/04/poses.txt': strToU8(
      Array.from({ length: FRAMES }, (_, i) => `1 0 0 0 0 1 0 0 0 0 1 ${i}\n`).join(''),
    ),
  };
  for (let frame = 0; frame < FRAMES; frame++) {
    const points: number[] = [];
    for (let i = 0; i < 3000; i++) points.push((i % 100) * 0.4 - 20, 8, Math.floor(i / 100) * 0.1 - 1.5, 0.3);
    for (let i = 0; i < 6000; i++)
      points.push((i % 120) * 0.35 - 20, Math.floor(i / 120) * 0.3 - 7, -1.6, (i % 7) / 10);
    for (let i = 0; i < 600; i++) points.push((i % 3) * 7 - 7 - frame, -6, (i / 600) * 4 - 1.5, 0.9);
    files[`d/sequences/04/velodyne/00000${frame}.bin`] = new Uint8Array(Float32Array.from(points).buffer);
  }
  return Buffer.from(zipSync(files, { level: 1 }));
}

test('a drive: its frames together in one world, and read again as the person says', async ({ guarded: page }) => {
  await open(page, '?sample=room&model=tiny');
  await drop(page, [{ name: 'drive.zip', buffer: drive() }]);
  await expect.poll(async () => (await state(page)).scene?.frameCount, { timeout: 240_000 }).toBe(FRAMES);
  await understood(page);

  const alone = await picture(page);
  await page.getByRole('slider', { name: 'Frames after' }).fill('4');
  const sequence = page.getByTestId('sequence');
  await expect(sequence).toContainText('38,400 points around this frame', { timeout: 60_000 });
  await expect.poll(async () => (await picture(page)).hash, { timeout: 60_000 }).not.toBe(alone.hash);
  await screenshot(page, 'sequence-around');

  const reading = page.getByTestId('reading');
  await expect(reading.locator('[data-decision="layout"]')).toContainText('lie as its makers lay them');
  await expect(reading.getByLabel('Columns')).toHaveValue('x y z intensity');
  await reading.getByLabel('Layout').selectOption('file');
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(reading.locator('[data-decision="layout"]')).toHaveAttribute('data-overridden', 'true', {
    timeout: 120_000,
  });
  await expect.poll(async () => (await state(page)).scene).toMatchObject({ dataset: 'file', frameCount: FRAMES });
  await expect(sequence).toContainText('do not say where they are in the world', { timeout: 60_000 });
  await understood(page);
  await screenshot(page, 'reading-again');
});
