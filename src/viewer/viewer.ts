import {
  LinearSRGBColorSpace,
  NearestFilter,
  RenderTarget,
  Scene,
  UnsignedByteType,
  WebGPURenderer,
} from 'three/webgpu';
import { type BoxOverlay, KernelError, type PointCloud, type PointColors, type Vec3 } from '../core/index.ts';
import { bounds } from '../geometry/index.ts';
import { boxSegments } from './box-edges.ts';
import { CameraRig } from './camera-rig.ts';
import { EyeDome } from './eye-dome.ts';
import { FrameLoop } from './frame-loop.ts';
import { framedPoints, type Pose, robustBounds, type ViewName } from './framing.ts';
import { gridSegments } from './ground-grid.ts';
import { IdPass } from './id-pass.ts';
import { Marks } from './marks.ts';
import { PassUniforms } from './pass-uniforms.ts';
import { metresPerPixel, type PointSizeMode } from './point-size.ts';
import { PointsLayer } from './points-layer.ts';
import { SegmentsLayer } from './segments-layer.ts';

export interface ViewerOptions {
  /** Draw on this device, shared with kernels. Without it the viewer draws with WebGL 2. */
  readonly device?: GPUDevice | undefined;
  /** Waits until kernels that may still write `colorBuffer` are submitted. A cloud's buffers are destroyed only then. */
  readonly settled?: (() => Promise<void>) | undefined;
  /** A lost device, or a fault of the graphics API that no call can report. */
  readonly onError?: ((error: KernelError) => void) | undefined;
}

export interface ViewerStats {
  /** Undefined at rest: frames are drawn on demand. */
  readonly fps?: number;
  readonly points: number;
  readonly backend: 'webgpu' | 'webgl';
}

export interface Selection {
  readonly point?: number | undefined;
  readonly box?: BoxOverlay | undefined;
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA8, rows from the top. */
  readonly data: Uint8ClampedArray;
}

/** While the camera moves no more points than this are drawn; all of them once it rests. */
const MOVING_POINTS = 1_000_000;
const MAX_PIXEL_RATIO = 2;
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/**
 * Points, boxes, camera and picking in one element. Plain class: React owns the element, the viewer what is in it.
 * Draws on demand, on WebGPU or WebGL 2. All coordinates are metres in the cloud's frame, relative to its origin.
 */
export class Viewer {
  private readonly host: HTMLElement;
  private readonly renderer: WebGPURenderer;
  private readonly device: GPUDevice | undefined;
  private readonly pass = new PassUniforms();
  private readonly points: PointsLayer;
  private readonly eyeDome = new EyeDome(this.pass);
  private readonly boxLines = new SegmentsLayer(this.pass, { seeThrough: true, order: 2 });
  private readonly gridLines = new SegmentsLayer(this.pass, { seeThrough: false, order: 1 });
  /** Drawn onto the canvas: the points' picture, then the lines over it. */
  private readonly overlay = new Scene();
  private readonly rig: CameraRig;
  private readonly marks: Marks;
  private readonly idPass: IdPass;
  private readonly loop: FrameLoop;
  private readonly resizing: ResizeObserver;
  private cloud: PointCloud | undefined;
  private boxes: readonly BoxOverlay[] = [];
  private selection: Selection = {};
  private pointSize = 3;
  private fittedDistanceM = 1;
  private fitWhenSized = false;
  private disposed = false;

  /** @throws KernelError KERNEL_NO_ADAPTER when neither WebGPU nor WebGL 2 can draw. */
  static async create(host: HTMLElement, options: ViewerOptions = {}): Promise<Viewer> {
    const { device, onError } = options;
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
    return new Viewer(host, renderer, options);
  }

  private constructor(host: HTMLElement, renderer: WebGPURenderer, { device, settled }: ViewerOptions) {
    this.host = host;
    this.renderer = renderer;
    this.device = device;
    // Point colours are sRGB bytes from file to screen: no conversion, and no intermediate target for it.
    renderer.outputColorSpace = LinearSRGBColorSpace;
    renderer.setClearColor(0x000000, 0);
    renderer.setPixelRatio(isSoftware(renderer, device) ? 1 : Math.min(devicePixelRatio, MAX_PIXEL_RATIO));
    const canvas = renderer.domElement;
    Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', display: 'block' });
    if (getComputedStyle(host).position === 'static') host.style.position = 'relative';
    host.append(canvas);
    this.marks = new Marks(host);
    this.points = new PointsLayer(renderer, device, this.pass, settled);
    this.idPass = new IdPass(renderer, this.pass);
    this.overlay.add(this.eyeDome.mesh, this.gridLines.group, this.boxLines.group);
    this.loop = new FrameLoop(() => this.frame(), device && (() => device.queue.onSubmittedWorkDone()));
    this.rig = new CameraRig(canvas, () => this.invalidate());
    canvas.addEventListener('dblclick', this.pivotAtCursor);
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(host);
    this.resize();
  }

