// `npm test`: everything that has to hold, in order of cost. The last line is the total; anything skipped counts as failed.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { browserAdapter } from './browser-adapter.mjs';
import { buildPage } from './build-page.mjs';
import { ensureBrowser } from './ensure-browser.mjs';
import { ensureVulkan, vulkanEnvironment } from './ensure-vulkan.mjs';
import { packageBin, runProgram } from './process.mjs';
import { CACHE, ROOT } from './stamp.mjs';
import { countPlaywright, countVitest, readReport } from './test-reports.mjs';

const MINUTE_MS = 60_000;
const STAGES = { static: runStatic, unit: runUnit, kernels: runKernels, e2e: runEndToEnd };
const REPORTS = path.join(CACHE, 'test');

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const unknown = (values.only ?? []).filter((name) => !(name in STAGES));
if (unknown.length > 0) {
  console.error(`--only takes ${Object.keys(STAGES).join(', ')}; not ${unknown.join(', ')}`);
  process.exit(2);
}

process.chdir(ROOT);
fs.rmSync(REPORTS, { recursive: true, force: true });
fs.mkdirSync(REPORTS, { recursive: true });

const results = [];
await runAll(values.only ?? Object.keys(STAGES));

console.log('');
for (const { stage, passed, failed, adapter, notes } of results) {
  for (const note of notes) console.log(`  ${stage}: ${note}`);
  console.log(`${stage}: ${passed} passed, ${failed} failed${adapter ? ` on ${adapter}` : ''}`);
}
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
process.exitCode = total('failed') > 0 || total('passed') === 0 ? 1 : 0;
console.log(`${total('passed')} passed, ${total('failed')} failed`);

/** Later stages run even when earlier ones failed; only kernels that do not compile stop everything, because everything uses them. */
async function runAll(stages) {
  const kernels = await runProgram([process.execPath, 'scripts/build-kernels.mjs']);
  if (kernels.code !== 0) {
    results.push({
      stage: 'kernels/cpu',
      passed: 0,
      failed: 1,
      notes: [`does not compile:\n${kernels.output.trim()}`],
    });
    return;
  }
  for (const stage of stages) {
    heading(stage);
    const startedMs = Date.now();
    let counts;
    try {
      counts = await STAGES[stage]();
    } catch (error) {
      counts = { passed: 0, failed: 1, notes: [error.stack ?? String(error)] };
    }
    results.push({ stage, ...counts });
    console.log(`${stage}: ${((Date.now() - startedMs) / 1000).toFixed(0)} s`);
  }
}

function heading(text) {
  console.log(`\n== ${text}`);
}

async function runStatic() {
  const node =
    (packageName, bin, ...args) =>
    () =>
      runProgram([process.execPath, packageBin(packageName, bin), ...args]);
  const checks = {
    types: node('typescript', 'tsc', '--noEmit'),
    lint: node('@biomejs/biome', 'biome', 'check', '--max-diagnostics=50', '.'),
    architecture: () => runProgram([process.execPath, 'scripts/check-architecture.mjs']),
    build: () =>
      buildPage().then(
        () => ({ code: 0, output: '' }),
        (error) => ({ code: 1, output: error.message }),
      ),
  };
  const counts = { passed: 0, failed: 0, notes: [] };
  for (const [name, check] of Object.entries(checks)) {
    const { code, output } = await check();
    console.log(`${name}: ${code === 0 ? 'ok' : 'failed'}`);
    if (code === 0) counts.passed++;
    else {
      counts.failed++;
      counts.notes.push(`${name} failed`);
      console.log(output.trimEnd());
    }
  }
  return counts;
}

async function runVitest(project, timeoutMs, env = {}) {
  const file = path.join(REPORTS, `${project}.json`);
  const { code } = await runProgram(
    [
      process.execPath,
      packageBin('vitest'),
      'run',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { env, echo: true, timeoutMs },
  );
  return readReport({ file, code, count: countVitest });
}

function runUnit() {
  return runVitest('unit', 30 * MINUTE_MS);
}

async function runKernels() {
  const { driver, adapter, note } = await ensureVulkan();
  if (note) console.log(note);
  if (!adapter) return { passed: 0, failed: 1, notes: [note] };
  console.log(`adapter: ${adapter}`);
  const counts = await runVitest('kernels', 40 * MINUTE_MS, { ...vulkanEnvironment(driver), REQUIRE_WEBGPU: '1' });
  return { ...counts, adapter };
}

async function runEndToEnd() {
  try {
    await buildPage();
  } catch (error) {
    return { passed: 0, failed: 1, notes: [`not run, the page does not build: ${error.message.split('\n')[0]}`] };
  }
  const browser = await ensureBrowser();
  if (browser.note) console.log(browser.note);
  if (!browser.path) return { passed: 0, failed: 1, notes: [browser.note] };
  const adapter = await browserAdapter(browser.path);
  if (!adapter) return { passed: 0, failed: 1, notes: [`no WebGPU adapter in ${browser.path}`] };
  console.log(`adapter: ${adapter}`);
  const file = path.join(REPORTS, 'e2e.json');
  const { code } = await runProgram(
    [process.execPath, packageBin('@playwright/test', 'playwright'), 'test', '--reporter=list,json'],
    {
      env: { CHROMIUM_PATH: browser.path, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
      echo: true,
      timeoutMs: 60 * MINUTE_MS,
    },
  );
  return { ...readReport({ file, code, count: countPlaywright }), adapter };
}
