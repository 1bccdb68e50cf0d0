// Feeds every reader with mutated files: `node scripts/fuzz.mjs --count 100000 --seed 1 [--from 0] [--to 100000] [--data folder]
// [--minutes n]`.
// Each input runs in a worker that is watched from here: one that takes 2 s of processor time, or that never ends, is stopped and named.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { build } from 'vite';
import { buildWhenStale, ROOT } from './stamp.mjs';

const OUTPUT = '.cache/fuzz/run.mjs';
const LIMIT_MS = 2000;
/** Of the clock: for an input that waits for something that never comes. A second of work takes a minute where the machine is busy. */
const WAIT_MS = 600_000;
const HEAP_MB = 2048;

if (isMainThread) process.exit(await supervise());
else await work(workerData);

async function supervise() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      to: { type: 'string' },
      minutes: { type: 'string', default: '600' },
      data: { type: 'string', default: path.resolve(ROOT, '../shared/data') },
    },
  });
  const plan = { seed: Number(values.seed), count: Number(values.count) };
  const bundle = await buildRunner();
  const totals = { inputs: 0, results: {}, kinds: {}, failures: [], slowest: [], largestAllocation: 0 };
  const end = Date.now() + Number(values.minutes) * 60_000;
  let next = Number(values.from);
  const to = Math.min(plan.count, Number(values.to ?? plan.count));
  while (next < to && Date.now() < end) {
    next = await runWorker({ from: next, to, end, plan, bundle, data: values.data }, totals);
  }
  report(plan, totals);
  return totals.failures.length > 0 ? 1 : 0;
}

/** One worker until it is done, or has to be stopped. @returns the number of the input to go on with */
function runWorker(job, totals) {
  const { from } = job;
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    // The first "input" is loading the files, which has no limit of its own.
    let [index, startedMs, startedCpu] = [from - 1, Date.now(), process.cpuUsage()];
    const fail = (what) => totals.failures.push({ index, ...what });
    const stop = (why) => {
      clearInterval(timer);
      fail({ what: why, failure: why });
      totals.inputs++;
      count(totals.results, why);
      void worker.terminate().then(() => resolve(index + 1));
    };
    const timer = setInterval(() => {
      const { user, system } = process.cpuUsage(startedCpu);
      const isLoading = index < from;
      if (!isLoading && (user + system) / 1000 > LIMIT_MS) stop('hang');
      else if (Date.now() - startedMs > WAIT_MS && !isLoading) stop('never ends');
    }, 100);
    worker.on('message', ({ started, outcome, rejected }) => {
      if (started !== undefined) [index, startedMs, startedCpu] = [started, Date.now(), process.cpuUsage()];
      if (rejected !== undefined) fail({ what: 'unhandled rejection', failure: rejected });
      if (outcome) add(totals, index, outcome);
    });
    worker.on('error', (error) => (index < from ? reject(error) : stop(`worker: ${error.message}`)));
    worker.on('exit', () => {
      clearInterval(timer);
      resolve(Math.max(index + 1, from));
    });
  });
}

/** In the worker: input after input, each announced before it begins. */
async function work({ from, to, end, plan, bundle, data }) {
  process.on('unhandledRejection', (error) => parentPort.postMessage({ rejected: String(error?.stack ?? error) }));
  const { loadCorpus, runInput } = await import(bundle);
  const corpus = await loadCorpus(data);
  for (let index = from; index < to && Date.now() < end; index++) {
    parentPort.postMessage({ started: index });
    const outcome = await runInput(corpus, plan, index);
    // A rejection that nobody handles shows when the queue of promises is empty.
    await new Promise((resolve) => setImmediate(resolve));
    parentPort.postMessage({ outcome });
  }
}

function add(totals, index, { what, kind, result, failure, elapsedMs, largestAllocation }) {
  totals.inputs++;
  count(totals.results, result);
  count(totals.kinds, kind);
  totals.largestAllocation = Math.max(totals.largestAllocation, largestAllocation);
  totals.slowest.push({ index, what, elapsedMs: Math.round(elapsedMs) });
  totals.slowest.sort((a, b) => b.elapsedMs - a.elapsedMs).splice(5);
  if (failure !== undefined) totals.failures.push({ index, what, failure });
  else if (elapsedMs > LIMIT_MS) totals.failures.push({ index, what, failure: `took ${Math.round(elapsedMs)} ms` });
  if (totals.inputs % 5000 === 0) process.stderr.write(`${totals.inputs} inputs, ${totals.failures.length} failures\n`);
}

function count(counts, key) {
  counts[key] = (counts[key] ?? 0) + 1;
}

function report({ seed }, { inputs, results, kinds, failures, slowest, largestAllocation }) {
  const list = (counts) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([key, n]) => `${key} ${n}`)
      .join(', ');
  const lines = [
    ...failures.slice(0, 20).map(({ index, what, failure }) => `input ${index}: ${what}\n${failure}\n`),
    `seed ${seed}: ${inputs} inputs, ${failures.length} failures`,
    `results: ${list(results)}`,
    `files: ${list(kinds)}`,
    `largest allocation: ${(largestAllocation / 2 ** 20).toFixed(1)} MiB`,
    'slowest, in processor time:',
    ...slowest.map(({ index, what, elapsedMs }) => `  ${elapsedMs} ms  input ${index}: ${what}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The readers and the fuzzer's fixtures as one file for Node; packages stay where they are. */
async function buildRunner() {
  await buildWhenStale({
    name: 'fuzz',
    inputs: ['src/core', 'src/formats', 'scripts/fuzz.mjs', 'package-lock.json'],
    output: OUTPUT,
    build: () =>
      build({
        root: ROOT,
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        build: {
          ssr: path.join(ROOT, 'src/formats/fuzz/run.fixture.ts'),
          target: 'node20',
          outDir: path.dirname(path.join(ROOT, OUTPUT)),
          emptyOutDir: true,
          minify: false,
          rolldownOptions: { output: { entryFileNames: 'run.mjs', codeSplitting: false } },
        },
      }),
  });
  return pathToFileURL(path.join(ROOT, OUTPUT)).href;
}
