import { Matrix4, type WebGPURenderer } from 'three/webgpu';
import type { BoxOverlay, PointCloud, PointColors, Vec3 } from '../core/index.ts';
import type { Cut } from '../overlays/index.ts';
import { Annotations, type Drawing } from './annotations.ts';
import { boxSegments } from './box-edges.ts';
import { CameraRig, type NavigationMode } from './camera-rig.ts';
import type { ClipListener } from './clip-handles.ts';
import type { Flight } from './flight.ts';
import { FrameLoop } from './frame-loop.ts';
import { type Pose, type Projection, poseAround, type ViewName } from './framing.ts';
import { letRest, startRenderer } from './graphics.ts';
import { gridSegments } from './ground-grid.ts';
import { IdPass } from './id-pass.ts';
import { jumpMs } from './jump-time.ts';
import type { ShownLabel } from './marks.ts';
import { PassUniforms } from './pass-uniforms.ts';
import { Picture, type Pixels } from './picture.ts';
import type { Side } from './point-columns.ts';
import { drawnSize, metresPerPixel, type PointSizeMode } from './point-size.ts';
import { PointsLayer } from './points-layer.ts';
import type { PreparedCloud } from './prepared-cloud.ts';
import { Surroundings } from './surroundings.ts';
import type { Selection, ViewerOptions, ViewerStats } from './viewer-options.ts';