  /**
   * Shows another cloud, in one colour until `setColors`. The first one after none is fitted into the view; later ones keep the camera,
   * so that a sequence plays from one place. The colour buffer of the cloud before is destroyed: take `colorBuffer` again.
   * @throws LimitError LIMIT_POINTS when the device cannot hold it.
   */
  setCloud(cloud: PointCloud | undefined): void {
    const first = this.cloud === undefined;
    this.points.setCloud(cloud);
    this.cloud = cloud;
    this.setSelection(undefined);
    if (cloud && cloud.count > 0) {
      const box = robustBounds(cloud.positions);
      this.rig.setScene(framedPoints(cloud.positions, box), bounds(cloud.positions));
      this.gridLines.set(gridSegments(box));
      if (first) this.fit();
    } else {
      this.gridLines.set(boxSegments([]));
    }
    this.invalidate();
  }

  /** RGBA8 u32 per point; alpha 0 hides the point from eye and picking. @throws RangeError when there is not one a point. */
  setColors(colors: PointColors): void {
    this.points.setColors(colors);
    this.invalidate();
  }

  /**
   * u32 [count] RGBA8 with usage STORAGE | VERTEX | COPY_DST | COPY_SRC: kernels on the shared device may write it, then `invalidate()`.
   * Undefined without a cloud and on WebGL. Valid until the next `setCloud`.
   */
  get colorBuffer(): GPUBuffer | undefined {
    return this.points.colorBuffer;
  }

  setBoxes(boxes: readonly BoxOverlay[]): void {
    this.boxes = boxes;
    this.updateBoxes();
  }

  /**
   * @param size `fixed`: diameter in CSS px. `attenuated`: the same, at the distance where the whole cloud fits the view.
   * `adaptive`: diameter in half gaps between neighbouring points; 2 just closes a surface.
   */
  setPointSize(mode: PointSizeMode, size: number): void {
    this.points.mode = mode;
    this.pointSize = size;
    this.invalidate();
  }

  /** 0 = off, 1 = strong. */
  setEyeDome(strength: number): void {
    this.eyeDome.setStrength(strength);
    this.invalidate();
  }

  setGrid(visible: boolean): void {
    this.gridLines.group.visible = visible;
    this.invalidate();
  }

  setSelection(selection: Selection | undefined): void {
    this.selection = selection ?? {};
    this.marks.setPoint(this.selection.point === undefined ? undefined : this.positionOf(this.selection.point));
    this.updateBoxes();
  }

  fit(): void {
    this.setView('perspective');
  }

  /** Fits the cloud as seen from above, from −y, from +x, or from a corner. */
  setView(view: ViewName): void {
    this.rig.setView(view);
    this.fittedDistanceM = this.rig.distanceM;
    this.fitWhenSized = this.host.clientWidth === 0;
    this.invalidate();
  }

  /** Where the eye is: what a viewer on another device needs to show the same picture. */
  get pose(): Pose {
    return this.rig.pose;
  }

  /** Of a scene that is set already. */
  setPose(pose: Pose): void {
    this.rig.setPose(pose);
    this.invalidate();
  }

  /** Positive azimuth moves the eye counter-clockwise seen from above, positive elevation lifts it. Radians. */
  orbitBy(azimuthRad: number, elevationRad: number): void {
    this.rig.orbitBy(azimuthRad, elevationRad);
    this.invalidate();
  }

  /** Moves the picture right and up by shares of the view's height. */
  panBy(right: number, up: number): void {
    this.rig.panBy(right, up);
    this.invalidate();
  }

  /** A factor of 2 halves the distance. */
  zoomBy(factor: number): void {
    this.rig.zoomBy(factor);
    this.invalidate();
  }

  /** Turns about this point from now on, and brings it to the middle. */
  focusPoint(index: number): void {
    const position = this.positionOf(index);
    if (position) this.rig.setPivot(position);
    this.invalidate();
  }

  /** Index of the visible point at (x, y), CSS px from the host's top left; undefined where none is within two pixels. */
  async pick(x: number, y: number): Promise<number | undefined> {
    if (this.points.count === 0 || this.disposed || !this.hasSize()) return undefined;
    this.prepare();
    return this.idPass.pick(this.points, this.rig.camera, x, y);
  }

