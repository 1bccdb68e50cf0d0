import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { KernelError } from '../core/index.ts';
import { type GpuContext, requestDevice } from '../gpu/index.ts';
import { createTfjsOps, createWasmOps, createWebGpuOps, nodeThreads, type Ops, type OpsName } from '../ops/index.ts';

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

async function onDevice(context: GpuContext): Promise<Backend> {
  const ops = await createWebGpuOps(context);
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
 * @throws KernelError when `webgpu` is asked for and cannot be had.
 */
export async function openBackend(name: OpsName | undefined): Promise<Backend> {
  if (name === 'wasm' || name === 'tfjs') return onCpu(name);
  if (name === 'webgpu') return onDevice(await openDevice());
  const context = await openDevice().catch(() => undefined);
  if (context && !context.isSoftware) return onDevice(context);
  context?.device.destroy();
  return onCpu('wasm');
}
