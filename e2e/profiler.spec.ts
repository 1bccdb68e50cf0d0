import { expect, open, picture, screenshot, state, test, understood } from './page.ts';

test('somebody asks where the time goes, layer by layer', async ({ guarded: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '?sample=street');
  const before = await understood(page);
  await page.keyboard.press('l');
  const panel = page.getByTestId('profiler');
  await expect(panel).toBeVisible();
  const run = panel.getByRole('button', { name: 'Profile this scene' });
  await expect(run).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('announcer')).toHaveText(/^Profiled: \d+ layers and kernels\.$/, { timeout: 300_000 });
  await screenshot(page, 'profiler');
  const now = await state(page);
  expect(now.result).toEqual(before.result);
  const { profile } = now;
  const layers = profile?.rows.filter(({ stage }) => stage === 'network') ?? [];
  expect(layers.length).toBeGreaterThan(15);
  expect(profile?.rows.some(({ stage }) => stage === 'voxels')).toBe(true);
  for (const { name, ms, bytes, shareOfLimit } of layers) {
    expect(ms, name).toBeGreaterThan(0);
    expect(bytes, name).toBeGreaterThan(0);
    expect(shareOfLimit, name).toBeGreaterThan(0);
  }
  expect(layers.find(({ name }) => name === 'encoder.0.0')?.flop).toBeGreaterThan(0);
  expect(profile?.limits.copyGbps).toBeGreaterThan(0);
  await expect(page.getByTestId('profile-clock')).toHaveText(/GPU timestamps|wall clock/);

  await test.step('sorts by time, copies the numbers, closes', async () => {
    await panel.getByRole('button', { name: 'Time', exact: true }).click();
    await expect(panel.getByRole('columnheader', { name: 'Time' })).toHaveAttribute('aria-sort', 'descending');
    const slowest = [...(profile?.rows ?? [])].sort((a, b) => b.ms - a.ms)[0];
    await expect(panel.locator('tbody tr').first()).toHaveAttribute('data-layer', slowest?.name ?? '');
    await screenshot(page, 'profiler-sorted');
    await panel.getByRole('button', { name: 'Copy as JSON' }).click();
    await expect(page.getByTestId('announcer')).toHaveText('Profile copied as JSON.');
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(profile);
    await page.keyboard.press('l');
    await expect(panel).toBeHidden();
    expect((await picture(page)).vivid).toBeGreaterThan(500);
  });
});
