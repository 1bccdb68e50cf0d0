import {
  changed,
  drop,
  expect,
  fileOf,
  open,
  type Page,
  picture,
  screenshot,
  state,
  test,
  understood,
} from './page.ts';

const devicesLost = (page: Page) => page.evaluate(() => window.voxelens?.devicesLost);
const loseDevice = (page: Page) => page.evaluate(() => window.voxelens?.loseDevice());

test('somebody whose graphics driver is reset keeps the scene and goes on', async ({ guarded: page }) => {
  await open(page, '?sample=room');
  const first = await understood(page);
  expect(first.compute.backend).toBe('webgpu');
  await page.keyboard.press('ArrowLeft');
  const before = await settled(page);
  expect(before.colors).toBeGreaterThan(100);

  await test.step('at rest: the same picture comes back, seen from the same place', async () => {
    await loseDevice(page);
    await restored(page, 1);
    await screenshot(page, 'device-restored');
    const now = await state(page);
    expect(now.result).toEqual(first.result);
    expect(now.problem).toBeUndefined();
    expect((await settled(page)).hash).toBe(before.hash);
  });

  await test.step('what is drawn and clicked afterwards is drawn on the new device', async () => {
    await page.keyboard.press('2');
    const instances = await changed(page, before);
    await page.keyboard.press('1');
    await changed(page, instances);
    const { target } = await picture(page);
    const corner = await page.getByTestId('viewport').boundingBox();
    await page.mouse.click((corner?.x ?? 0) + (target?.x ?? 0), (corner?.y ?? 0) + (target?.y ?? 0));
    await expect(page.getByTestId('coordinates')).toContainText(/x\s*-?[\d,]+\.\d{3} m/, { timeout: 60_000 });
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('button', { name: 'Check this computer' }).click();
    await expect(page.getByTestId('self-check')).toContainText('kernels agree', { timeout: 120_000 });
    await page.keyboard.press('Escape');
  });

  await test.step('in the middle of a run: it begins again by itself and finds the same', async () => {
    await page.getByRole('combobox', { name: 'Model' }).selectOption('indoor');
    await page.waitForFunction(() => window.voxelens?.state().activity?.progress?.stage === 'network', undefined, {
      timeout: 120_000,
    });
    await loseDevice(page);
    await restored(page, 2);
    const now = await understood(page);
    expect(now.result).toMatchObject({
      instances: first.result?.instances,
      boxes: first.result?.boxes,
      labelSet: first.result?.labelSet,
    });
    expect((await settled(page)).hash).toBe(before.hash);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByTestId('device-banner')).toBeHidden();
  });

  await test.step('a cloud that is too large is refused with what it needs and what there is', async () => {
    const far =
      'ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nend_header\n';
    await drop(page, [fileOf('far.ply', Buffer.from(`${far}0 0 0\n900000 0 0\n`))]);
    const banner = page.getByRole('alert');
    await expect(banner).toHaveAttribute('data-code', 'LIMIT_EXTENT', { timeout: 60_000 });
    await expect(banner).toContainText(/[\d,]{7,} needed, 1,048,576 available/);
    // Nothing else goes wrong while the picture of the cloud before is taken away.
    await picture(page);
    await expect(banner).toHaveAttribute('data-code', 'LIMIT_EXTENT');
    await screenshot(page, 'too-large');
  });
});

async function restored(page: Page, losses: number): Promise<void> {
  // The banner of the loss before may still stand.
  await expect.poll(() => devicesLost(page), { timeout: 60_000 }).toBe(losses);
  await expect(page.getByTestId('device-banner')).toHaveAttribute('data-status', 'restored', { timeout: 120_000 });
}

/** The picture once it rests: frames are drawn on demand, and the camera glides. */
async function settled(page: Page) {
  let last = await picture(page);
  await expect
    .poll(
      async () => {
        const now = await picture(page);
        const isSame = now.hash === last.hash && now.colors > 1;
        last = now;
        return isSame;
      },
      { timeout: 60_000, intervals: [500] },
    )
    .toBe(true);
  return last;
}
