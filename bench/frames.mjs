// `node bench/frames.mjs [--millions 0.2,1,5,10] [--turns N] [--budget N] [--minutes N]`: what a frame costs in the built page, in Chromium,
// for clouds of so many points: a frame while the view moves (at most the budget's points), and the way to the finished picture at rest;
// before that, how long the page takes from navigation until it answers. Larger clouds get fewer turns and, without a GPU, a smaller
// canvas; each row says which. After `minutes` a cloud's turns end with those that were made. `--page` takes a page that is already built.
// Where other programs share the cores, the processor time of the browser's processes says more than the clock: a rasteriser in software is
// one of them.
// Prints rows of the shape that `voxelens bench` prints, and the longest tasks of the page's main thread while the file loads.
import fs from 'node:fs';
import os from 'node:os';
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
    millions: { type: 'string', default: '0.2,1,5,10' },
    turns: { type: 'string', default: '15' },
    budget: { type: 'string', default: '1000000' },
    minutes: { type: 'string', default: '4' },
    page: { type: 'string' },
  },
});
/** In pixels of the page. A rasteriser in software takes seconds for a frame of millions of points. */
const PAGE = { width: 1440, height: 900 };
const SMALL_PAGE = { width: 960, height: 600 };
const LARGE_POINTS = 2e6;
const isSoftware = process.env.WEBGPU_HARDWARE !== '1';
const TIMEOUT_MS = 1_800_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'frames-'));

if (values.page === undefined) await buildPage();
const server = await serveFolder({ root: values.page ?? path.join(ROOT, 'dist') });
const executablePath = await findBrowser();
const browser = await chromium.launch({ args: browserArguments(), ...(executablePath ? { executablePath } : {}) });
try {
  const processes = await browser.newBrowserCDPSession();
  const first = await newPage();
  const rows = await navigate(first);
  const { adapter } = await first.evaluate(() => window.voxelens.state().compute);
  await first.close();
  for (const millions of values.millions.split(',').map(Number)) {
    // A page of its own each: what the one before left in the graphics process would be in the way.
    const page = await newPage();
    const measured = await measure(page, processes, millions * 1e6);
    await page.close();
    rows.push(...measured);
    for (const { name, size, ms, runs, cpuMs } of measured) {
      const processor = cpuMs === undefined ? '' : `, processor ${Math.round(cpuMs)} ms`;
      console.error(`${size}: ${name}: ${Math.round(ms)} ms, ${runs} runs${processor}`);
    }
  }
  console.log(JSON.stringify({ adapter, browser: browser.version(), date: new Date().toISOString(), rows }));
} finally {
  await browser.close();
  await server.close();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function newPage() {
  const page = await browser.newPage({ viewport: PAGE });
  page.setDefaultTimeout(TIMEOUT_MS);
  await page.addInitScript(watchStart);
  return page;
}

/** From navigation: once without and some times with the browser's cache. */
async function navigate(page) {
  const starts = [];
  for (let run = 0; run < 4; run++) {
    await page.goto(`${server.url}?sample=room&model=tiny`);
    await page.waitForFunction(() => window.starts?.device !== undefined);
    starts.push(await page.evaluate(() => window.starts));
  }
  return [
    row(
      'from navigation until the page answers',
      0,
      starts.map(({ page }) => page),
    ),
    row(
      'from navigation until the graphics device is there',
      0,
      starts.map(({ device }) => device),
    ),
  ];
}

/** In the page, before its own code. */
function watchStart() {
  window.starts = {};
  const watch = () => {
    const now = performance.now();
    if (document.querySelector('[data-testid="file-input"]')) window.starts.page ??= now;
    const device = window.voxelens?.state().device;
    if (window.starts.page !== undefined && device && device !== 'starting') window.starts.device = now;
    else requestAnimationFrame(watch);
  };
  watch();
}

function row(name, size, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const shared = { suite: 'frames', name, size, unit: 'points', clock: 'wall' };
  return { ...shared, ms: sorted[sorted.length >> 1] ?? 0, bestMs: sorted[0] ?? 0, runs: sorted.length };
}

/** Of all processes of the browser since they began. */
async function processorMs(processes) {
  const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
  return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

async function measure(page, processes, points) {
  const canvas = isSoftware && points > LARGE_POINTS ? SMALL_PAGE : PAGE;
  await page.setViewportSize(canvas);
  const turns = Math.max(3, Math.round(Number(values.turns) / Math.max(1, points / 1e6)));
  const file = path.join(folder, `cloud-${points}.ply`);
  writeTerrain(file, points);
  await page.goto(`${server.url}?sample=room&model=tiny`);
  await page.waitForFunction(() => (window.voxelens?.state().device ?? 'starting') !== 'starting');
  await page.waitForFunction(() => window.voxelens.state().activity === undefined);
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push(Math.round(entry.duration));
    }).observe({ type: 'longtask' });
  });
  // Before the network begins: what is queued on the device would be in the way of every frame.
  await page.evaluate(() => {
    const stop = setInterval(() => {
      if (window.voxelens.state().activity?.what !== 'understanding') return;
      clearInterval(stop);
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    }, 50);
  });
  await page.getByTestId('file-input').setInputFiles(file);
  await page.waitForFunction((count) => window.voxelens.state().scene?.points === count, points);
  await page.waitForFunction(() => window.voxelens.state().activity === undefined);
  fs.rmSync(file); // not before: the page reads it piece by piece
  console.error(`${points}: loaded`);
  await page.getByRole('tab', { name: 'View' }).click();
  await page.getByLabel('Points while moving').selectOption(values.budget);
  await page.waitForFunction((count) => {
    const { points: shown, drawn } = window.voxelens.stats ?? {};
    return shown === count && drawn === count;
  }, points);
  // Of the way to the picture alone: the turns that follow draw.
  const longTasks = await page.evaluate(() => window.longTasks.slice());
  console.error(`${points}: all points are in the picture`);
  const beforeMs = await processorMs(processes);
  const measured = await page.evaluate(turnAround, { turns, untilMs: 60_000 * Number(values.minutes) });
  const cpuMs = ((await processorMs(processes)) - beforeMs) / measured.refined.length;
  const seen = { canvas: `${canvas.width} × ${canvas.height}` };
  return [
    { ...row('a frame while the view moves', points, measured.moving), ...seen, drawn: Math.max(...measured.drawn) },
    { ...row('until every point is in the picture', points, measured.refined), ...seen, cpuMs },
    {
      ...row('main-thread tasks over 50 ms while the file loads', points, longTasks),
      longestMs: Math.max(0, ...longTasks),
    },
  ];
}

