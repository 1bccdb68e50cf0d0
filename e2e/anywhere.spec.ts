import { serveFolder } from '../scripts/static-server.mjs';
import { expect, open, picture, screenshot, test, understood } from './page.ts';

test('somebody without WebGPU is told how long it takes, and gets there', async ({ guarded: page }) => {
  await open(page, '?sample=room&backend=wasm');
  const banner = page.getByTestId('cpu-banner');
  await expect(banner).toContainText('This browser has no WebGPU. Voxelens runs on the CPU instead');
  await expect(banner).toContainText(/about \d+ (s|min) for this cloud/, { timeout: 60_000 });
  await screenshot(page, 'cpu');
  const now = await understood(page);
  expect(now.compute.backend).toBe('wasm');
  expect(now.result?.provenance.backend).toBe('wasm');
  await expect(page.getByTestId('backend')).toHaveText('WebAssembly');
  expect((await picture(page)).colors).toBeGreaterThan(100);
});

test('somebody reloads without a network and it still works', async ({ page }) => {
  const server = await serveFolder({ root: 'dist' });
  try {
    await page.goto(`${server.url}?sample=room`);
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (active && active.state !== 'activated') {
        await new Promise((resolve) => active.addEventListener('statechange', resolve, { once: true }));
      }
    });
    await server.close();
    await page.reload();
    await page.waitForFunction(() => window.voxelens !== undefined, undefined, { timeout: 60_000 });
    const now = await understood(page);
    expect(now.scene?.dataset).toBe('synthetic');
    expect((await picture(page)).colors).toBeGreaterThan(100);
    await screenshot(page, 'offline');
  } finally {
    await server.close();
  }
});
