import { KernelError } from '../core/index.ts';
import { DeviceLoss } from './device-loss.ts';
import { chooseFeatures, chooseLimits } from './limits.ts';

/** The one device that kernels, renderer and tfjs share, and what a caller may want to know about it. */
export interface GpuContext {
  readonly device: GPUDevice;
  readonly adapterInfo: GPUAdapterInfo;
  /** Name that a person recognises. */
  readonly adapterName: string;
  readonly limits: GPUSupportedLimits;
  readonly features: ReadonlySet<string>;
  /** The adapter emulates a GPU on the CPU. */
  readonly isSoftware: boolean;
  readonly loss: DeviceLoss;
}

/**
 * Asks for the fastest adapter with its own limits and every useful feature it has.
 * @param gpu `navigator.gpu`; undefined where the browser has no WebGPU.
 * @throws KernelError KERNEL_NO_ADAPTER when there is no WebGPU or no adapter.
 * @throws LimitError LIMIT_DEVICE when the adapter offers less than the kernels need.
 */
export async function requestDevice(gpu: GPU | undefined): Promise<GpuContext> {
  if (!gpu) {
    throw new KernelError(
      'KERNEL_NO_ADAPTER',
      'This browser has no WebGPU. It needs a recent Chrome, Edge, Safari or Firefox, and a page served over https or localhost.',
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new KernelError(
      'KERNEL_NO_ADAPTER',
      'WebGPU is here, but the browser offers no graphics adapter: the driver may be missing, blocked or switched off.',
    );
  }
  const requiredLimits = chooseLimits(adapter.limits);
  const requiredFeatures = chooseFeatures(adapter.features);
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ label: 'voxelens', requiredLimits, requiredFeatures });
  } catch (cause) {
    throw new KernelError('KERNEL_NO_ADAPTER', 'The graphics adapter refused to give a device.', {}, cause);
  }
  const name = adapterName(adapter.info);
  return {
    device,
    adapterInfo: adapter.info,
    adapterName: name,
    limits: device.limits,
    features: device.features,
    isSoftware:
      adapter.info.isFallbackAdapter === true ||
      /swiftshader|llvmpipe|lavapipe|basic render|software/i.test(`${name} ${adapter.info.architecture}`),
    loss: new DeviceLoss(device),
  };
}

function adapterName(adapter: GPUAdapterInfo): string {
  if (adapter.description) return adapter.description;
  return [adapter.vendor, adapter.architecture, adapter.device].filter(Boolean).join(' ') || 'unnamed WebGPU adapter';
}
