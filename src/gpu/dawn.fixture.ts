import { create, globals } from 'webgpu';
import { type GpuContext, requestDevice } from './index.ts';

/** Dawn aborts at random when its instance is collected while a device lives. */
let instance: GPU | undefined;

/** WebGPU in Node. The Vulkan driver is the loader's choice, or `VK_DRIVER_FILES`. */
export function openDawn(): GPU {
  process.env['XDG_RUNTIME_DIR'] ??= '/tmp'; // the loader complains without one
  if (!instance) {
    Object.assign(globalThis, globals);
    instance = create(['enable-dawn-features=allow_unsafe_apis']);
  }
  return instance;
}

/** A device of its own. A missing adapter throws: GPU tests fail, they do not skip. */
export function openTestDevice(): Promise<GpuContext> {
  return requestDevice(openDawn());
}