/** Points a frame unless the person says otherwise. */
const POINT_BUDGET = 1_000_000;

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
  private readonly picture: Picture;
  private readonly rig: CameraRig;
  private readonly annotations: Annotations;
  private readonly idPass: IdPass;
  private readonly loop: FrameLoop;
  private readonly resizing: ResizeObserver;
  private cloud: PointCloud | undefined;
  private pointSize = 3;
  private pointBudget = POINT_BUDGET;
  private fittedDistanceM = 1;
  private fitWhenSized = false;
  /** The camera of the points in the picture. */
  private seenFrom = '';
  private disposed = false;

  /** @throws KernelError KERNEL_NO_ADAPTER when neither WebGPU nor WebGL 2 can draw. */
  static async create(host: HTMLElement, options: ViewerOptions = {}): Promise<Viewer> {
    return new Viewer(host, await startRenderer(options.device, options.onError), options);
  }

  private constructor(host: HTMLElement, renderer: WebGPURenderer, { device, settled }: ViewerOptions) {
    this.host = host;
    this.renderer = renderer;
    this.device = device;
    const canvas = renderer.domElement;
    Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', display: 'block' });
    if (getComputedStyle(host).position === 'static') host.style.position = 'relative';
    host.append(canvas);
    this.points = new PointsLayer(renderer, device, this.pass, () => this.invalidate(), settled);
    const surroundings = new Surroundings(renderer, device, this.pass, () => this.invalidate(), settled);
    this.picture = new Picture(renderer, this.pass, this.points, surroundings);
    this.idPass = new IdPass(renderer, this.pass);
    this.loop = new FrameLoop(() => this.frame(), device && (() => device.queue.onSubmittedWorkDone()));
    this.rig = new CameraRig(canvas, () => this.loop.invalidate());
    this.annotations = new Annotations(host, this.picture, this.rig.camera);
    canvas.addEventListener('dblclick', this.pivotAtCursor);
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(host);
    this.resize();
  }

  /**
   * Brings a cloud to the device, in pieces; the picture stays what it is.
   * @throws LimitError LIMIT_POINTS when the device cannot hold it; CancelledError.
   */
  prepareCloud(cloud: PointCloud, signal?: AbortSignal): Promise<PreparedCloud> {
    return this.points.prepare(cloud, signal);
  }

  /** Shows another cloud from where the eye is. Until its points have colours the canvas stays; the buffers of the one before go. */
  setCloud(prepared: PreparedCloud | undefined): void {
    this.points.setCloud(prepared);
    this.cloud = prepared?.cloud;
    this.setSelection(undefined);
    if (prepared) {
      this.annotations.setExtent(prepared.robust);
      this.rig.setScene(prepared.framed, prepared.full);
    }
    this.picture.gridLines.set(prepared ? gridSegments(prepared.robust) : boxSegments([]));
    this.invalidate();
  }

  /** Points around the cloud, relative to the same origin, in the colours of their columns: drawn, cut and shaded with it, never picked. */
  setSurroundings(prepared: PreparedCloud | undefined): void {
    this.picture.surroundings.show(prepared);
    this.invalidate();
  }

  /**
   * RGBA8 u32 of each point from `first` on; alpha 0 hides it from eye and picking. Drawn with the last point's; after others `invalidate()`.
   * @throws RangeError when there are not so many points.
   */
  setColors(colors: PointColors, side: Side = 'left', first = 0): void {
    if (this.points.setColors(colors, side, first)) this.invalidate();
  }

  /** Until the device has taken the colours that it was handed; undefined while they are few. */
  room(): Promise<void> | undefined {
    return this.points.room();
  }

  /** u32 [count] RGBA8, for kernels on the shared device that write all of it, then `invalidate()`. Undefined without a cloud and on WebGL; until `setCloud`. */
  colorBufferOf(side: Side): GPUBuffer | undefined {
    return this.points.colorBuffer(side);
  }

  /** Boxes of the left side are the right one's too until that gets its own; `undefined` gives it the left one's again. */
  setBoxes(boxes: readonly BoxOverlay[] | undefined, side: Side = 'left'): void {
    this.annotations.setBoxes(boxes, side);
    this.redraw();
  }

  /** Two views beside each other: the same points and camera, each in its own colours. Those of the right one come by `setColors`. */
  setSplit(on: boolean): void {
    this.picture.setSplit(on);
    this.rig.navigation.panes = on ? 2 : 1;
    this.annotations.setSplit(on);
    this.resize();
  }

  /** Words at the top of each view; none where they are empty. */
  setCaptions(captions: Readonly<Record<Side, string>>): void {
    this.annotations.setCaptions(captions);
  }

  /** What is outside of it is neither drawn nor picked. */
  setCut(cut: Cut): void {
    for (const layer of [this.points, this.picture.surroundings]) layer.uniforms.cut.set(cut);
    this.annotations.setCut(cut);
    this.invalidate();
  }

  /** Puts handles on the clip box; they call back while they are dragged. Without a listener they go. */
  editClip(changed: ClipListener | undefined): void {
    this.annotations.editClip(changed);
    this.redraw();
  }

  /** Lines and words of the tools, over the points. */
  setDrawing(drawing: Drawing): void {
    this.annotations.setDrawing(drawing);
    this.redraw();
  }

  setProjection(projection: Projection): void {
    this.rig.projection = projection;
    this.redraw();
  }

  setNavigation(mode: NavigationMode): void {
    this.rig.mode = mode;
    if (mode === 'orbit') this.rig.flight.releaseAll();
    this.redraw();
  }

  /** What the keys do while the mode is `fly`; `redraw` after a press. */
  get flight(): Flight {
    return this.rig.flight;
  }

  /** Points that one frame may draw, both sides together; frames at rest add the others. */
  setPointBudget(points: number): void {
    this.pointBudget = points;
    this.invalidate();
  }

  /**
   * @param size `fixed`: diameter in CSS px. `attenuated`: the same, at the distance where the whole cloud fits the view.
   * `adaptive`: 2 just closes a surface.
   */
  setPointSize(mode: PointSizeMode, size: number): void {
    this.points.mode = mode;
    this.pointSize = size;
    this.invalidate();
  }

  /** 0 = off, 1 = strong. */
  setEyeDome(strength: number): void {
    this.picture.setEyeDome(strength);
    this.invalidate();
  }

  /** Behind the points, at the top and the bottom. sRGB 0–1. */
  setBackground(top: Vec3, bottom: Vec3): void {
    this.pass.backgroundTop.value.set(...top);
    this.pass.backgroundBottom.value.set(...bottom);
    this.invalidate();
  }

  setSelection(selection: Selection | undefined): void {
    const { point, box } = selection ?? {};
    this.annotations.setSelection(point === undefined ? undefined : this.positionOf(point), box);
    this.redraw();
  }

  fit(): void {
    this.setView('perspective');
  }

  /** Fits the cloud as seen from above, from −y, from +x, or from a corner. */
  setView(view: ViewName): void {
    this.rig.setView(view);
    this.fittedDistanceM = this.rig.distanceM;
    this.fitWhenSized = this.host.clientWidth === 0;
  }

  get pose(): Pose {
    return this.rig.pose;
  }

  /** `animated` glides there, unless the person asked their system for less motion. */
  setPose(pose: Pose, { animated = false } = {}): void {
    this.rig.setPose(pose, animated ? jumpMs() : 0);
  }

  /** Glides to where a ball fits the view, on the side where the eye is. Metres. */
  flyTo(center: Vec3, radiusM: number): void {
    this.setPose(poseAround(this.pose, center, radiusM), { animated: true });
  }

  /** Positive azimuth moves the eye counter-clockwise seen from above, positive elevation lifts it. Radians. */
  orbitBy(azimuthRad: number, elevationRad: number): void {
    this.rig.orbitBy(azimuthRad, elevationRad);
  }

  /** A factor of 2 halves the distance. */
  zoomBy(factor: number): void {
    this.rig.zoomBy(factor);
  }

  /** Column-major 4 × 4: metres of the cloud's frame → clip space, as the eye stands now. */
  get viewProjection(): readonly number[] {
    this.prepare();
    const { projectionMatrix, matrixWorldInverse } = this.rig.camera;
    return new Matrix4().multiplyMatrices(projectionMatrix, matrixWorldInverse).elements;
  }

  /** Index of the visible point at (x, y), CSS px from the host's top left; undefined where none is within two pixels. */
  async pick(x: number, y: number): Promise<number | undefined> {
    if (this.points.count === 0 || this.disposed || !this.hasSize()) return undefined;
    this.prepare();
    const { width, height } = this.paneSize();
    const ratio = this.renderer.getPixelRatio();
    const side = this.picture.isSplit && x >= width ? 'right' : 'left';
    const view = { camera: this.rig.camera, side, ratio, width: width * ratio, height: height * ratio } as const;
    return this.idPass.pick(this.points, view, side === 'right' ? x - width : x, y);
  }

  /** The positions behind an index that `pick` gave. Metres. */
  positionOf(index: number): Vec3 | undefined {
    if (!this.cloud || index < 0 || index >= this.cloud.count) return undefined;
    const { positions } = this.cloud;
    return [positions[3 * index], positions[3 * index + 1], positions[3 * index + 2]];
  }

  /** Draws all points again soon. Needed after a kernel has written such a buffer; everything else calls it itself. */
  invalidate(): void {
    this.picture.restart();
    this.loop.invalidate();
  }

  /** Draws a frame soon; points only if the camera moved. */
  redraw(): void {
    this.loop.invalidate();
  }

  /** What the canvas shows (labels and axes are elements of the page and not in it), in device pixels. */
  readPixels(): Promise<Pixels> {
    const { width, height } = this.renderer.domElement;
    return this.capture(width / this.size().width, { width, height });
  }

  /**
   * All points, in so many pixels a CSS px.
   * @throws LimitError LIMIT_DEVICE when the device holds no picture of that size.
   */
  async capture(ratio: number, size?: { readonly width: number; readonly height: number }): Promise<Pixels> {
    this.prepare();
    const { width, height } = this.size();
    const whole = size ?? { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    this.loop.invalidate();
    return this.picture.read(this.rig.camera, { ...whole, ratio });
  }

  /** All points at once, to be copied before the browser's next frame. */
  drawNow(): HTMLCanvasElement {
    this.prepare();
    this.invalidate();
    this.draw(Number.POSITIVE_INFINITY);
    return this.renderer.domElement;
  }

  /** What is written over the picture now, CSS px from the host's left top. */
  get labels(): readonly ShownLabel[] {
    return this.annotations.labels;
  }

  get stats(): ViewerStats {
    const { frameMs } = this.loop;
    return {
      ...(frameMs !== undefined && { frameMs }),
      points: this.points.count,
      drawn: this.picture.drawn,
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
    this.annotations.dispose();
    this.points.dispose();
    this.picture.dispose();
    this.idPass.dispose();
    this.renderer.dispose();
    this.renderer.domElement.remove();
  }

  private frame(): boolean {
    if (!this.hasSize() || !this.points.isVisible) return false;
    const moving = this.prepare();
    this.draw(this.pointBudget);
    if (moving || !this.picture.isComplete) return true;
    letRest(this.renderer);
    return false;
  }

  /** Brings camera and point sizes up to date. True while the camera moves. */
  private prepare(): boolean {
    const moving = this.rig.update();
    const { matrixWorld, projectionMatrix } = this.rig.camera;
    const seenFrom = `${matrixWorld.elements.join()} ${projectionMatrix.elements.join()}`;
    if (seenFrom !== this.seenFrom) this.picture.restart();
    this.seenFrom = seenFrom;
    const atFit = metresPerPixel(this.fittedDistanceM, this.rig.focal, this.size().height);
    this.points.uniforms.size.value = drawnSize(this.points.mode, this.pointSize, atFit);
    return moving;
  }

  private draw(budget: number): void {
    const { camera } = this.rig;
    const { width, height } = this.renderer.domElement;
    this.picture.frame(camera, { width, height, ratio: this.renderer.getPixelRatio() }, budget);
    const pane = this.paneSize();
    this.annotations.update(pane.width, pane.height);
  }

  /** Turns about the point under the cursor from now on, and brings it to the middle. */
  private readonly pivotAtCursor = (event: MouseEvent): void => {
    const { left, top } = this.host.getBoundingClientRect();
    void this.pick(event.clientX - left, event.clientY - top).then((index) => {
      const place = index === undefined ? undefined : this.positionOf(index);
      if (place) this.rig.setPivot(place, jumpMs());
    });
  };

  private hasSize(): boolean {
    return this.host.clientWidth > 0 && this.host.clientHeight > 0;
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(1, this.host.clientWidth), height: Math.max(1, this.host.clientHeight) };
  }

  /** Of one of the views, CSS px. */
  private paneSize(): { width: number; height: number } {
    const { width, height } = this.size();
    return { width: this.picture.isSplit ? width / 2 : width, height };
  }

  private resize(): void {
    const { width, height } = this.size();
    this.renderer.setSize(width, height, false);
    this.rig.setAspect(this.paneSize().width / height);
    if (this.fitWhenSized && this.hasSize()) this.fit();
    this.invalidate();
  }
}
