import fs from 'node:fs';
import path from 'node:path';
import { changed, drop, expect, fileOf, open, picture, SHARED, screenshot, state, test, understood } from './page.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** One transparent pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

test('somebody opens the page and sees an understood street', async ({ guarded: page }) => {
  const startMs = Date.now();
  await open(page);
  const now = await understood(page);
  const shown = await picture(page);
  const { provenance } = now.result ?? { provenance: undefined };
  print(`cold start to first understood picture: ${((Date.now() - startMs) / 1000).toFixed(1)} s`);
  print(`adapter ${now.compute.adapter}, ${now.scene?.points} points, voxels ${provenance?.voxels.join(' > ')}`);
  for (const [stage, ms] of Object.entries(provenance?.stagesMs ?? {})) print(`  ${stage}: ${ms.toFixed(0)} ms`);
  await screenshot(page, 'street');

  expect(now.compute.backend).toBe('webgpu');
  expect(now.compute.adapter).not.toBe('');
  expect(now.model.used).toBe('outdoor');
  expect(shown.colors).toBeGreaterThan(100);
  expect(shown.vivid).toBeGreaterThan(500);
  expect(await page.evaluate(() => window.voxelens?.devicesLost)).toBe(0);
  await expect(page.getByTestId('adapter')).toHaveText(now.compute.adapter);
  await expect(page.getByTestId('voxels')).toContainText('voxels');

  await test.step('hides a class, shows one alone, shows all again', async () => {
    const before = await picture(page);
    const largest = page.locator('li[data-class]').filter({ hasText: /\d/ }).first();
    const name = (await largest.getAttribute('data-class')) ?? '';
    await page.getByRole('button', { name: `Show ${name}`, exact: true }).click();
    const hidden = await changed(page, before);
    expect(hidden.vivid).toBeLessThan(before.vivid);
    await page.getByRole('button', { name: `${name},`, exact: false }).click();
    const alone = await changed(page, hidden);
    await screenshot(page, 'solo');
    await page.keyboard.press('h');
    const again = await changed(page, alone);
    expect(again.hash).toBe(before.hash);
  });

  await test.step('clicks a point and reads what is known of it', async () => {
    const { target } = await picture(page);
    const corner = await page.getByTestId('viewport').boundingBox();
    expect(target && corner).toBeTruthy();
    await page.mouse.click((corner?.x ?? 0) + (target?.x ?? 0), (corner?.y ?? 0) + (target?.y ?? 0));
    await expect(page.getByTestId('coordinates')).toContainText(/x\s*-?[\d,]+\.\d{3} m/, { timeout: 60_000 });
    await expect(page.getByRole('list', { name: 'Class probabilities' })).toBeVisible();
    await screenshot(page, 'inspector');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('coordinates')).toBeHidden();
    await expect.poll(async () => (await state(page)).selectedPoint).toBeUndefined();
  });

  await test.step('compares with the ground truth', async () => {
    const before = await picture(page);
    await page.keyboard.press('6');
    await expect(page.getByLabel('Colour by')).toHaveValue('truth');
    const truth = await changed(page, before);
    await page.keyboard.press('7');
    await changed(page, truth);
    await expect(page.getByLabel('Colour by')).toHaveValue('error');
    await expect(page.getByText('Mean IoU')).toBeVisible();
    await screenshot(page, 'error-map');
    await page.keyboard.press('1');
  });

  await test.step('keeps the scene when a bad file is dropped', async () => {
    const sweep = fs.readFileSync(path.join(SHARED, 'bench/lidar_sweep_198k.npy'));
    const { scene } = await state(page);
    const bad = [
      { files: [fileOf('cut.npy', sweep.subarray(0, 100_000))], code: 'FORMAT_TRUNCATED' },
      { files: [fileOf('empty.ply', Buffer.alloc(0))], code: 'FORMAT_EMPTY' },
      {
        files: [fileOf('holiday.png', PICTURE)],
        code: undefined,
      },
    ];
    for (const { files, code } of bad) {
      await drop(page, files);
      const banner = page.getByRole('alert');
      await expect(banner).toContainText(files[0]?.name ?? '');
      if (code) await expect(banner).toHaveAttribute('data-code', code);
      await screenshot(page, `bad-${files[0]?.name}`);
      await expect.poll(async () => (await state(page)).scene).toEqual(scene);
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await expect(banner).toBeHidden();
    }
  });
});

test('somebody opens a room and steers it with the keyboard alone', async ({ guarded: page }) => {
  await open(page, '?sample=room');
  const now = await understood(page);
  expect(now.model.used).toBe('indoor');
  await expect(page.getByTestId('announcer')).toHaveText(/Understood/);
  await screenshot(page, 'room');
  let before = await picture(page);
  expect(before.colors).toBeGreaterThan(100);
  for (const key of ['t', 'f', '5', 'ArrowLeft', '1']) {
    await page.keyboard.press(key);
    before = await changed(page, before);
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys and mouse' })).toBeVisible();
  await page.getByRole('button', { name: 'Check this computer' }).click();
  // TensorFlow.js joins our kernels and three on the page's one device.
  await expect(page.getByTestId('self-check')).toContainText('kernels agree', { timeout: 120_000 });
  await expect(page.getByTestId('announcer')).toHaveText('Checked: all kernels agree.');
  await screenshot(page, 'help');
  expect(await page.evaluate(() => window.voxelens?.devicesLost)).toBe(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  const boxes = (await state(page)).view.showBoxes;
  await page.keyboard.press('b');
  await expect.poll(async () => (await state(page)).view.showBoxes).toBe(!boxes);
  // The first stop of the tab key is a control with a name and a visible ring.
  await page.keyboard.press('Tab');
  const focused = await page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    return {
      name: element.getAttribute('aria-label') ?? element.textContent,
      outline: getComputedStyle(element).outlineStyle,
    };
  });
  expect(focused.name).toBeTruthy();
  expect(focused.outline).not.toBe('none');
});
