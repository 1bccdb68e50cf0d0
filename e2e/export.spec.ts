import fs from 'node:fs';
import { expect, open, screenshot, state, test } from './page.ts';

test('somebody exports a room with its labels, sees first what is lost, and finds the choice kept', async ({
  guarded: page,
}) => {
  await open(page, '?sample=room');
  await page.waitForFunction(() => (window.voxelens?.state().scene?.points ?? 0) > 0, undefined, { timeout: 120_000 });
  if ((await state(page)).activity) await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByTestId('activity')).toBeHidden();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog.getByRole('radio', { name: /^PLY/ })).toBeChecked();
  await dialog.getByLabel('Labels').selectOption('annotated');
  await dialog.getByRole('radio', { name: /KITTI object/ }).check();
  await expect(dialog.getByTestId('export-details')).toContainText('numbers outdoor classes');
  await expect(dialog.getByRole('button', { name: 'Export' })).toBeDisabled();
  await dialog.getByRole('radio', { name: /^PCD/ }).check();
  await expect(dialog.getByTestId('export-details')).toContainText('no place for boxes');
  await screenshot(page, 'export');
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export' }).press('Enter');
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/\.pcd\.zip$/);
  const bytes = fs.readFileSync(await download.path());
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  expect(bytes.length).toBeGreaterThan(1_000_000);
  await expect(page.getByTestId('activity')).toBeHidden();
  await expect.poll(async () => (await state(page)).problem).toBeUndefined();
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(dialog.getByRole('radio', { name: /^PCD/ })).toBeChecked();
  await expect(dialog.getByLabel('Labels')).toHaveValue('annotated');
});
