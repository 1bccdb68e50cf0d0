import { LinearSRGBColorSpace, WebGPURenderer } from 'three/webgpu';
import { KernelError } from '../core/index.ts';

const MAX_PIXEL_RATIO = 2;
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/**
 * A renderer on this device, or on WebGL 2 without one.
 * @param onError A lost device, or a fault of the graphics API that no call can report.
 * @throws KernelError KERNEL_NO_ADAPTER when neither can draw.
 */
export async function startRenderer(
  device: GPUDevice | undefined,
  onError: ((error: KernelError) => void) | undefined,
): Promise<WebGPURenderer> {
  const renderer = new WebGPURenderer({
    antialias: false,
    alpha: false,
    ...(device ? { device } : { forceWebGL: true }),
  });
  try {
    await renderer.init();
  } catch (cause) {
    throw new KernelError(
      'KERNEL_NO_ADAPTER',
      'This browser can draw neither with WebGPU nor with WebGL 2.',
      {},
      cause,
    );
  }
  renderer.onDeviceLost = ({ message }) =>
    onError?.(new KernelError('KERNEL_DEVICE_LOST', `The graphics device was lost (${message}).`, { step: 'draw' }));
  // The declared parameter is a string; what arrives is an object with a message.
  renderer.onError = (fault: unknown) => onError?.(drawingFault(fault));
  // Point colours are sRGB bytes from file to screen: no conversion, and no intermediate target for it.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.setClearColor(0x000000, 0);
  renderer.setPixelRatio(isSoftware(renderer, device) ? 1 : Math.min(devicePixelRatio, MAX_PIXEL_RATIO));
  return renderer;
}

/**
 * three.js runs a loop of its own from the first picture on, and would wake the page sixty times a second for nothing. The next picture
 * begins it again.
 */
export function letRest(renderer: WebGPURenderer): void {
  (renderer as unknown as { _animation: { stop(): void } })._animation.stop();
}

function drawingFault(fault: unknown): KernelError {
  const message = typeof fault === 'object' && fault !== null && 'message' in fault ? fault.message : fault;
  return new KernelError('KERNEL_RUN', `The graphics device reported a fault: ${message}`, { step: 'draw' });
}

function isSoftware(renderer: WebGPURenderer, device: GPUDevice | undefined): boolean {
  if (device) return SOFTWARE.test(`${device.adapterInfo.architecture} ${device.adapterInfo.description}`);
  const gl = renderer.domElement.getContext('webgl2');
  const extension = gl?.getExtension('WEBGL_debug_renderer_info');
  return gl && extension ? SOFTWARE.test(String(gl.getParameter(extension.UNMASKED_RENDERER_WEBGL))) : false;
}
