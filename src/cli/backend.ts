import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { KernelError, UsageError } from '../core/index.ts';
import { type GpuContext, requestDevice } from '../gpu/index.ts';
import {
  CONV_TILES,
  type ConvTileName,
  type ConvTuning,
  createTfjsOps,
  createWasmOps,
  createWebGpuOps,
  measureTuning,
  nodeThreads,
  type Ops,
  type OpsName,
  uniformTuning,
  type WebGpuOps,
} from '../ops/index.ts';

export const BACKENDS: readonly OpsName[] = ['webgpu', 'wasm', 'tfjs'];

export interface Backend {
  readonly ops: Ops;
  /** Frees the device and what was made on it. */
  close(): void;
}

/** Dawn lives as long as something holds its instance: losing it loses every device made from it. */
let instance: GPU | undefined;

/** @throws KernelError KERNEL_NO_ADAPTER */
export async function openDevice(): Promise<GpuContext> {
  if (!instance) {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    instance = create(['enable-dawn-features=allow_unsafe_apis']);
    // TensorFlow.js on our device looks for a browser's; Node 20 has no navigator.
    Object.defineProperty(globalThis, 'navigator', {
      value: { gpu: instance, userAgent: 'node', hardwareConcurrency: os.availableParallelism() },
      configurable: true,
    });
  }
  try {
    return await requestDevice(instance);
  } catch (cause) {
    if (!(cause instanceof KernelError)) throw cause;
    const message = 'no Vulkan driver that WebGPU accepts: install one, or use --backend wasm';
    throw new KernelError('KERNEL_NO_ADAPTER', message, {}, cause);
  }
}

export const TILES = Object.keys(CONV_TILES) as readonly ConvTileName[];

/** The given tile for everything, or what is measured to be the fastest here; an emulated GPU has nothing to choose from. */
export async function tuningOf(context: GpuContext, tile: ConvTileName | undefined): Promise<ConvTuning> {
  return tile ? uniformTuning(tile) : measureTuning(context);
}

/** The GPU's kernels, tuned to it. When that fails the device is given back. */
export async function openWebGpu(context: GpuContext, tile?: ConvTileName): Promise<WebGpuOps> {
  try {
    return await createWebGpuOps(context, { tuning: await tuningOf(context, tile) });
  } catch (cause) {
    context.device.destroy();
    throw cause;
  }
}

async function onDevice(context: GpuContext, tile: ConvTileName | undefined): Promise<Backend> {
  const ops = await openWebGpu(context, tile);
  return {
    ops,
    close: () => {
      ops.dispose();
      context.device.destroy();
    },
  };
}

async function onCpu(name: 'wasm' | 'tfjs'): Promise<Backend> {
  const threads = { threads: os.availableParallelism(), spawn: nodeThreads(Worker) };
  const ops = await (name === 'wasm' ? createWasmOps(threads) : createTfjsOps('cpu'));
  return { ops, close: () => ops.dispose() };
}

/**
 * The named backend, or without a name the fastest here: WebGPU on a real GPU, else the CPU kernels (a software GPU is slower).
 * @param tile of the GPU's convolutions
 * @throws KernelError when `webgpu` is asked for and cannot be had.
 */
export async function openBackend(name: OpsName | undefined, tile?: ConvTileName): Promise<Backend> {
  if (name === 'wasm' || name === 'tfjs') {
    if (tile) throw new UsageError('USAGE', `--tile is for the GPU, not for --backend ${name}`, { option: '--tile' });
    return onCpu(name);
  }
  if (name === 'webgpu') return onDevice(await openDevice(), tile);
  const context = await openDevice().catch(() => undefined);
  if (context && !context.isSoftware) return onDevice(context, tile);
  context?.device.destroy();
  return onCpu('wasm');
}
