import { defineConfig } from '@playwright/test';
import { browserArguments } from './scripts/browser-arguments.mjs';
import { findBrowser } from './scripts/ensure-browser.mjs';

const PORT = Number(process.env['E2E_PORT'] ?? 4517);
const executablePath = await findBrowser();

// One worker: every page brings a software GPU that takes all cores.
export default defineConfig({
  testDir: 'e2e',
  // The README's pictures are made by the same means, on request.
  testMatch: process.env['README_PICTURES'] ? '**/*.pictures.ts' : '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // Seconds on a GPU; minutes where a software one shares two cores with other work.
  timeout: 480_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    trace: 'retain-on-failure',
    launchOptions: { args: browserArguments(), ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: `node scripts/start.mjs --no-open --strict-port --port ${PORT}`,
    url: `http://localhost:${PORT}/`,
    timeout: 180_000,
    reuseExistingServer: false,
  },
});
