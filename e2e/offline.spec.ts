import { serveFolder } from '../scripts/static-server.mjs';
import { expect, picture, screenshot, test, understood } from './page.ts';

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
