import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { GpuContext } from '../../gpu/index.ts';
import {
  attachTfjs,
  type ConvTuning,
  createTfjsOps,
  createWasmOps,
  createWebGpuOps,
  nodeThreads,
  type Ops,
  type Precision,
} from '../../ops/index.ts';

/** One implementation under test. Opened one at a time, so that none takes another's memory or cores. */
export interface EngineSpec {
  readonly name: string;
  readonly group: 'gpu' | 'cpu';
  readonly precision: Precision;
  /** A composition of stock TensorFlow.js ops. */
  readonly isBaseline: boolean;
  readonly cores: number;
  /** Arithmetic is done by processors, also where the adapter emulates a GPU: then their time is the clock. */
  readonly isSoftware: boolean;
  open(): Promise<Ops>;
}

/** Per-offset gather and matMul, and pair lists with a scatter: the two ways to write a sparse convolution in stock ops. */
const COMPOSITIONS = ['gather', 'pairs'] as const;

export function gpuEngines(context: GpuContext, tuning: ConvTuning): EngineSpec[] {
  const own = (precision: Precision): EngineSpec => ({
    name: `webgpu ${precision}`,
    group: 'gpu',
    precision,
    isBaseline: false,
    cores: 1,
    isSoftware: context.isSoftware,
    open: () => createWebGpuOps(context, { tuning }),
  });
  return [
    own('f16'),
    own('f32'),
    ...COMPOSITIONS.map(
      (composition): EngineSpec => ({
        name: `tfjs webgpu ${composition}`,
        group: 'gpu',
        precision: 'f32',
        isBaseline: true,
        cores: 1,
        isSoftware: context.isSoftware,
        open: async () => {
          await attachTfjs(context.device, context.adapterInfo);
          return createTfjsOps('webgpu', { composition });
        },
      }),
    ),
  ];
}

/** @param tfjs TensorFlow.js backend of the baselines, as `cpuBaseline` found it. */
export function cpuEngines(tfjs: 'wasm' | 'cpu'): EngineSpec[] {
  const cores = os.availableParallelism();
  const own = (threads: number): EngineSpec => ({
    name: `wasm ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    group: 'cpu',
    precision: 'f32',
    isBaseline: false,
    cores: threads,
    isSoftware: true,
    open: () => createWasmOps({ threads, spawn: nodeThreads(Worker) }),
  });
  return [
    own(1),
    ...(cores > 1 ? [own(cores)] : []),
    ...COMPOSITIONS.map(
      (composition): EngineSpec => ({
        name: `tfjs ${tfjs} ${composition}`,
        group: 'cpu',
        precision: 'f32',
        isBaseline: true,
        cores: 1,
        isSoftware: true,
        open: () => createTfjsOps(tfjs, { composition }),
      }),
    ),
  ];
}

/**
 * TensorFlow.js's WebAssembly backend where dependencies of development are installed; the bundle of the command line leaves it out.
 * Its kernels join whichever TensorFlow.js runs in this process. In Node it works on one thread.
 * @returns which backend the CPU baselines run on.
 */
export async function cpuBaseline(): Promise<'wasm' | 'cpu'> {
  const packageName = '@tensorflow/tfjs-backend-wasm';
  try {
    const require = createRequire(path.join(process.cwd(), 'bench.mjs'));
    const file = require.resolve(packageName);
    const { setWasmPaths } = require(file) as { setWasmPaths(folder: string): void };
    setWasmPaths(path.dirname(file) + path.sep);
    return 'wasm';
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return 'cpu';
    throw error;
  }
}
