import { browserArguments } from '../scripts/browser-arguments.mjs';
import { findBrowser } from '../scripts/ensure-browser.mjs';
import { expect, open, picture, screenshot, test, understood } from './page.ts';

// The arguments that bring WebGPU without a GPU take WebGL away; a browser without WebGPU has it.
const executablePath = await findBrowser();
const args = [
  ...browserArguments().filter((argument) => !/webgpu|^--use-angle/.test(argument)),
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
];
test.use({ launchOptions: { args, ...(executablePath ? { executablePath } : {}) } });

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
