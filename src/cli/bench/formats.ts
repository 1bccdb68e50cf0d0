import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UsageError } from '../../core/index.ts';
import { median } from '../../pipeline/index.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { formatTable } from '../terminal.ts';
import { environment } from './environment.ts';
import { type Decoded, FORMAT_READERS, isInstalled } from './format-rulers.ts';
import { MADE_CLOUDS, writeMade } from './made-clouds.ts';
import { processorMs } from './measure.ts';

/** One file read by one reader. */
export interface FormatRow extends Decoded {
  readonly name: string;
  readonly reader: string;
  readonly fileBytes: number;
  /** Medians of `runs` runs: by the clock, and of the processor with all threads. */
  readonly ms: number;
  readonly cpuMs: number;
  readonly runs: number;
  /** Most that the process grew by while it read the file for the first time, its own start not counted. */
  readonly peakBytes: number;
}

export interface FormatBenchOptions {
  readonly repeats: number;
  /** Only rows whose name contains this. */
  readonly engine: string;
  /** Of the benchmark's data; real files are looked for beside it. */
  readonly data: string;
  /** About how large the made files are. */
  readonly megabytes: number;
  /** Measures this file with `reader` in this process, and nothing else. */
  readonly file?: string;
  readonly reader: string;
}

/** Real files of formats that nothing here writes, with what reads them too. */
const LAZ_RULERS = ['laz-perf', 'loaders.gl LASLoader', 'loaders.gl LAZRsLoader'];
const REAL_FILES = [
  { name: 'LAZ, point format 6 (COPC)', file: 'las/lone-star.copc.laz', rulers: LAZ_RULERS },
  { name: 'LAZ, point format 3', file: 'las/ellipsoid.laz', rulers: LAZ_RULERS },
  { name: 'LAZ, point format 1', file: 'las/lidR_Topography.laz', rulers: LAZ_RULERS },
  { name: 'Waymo frame', file: 'waymo/semisynthetic/sf_2frames.tfrecord', rulers: [] },
  {
    name: 'Feather (LZ4)',
    file: 'av2/adcf7d18-0510-35b0-a2fa-b4cea13a6d76/sensors/lidar/315973157959879000.feather',
    rulers: [],
  },
  { name: 'Draco', file: 'drc/bunny.drc', rulers: [] },
];

/** Speed and memory of the readers beside others on the same files; each reader has a process of its own. */
export async function benchFormats(options: FormatBenchOptions, context: CommandContext): Promise<CommandResult> {
  if (options.file !== undefined) {
    const row = await measureFile(path.basename(options.file), options.file, options.reader, options.repeats);
    return { report: { rows: [row] }, text: formatRows([row]) };
  }
  const about = await environment(context.modelsFolder);
  const rows: FormatRow[] = [];
  const notes: string[] = [];
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'voxelens-formats-'));
  const measure = async (name: string, file: string, rulers: readonly string[]): Promise<void> => {
    if (context.stage.signal.aborted) return;
    const ours = { ...(await measureApart(file, 'voxelens', options.repeats)), name };
    rows.push(ours);
    for (const reader of rulers) {
      if (context.stage.signal.aborted) return;
      if (!isInstalled(reader)) {
        notes.push(`${reader} is not installed`);
        continue;
      }
      const theirs = await measureApart(file, reader, options.repeats).catch(reasonOf);
      if (typeof theirs === 'string') {
        notes.push(`${name}: ${reader} does not read it: ${theirs}`);
        continue;
      }
      rows.push({ ...theirs, name });
      if (!readTheSame(ours, theirs)) notes.push(`${name}: ${reader} reads other points than voxelens`);
    }
  };
  try {
    const wanted = MADE_CLOUDS.filter(({ name }) => name.includes(options.engine));
    for (const [done, made] of wanted.entries()) {
      context.stage.onProgress({ stage: made.name, done, total: wanted.length });
      const file = await writeMade(made, options.megabytes * 1e6, folder);
      await measure(made.name, file, made.rulers);
      await fs.rm(file);
    }
    for (const { name, file, rulers } of REAL_FILES) {
      const real = path.resolve(options.data, '..', file);
      const isThere = await fs.access(real).then(
        () => true,
        () => false,
      );
      if (!isThere) notes.push(`${name}: no file ${file} beside the checkout`);
      else if (name.includes(options.engine)) await measure(name, real, rulers);
    }
  } finally {
    await fs.rm(folder, { recursive: true });
  }
  const report = { ...about, notes, rows };
  const text = `${about.machine}, commit ${about.commit}\n${formatRows(rows)}${notes.map((note) => `note: ${note}\n`).join('')}`;
  return { report, text };
}

