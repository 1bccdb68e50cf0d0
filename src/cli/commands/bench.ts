import fs from 'node:fs/promises';
import path from 'node:path';
import type { GpuContext } from '../../gpu/index.ts';
import type { ConvTileName } from '../../ops/index.ts';
import { openDevice, tuningOf } from '../backend.ts';
import { type BenchCloud, lidarBasic, lidarSweep, surface } from '../bench/clouds.ts';
import { cpuBaseline, cpuEngines, type EngineSpec, gpuEngines } from '../bench/engines.ts';
import { environment } from '../bench/environment.ts';
import { benchFormats, type FormatBenchOptions } from '../bench/formats.ts';
import { benchKernels } from '../bench/kernels.ts';
import { benchNetwork } from '../bench/network.ts';
import { openNetwork } from '../bench/networks.ts';
import { plotScaling } from '../bench/plot.ts';
import { type BenchReport, type BenchRow, formatBench, type Suite } from '../bench/report.ts';
import { benchScaling } from '../bench/scaling.ts';
import { benchTraining } from '../bench/training-step.ts';
import { benchWholeWay } from '../bench/whole-way.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { readTrainingConfig } from '../training-config.ts';

export const SUITES: readonly (Suite | 'formats')[] = ['network', 'kernels', 'scaling', 'train', 'page', 'formats'];

export interface BenchOptions extends FormatBenchOptions {
  readonly model: string;
  readonly preset?: string;
  readonly backend?: 'webgpu' | 'wasm';
  /** Of the GPU's convolutions, instead of the measured ones. */
  readonly tile?: ConvTileName;
  /** Only engines whose name contains this. */
  readonly engine: string;
  readonly repeats: number;
  /** Crop of the cloud; of `scaling` the largest surface, of `train` each of the two crops. */
  readonly voxels?: number;
  readonly baseline: boolean;
  /** Seconds after which no further run of one measurement starts. */
  readonly budget: number;
  readonly data: string;
  /** Training configuration of the suite `train`. */
  readonly config: string;
  /** SVG that `scaling` writes. */
  readonly plot?: string;
}

const SURFACES = [10_000, 30_000, 100_000, 300_000, 1_000_000];
const SWEEP_VOXELS_M = [0.8, 0.4, 0.2, 0.1, 0.05];

/** Medians and ratios within one run. */
export async function bench(
  suite: (typeof SUITES)[number],
  options: BenchOptions,
  context: CommandContext,
): Promise<CommandResult> {
  if (suite === 'formats') return benchFormats(options, context);
  const about = await environment(context.modelsFolder);
  // A step trains on the CPU kernels unless the GPU's are asked for.
  const isOnCpu = options.backend === 'wasm' || (suite === 'train' && options.backend === undefined);
  const gpu = isOnCpu ? undefined : await openDevice();
  try {
    const notes = gpu && !gpu.isSoftware ? [] : ['no GPU timing'];
    if (options.tile && gpu?.isSoftware) notes.push('an emulated GPU has one tile of its own, whatever --tile says');
    const engines: EngineSpec[] = gpu ? gpuEngines(gpu, await tuningOf(gpu, options.tile)) : [];
    if (options.backend !== 'webgpu') {
      const tfjs = await cpuBaseline();
      engines.push(...cpuEngines(tfjs));
      if (suite === 'network' && options.baseline) notes.push(`TensorFlow.js on the CPU: its ${tfjs} backend`);
    }
    const wanted = engines.filter(
      ({ name, isBaseline }) =>
        name.includes(options.engine) && (!isBaseline || (options.baseline && suite === 'network')),
    );
    const rows = await runSuite(suite, options, wanted, gpu, context);
    if (options.plot) {
      const isSoftware = !gpu || gpu.isSoftware;
      const title = `Maps and network, ${isSoftware ? 'processor' : 'wall'} time`;
      await fs.writeFile(options.plot, plotScaling(rows, title, isSoftware ? 'cpuMs' : 'ms'));
    }
    const adapter = gpu?.adapterName ?? rows[0]?.adapter ?? 'none';
    const report: BenchReport = { adapter, ...about, clock: rows[0]?.clock ?? 'wall', notes, rows };
    return { report: { ...report }, text: formatBench(report) };
  } finally {
    gpu?.device.destroy();
  }
}

async function runSuite(
  suite: Suite,
  options: BenchOptions,
  engines: readonly EngineSpec[],
  gpu: GpuContext | undefined,
  context: CommandContext,
): Promise<BenchRow[]> {
  const folder = path.resolve(options.data);
  const how = { repeats: options.repeats, budgetMs: options.budget * 1000, signal: context.stage.signal };
  if (suite === 'page') return benchWholeWay(options.model, folder, engines, how, context);
  if (suite === 'train') {
    const single = engines.filter(({ precision, cores }) => precision === 'f32' && cores === 1);
    const limit = options.voxels === undefined ? {} : { voxels: options.voxels };
    return benchTraining(await readTrainingConfig(options.config), single, { ...how, ...limit });
  }
  const network = await openNetwork(options, context.modelsFolder);
  switch (suite) {
    case 'network':
      return benchNetwork(network, await lidarBasic(folder, options.voxels), engines, gpu, how);
    case 'kernels':
      return benchKernels(network, await lidarBasic(folder, options.voxels), engines, gpu, how);
    case 'scaling':
      return benchScaling(network, scalingClouds(folder, options.voxels), engines, how);
  }
}

function scalingClouds(folder: string, largest = Number.POSITIVE_INFINITY): (() => Promise<BenchCloud>)[][] {
  return [
    SURFACES.filter((voxels) => voxels <= largest).map((voxels) => async () => surface(voxels)),
    SWEEP_VOXELS_M.map((voxelSizeM) => () => lidarSweep(folder, voxelSizeM)),
  ];
}