  /** Draws a frame soon. Needed after a kernel has written `colorBuffer`; everything else calls it itself. */
  invalidate(): void {
    this.loop.invalidate();
  }

  /** What the canvas shows (labels and axes are elements of the page and not in it), in device pixels. */
  async readPixels(): Promise<Pixels> {
    const { width, height } = this.renderer.domElement;
    const target = new RenderTarget(width, height, {
      type: UnsignedByteType,
      minFilter: NearestFilter,
      magFilter: NearestFilter,
      generateMipmaps: false,
      samples: 0,
    });
    this.prepare();
    this.draw(target, 1);
    const read = await this.renderer.readRenderTargetPixelsAsync(target, 0, 0, width, height);
    target.dispose();
    const data = new Uint8ClampedArray(read.buffer as ArrayBuffer, read.byteOffset, 4 * width * height);
    return { width, height, data: this.device ? data : flipRows(data, width) };
  }

  get stats(): ViewerStats {
    const { fps } = this.loop;
    return {
      ...(fps !== undefined && { fps }),
      points: this.points.count,
      backend: this.device ? 'webgpu' : 'webgl',
    };
  }

  /** Frees what the viewer made; the shared device lives on. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.loop.stop();
    this.resizing.disconnect();
    this.renderer.domElement.removeEventListener('dblclick', this.pivotAtCursor);
    this.rig.dispose();
    this.marks.dispose();
    this.points.dispose();
    this.boxLines.dispose();
    this.gridLines.dispose();
    this.eyeDome.dispose();
    this.idPass.dispose();
    this.renderer.dispose();
    this.renderer.domElement.remove();
  }

  private frame(): boolean {
    if (!this.hasSize()) return false;
    const moving = this.prepare();
    this.draw(null, moving ? Math.max(1, Math.ceil(this.points.count / MOVING_POINTS)) : 1);
    const { width, height } = this.size();
    this.marks.update(this.rig.camera, width, height);
    return moving;
  }

  /** Brings camera and point sizes up to date. True while the camera moves. */
  private prepare(): boolean {
    const moving = this.rig.update();
    const { size } = this.points.uniforms;
    if (this.points.mode === 'attenuated') {
      size.value = this.pointSize * metresPerPixel(this.fittedDistanceM, this.rig.focal, this.size().height);
    } else {
      size.value = this.points.mode === 'adaptive' ? this.pointSize / 2 : this.pointSize;
    }
    return moving;
  }

  private draw(target: RenderTarget | null, stride: number): void {
    const { renderer, eyeDome } = this;
    const { camera } = this.rig;
    const { width, height } = renderer.domElement;
    eyeDome.setSize(width, height, renderer.getPixelRatio());
    this.pass.set(camera, width, height, renderer.getPixelRatio());
    this.points.use('color', stride);
    renderer.setRenderTarget(eyeDome.target);
    renderer.render(this.points.scene, camera);
    renderer.setRenderTarget(target);
    renderer.render(this.overlay, camera);
    renderer.setRenderTarget(null);
  }

  private updateBoxes(): void {
    const { box } = this.selection;
    this.boxLines.set(boxSegments(this.boxes, box));
    this.marks.setBoxes(box && !this.boxes.includes(box) ? [...this.boxes, box] : this.boxes);
    this.invalidate();
  }

  private readonly pivotAtCursor = (event: MouseEvent): void => {
    const { left, top } = this.host.getBoundingClientRect();
    void this.pick(event.clientX - left, event.clientY - top).then((index) => {
      if (index !== undefined) this.focusPoint(index);
    });
  };

  private positionOf(index: number): Vec3 | undefined {
    if (!this.cloud || index < 0 || index >= this.cloud.count) return undefined;
    const { positions } = this.cloud;
    return [positions[3 * index], positions[3 * index + 1], positions[3 * index + 2]];
  }

  private hasSize(): boolean {
    return this.host.clientWidth > 0 && this.host.clientHeight > 0;
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(1, this.host.clientWidth), height: Math.max(1, this.host.clientHeight) };
  }

  private resize(): void {
    const { width, height } = this.size();
    this.renderer.setSize(width, height, false);
    this.rig.setAspect(width / height);
    if (this.fitWhenSized && this.hasSize()) this.fit();
    this.invalidate();
  }
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

/** WebGL reads its targets from the bottom row up. */
function flipRows(data: Uint8ClampedArray, width: number): Uint8ClampedArray {
  const flipped = new Uint8ClampedArray(data.length);
  const row = 4 * width;
  for (let start = 0; start < data.length; start += row) {
    flipped.set(data.subarray(start, start + row), data.length - row - start);
  }
  return flipped;
}