/** In the page: presses a key that turns the view, and watches the frames that follow. */
async function turnAround({ turns, untilMs }) {
  const next = () => new Promise(requestAnimationFrame);
  const measured = { moving: [], drawn: [], refined: [] };
  const endMs = performance.now() + untilMs;
  for (let turn = 0; turn < turns && (turn === 0 || performance.now() < endMs); turn++) {
    const { frameMs: before } = window.voxelens.stats;
    const startMs = performance.now();
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    await next();
    measured.drawn.push(window.voxelens.stats.drawn);
    while (window.voxelens.stats.frameMs === before) await next();
    measured.moving.push(window.voxelens.stats.frameMs);
    while (window.voxelens.stats.drawn < window.voxelens.stats.points) await next();
    measured.refined.push(performance.now() - startMs);
  }
  return measured;
}

/** Rolling land of 100 × 100 m, binary PLY. */
function writeTerrain(file, points) {
  const header = ['ply', 'format binary_little_endian 1.0', `element vertex ${points}`];
  const text = [...header, 'property float x', 'property float y', 'property float z', 'end_header', ''].join('\n');
  const values = new Float32Array(3 * points);
  const side = Math.ceil(Math.sqrt(points));
  for (let i = 0; i < points; i++) {
    const [x, y] = [(100 * (i % side)) / side, (100 * Math.floor(i / side)) / side];
    values.set([x, y, 3 * Math.sin(x / 7) * Math.cos(y / 9) + 0.4 * Math.sin(x) * Math.sin(1.3 * y)], 3 * i);
  }
  fs.writeFileSync(file, text);
  fs.appendFileSync(file, Buffer.from(values.buffer));
}
