import fs from 'node:fs';
import path from 'node:path';
import { expect, open, picture, SHARED, screenshot, state, test, understood } from './page.ts';

test('somebody drops a ScanNet scene over a running job and compares with its labels', async ({ guarded: page }) => {
  await open(page);
  const folder = path.join(SHARED, 'scannet/scene0000_00');
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  await page.getByTestId('file-input').setInputFiles(files);
  await page.waitForFunction(() => window.voxelens?.state().scene?.dataset === 'scannet', undefined, {
    timeout: 60_000,
  });
  const now = await understood(page);
  expect(now.scene).toMatchObject({ points: 81_369, truthLabelSet: 'scannet20' });
  expect(now.model).toMatchObject({ used: 'indoor', choice: 'auto' });
  await expect(page.getByText('Mean IoU')).toBeVisible();
  const shown = await picture(page);
  expect(shown.vivid).toBeGreaterThan(2000);
  await screenshot(page, 'scannet');
  await page.keyboard.press('3');
  await expect(page.getByLabel('Colour by')).toHaveValue('rgb');
  await screenshot(page, 'scannet-rgb');
});

test('somebody drops a large LiDAR sweep, cancels, and starts again', async ({ guarded: page }) => {
  await open(page);
  await page.getByTestId('file-input').setInputFiles(path.join(SHARED, 'bench/lidar_sweep_198k.npy'));
  await page.waitForFunction(
    () => {
      const now = window.voxelens?.state();
      return now?.scene?.format === 'npy' && now.activity?.what === 'understanding';
    },
    undefined,
    { timeout: 60_000 },
  );
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByTestId('activity')).toBeHidden();
  const cancelled = await state(page);
  expect(cancelled.problem).toBeUndefined();
  expect(cancelled.result).toBeUndefined();
  expect(cancelled.scene?.points).toBeGreaterThan(190_000);
  await expect(page.getByTestId('announcer')).toHaveText('Cancelled.');
  await screenshot(page, 'sweep-cancelled');
  await page.getByLabel('Model').selectOption('outdoor');
  const now = await understood(page);
  expect(now.result?.domain).toBe('outdoor');
  expect((await picture(page)).vivid).toBeGreaterThan(2000);
  await screenshot(page, 'sweep');
});
