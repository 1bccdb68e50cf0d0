import path from 'node:path';
import { chromium } from 'playwright';
import { browserArguments } from './browser-arguments.mjs';
import { ROOT } from './stamp.mjs';
import { serveFolder } from './static-server.mjs';

/** Name of the WebGPU adapter that pages get in this Chromium, or undefined when they get none. */
export async function browserAdapter(executablePath) {
  // WebGPU exists only on https and localhost.
  const server = await serveFolder({ root: path.join(ROOT, 'dist') });
  const browser = await chromium.launch({ executablePath, args: browserArguments() });
  try {
    const page = await browser.newPage();
    await page.goto(server.url, { waitUntil: 'commit' });
    const name = await page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter();
      if (!adapter) return null;
      const { vendor, architecture, device, description } = adapter.info;
      return [vendor, architecture, description || device].filter(Boolean).join(' ');
    });
    return name === null ? undefined : `${name}, Chromium ${browser.version()}`;
  } finally {
    await browser.close();
    await server.close();
  }
}
