// `node bench/page.mjs [--repeats N] [--data FOLDER] [--backend webgpu|wasm]`: the sweep of 198,130 points in the built page, in
// Chromium, from drop to overlay, by stage. Prints rows of the shape that `voxelens bench` prints.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { browserArguments } from '../scripts/browser-arguments.mjs';
import { buildPage } from '../scripts/build-page.mjs';
import { findBrowser } from '../scripts/ensure-browser.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { serveFolder } from '../scripts/static-server.mjs';

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    data: { type: 'string', default: '../shared/data/bench' },
    backend: { type: 'string', default: 'webgpu' },
  },
});
const FILE = path.resolve(values.data, 'lidar_sweep_198k.npy');
const TIMEOUT_MS = 600_000;

await buildPage();
const server = await serveFolder({ root: path.join(ROOT, 'dist') });
const executablePath = await findBrowser();
const browser = await chromium.launch({ args: browserArguments(), ...(executablePath ? { executablePath } : {}) });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // The sample is stopped: it would share the device with the first run.
  await page.goto(`${server.url}${values.backend === 'wasm' ? '?backend=wasm' : ''}`);
  await page.waitForFunction(() => window.voxelens?.state().activity !== undefined, undefined, { timeout: TIMEOUT_MS });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.waitForFunction(() => window.voxelens.state().activity === undefined, undefined, { timeout: TIMEOUT_MS });
  await page.getByRole('combobox', { name: 'Model' }).selectOption('outdoor');
  await page.waitForFunction(() => window.voxelens.state().activity === undefined, undefined, { timeout: TIMEOUT_MS });

  const runs = [];
  // The first run compiles and fills caches; it is not counted.
  for (let run = 0; run <= Number(values.repeats); run++) runs.push(await once(page));
  const { adapter, backend } = await page.evaluate(() => window.voxelens.state().compute);
  const counted = runs.slice(1);
  const rows = Object.keys(counted[0].stages).map((stage) => {
    const times = counted.map(({ stages }) => stages[stage]).sort((a, b) => a - b);
    return {
      suite: 'page',
      name: `Chromium, ${backend}: ${stage}`,
      size: counted[0].points,
      unit: 'points',
      ms: times[times.length >> 1],
      bestMs: times[0],
      runs: times.length,
      clock: 'wall',
      adapter,
    };
  });
  console.log(JSON.stringify({ adapter, browser: browser.version(), date: new Date().toISOString(), rows }));
} finally {
  await browser.close();
  await server.close();
}

/** Drops the file and waits until its result is drawn. */
async function once(page) {
  const revision = await page.evaluate(() => window.voxelens.state().revision);
  await page.evaluate(() => {
    window.marks = {};
    const watch = () => {
      const now = window.voxelens.state();
      const isOurs = now.scene?.format === 'npy' && now.revision > window.marks.revision;
      if (isOurs && !now.result) window.marks.decoded ??= performance.now();
      if (isOurs && now.result && !now.activity) window.marks.understood ??= performance.now();
      else requestAnimationFrame(watch);
    };
    // Watching begins with the first change after the drop.
    document.querySelector('[data-testid="file-input"]').addEventListener(
      'change',
      () => {
        window.marks.dropped = performance.now();
        window.marks.revision = window.voxelens.state().revision;
        requestAnimationFrame(watch);
      },
      { once: true, capture: true },
    );
  });
  await page.getByTestId('file-input').setInputFiles(FILE);
  await page.waitForFunction(() => window.marks.understood !== undefined, undefined, { timeout: TIMEOUT_MS });
  return page.evaluate(async (before) => {
    const { dropped, decoded, understood } = window.marks;
    // Reading the picture back waits for the frame that shows the result.
    await window.voxelens.readPixels();
    const drawn = performance.now();
    const { result, scene, revision } = window.voxelens.state();
    if (revision <= before) throw new Error('nothing was understood');
    const stages = { decode: decoded - dropped, ...result.provenance.stagesMs, draw: drawn - understood };
    return { points: scene.points, stages: { ...stages, total: drawn - dropped } };
  }, revision);
}