/** One run that tells the memory and is not timed, then `repeats` that are. */
export async function measureFile(name: string, file: string, reader: string, repeats: number): Promise<FormatRow> {
  const read = FORMAT_READERS[reader];
  if (!read) throw new UsageError('USAGE', `no reader "${reader}"`, { option: '--reader' });
  await forgetPeak();
  const before = process.memoryUsage.rss();
  const decoded = await read(file);
  const peakBytes = (await peakMemory()) - before;
  const [ms, cpuMs]: [number[], number[]] = [[], []];
  for (let run = 0; run < repeats; run++) {
    const [started, startedCpu] = [performance.now(), processorMs()];
    await read(file);
    ms.push(performance.now() - started);
    cpuMs.push(processorMs() - startedCpu);
  }
  const { size } = await fs.stat(file);
  const times = { ms: median(ms), cpuMs: median(cpuMs), runs: repeats };
  return { name, reader, fileBytes: size, ...decoded, ...times, peakBytes };
}

/** Most memory that this process has held, since `forgetPeak` where the system can forget it. */
async function peakMemory(): Promise<number> {
  const status = await fs.readFile('/proc/self/status', 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return 1024 * Number(kilobytes ?? process.resourceUsage().maxRSS);
}

/** Starting the program takes more memory than many files, and leaves garbage. Linux forgets the peak when it is asked to. */
async function forgetPeak(): Promise<void> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  await fs.writeFile('/proc/self/clear_refs', '5').catch(() => undefined);
}

/** In a fresh process: the peak of memory is that of this reader alone. */
async function measureApart(file: string, reader: string, repeats: number): Promise<FormatRow> {
  const args = ['bench', 'formats', '--file', file, '--reader', reader, '--repeats', String(repeats), '--json'];
  const terminal = `{ out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text), errIsScreen: false, signal: new AbortController().signal }`;
  const code = `const { main } = await import(${JSON.stringify(import.meta.url)}); process.exitCode = await main({ args: ${JSON.stringify(args)}, modelsFolder: '', terminal: ${terminal} });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
  return (JSON.parse(stdout) as { rows: [FormatRow] }).rows[0];
}

/** Why a process failed, as it said itself. */
function reasonOf(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  const said = /"message":("(?:[^"\\]|\\.)*")/.exec(stdout)?.[1];
  const reason = said ? (JSON.parse(said) as string) : stderr.trim();
  return reason.split('\n')[0]!.replace(/^Error: /, '');
}

/** Readers without an origin lose up to 4 cm of a large coordinate, up or down. */
function readTheSame(ours: Decoded, theirs: Decoded): boolean {
  return theirs.points === ours.points && Math.abs(theirs.sumX - ours.sumX) <= 0.04 * ours.points;
}

/** Megabytes a second of the file, and how long another reader took for it as a multiple of ours. */
export function formatRows(rows: readonly FormatRow[]): string {
  const header = [
    'file',
    'MB',
    'points',
    'reader',
    'ms',
    'MB/s',
    'cpu ms',
    'cpu MB/s',
    'peak / decoded',
    'time / ours',
    'cpu / ours',
  ];
  const lines = rows.map((row) => {
    const ours = rows.find(({ name, reader }) => name === row.name && reader === 'voxelens');
    const other = ours && ours !== row ? ours : undefined;
    const rate = (ms: number) => (row.fileBytes / 1000 / ms).toFixed(0);
    return [
      row.name,
      (row.fileBytes / 1e6).toFixed(1),
      row.points,
      row.reader,
      row.ms.toFixed(0),
      rate(row.ms),
      row.cpuMs.toFixed(0),
      rate(row.cpuMs),
      (row.peakBytes / row.bytes).toFixed(2),
      other ? (row.ms / other.ms).toFixed(1) : '',
      other ? (row.cpuMs / other.cpuMs).toFixed(1) : '',
    ];
  });
  return formatTable([header, ...lines]);
}
