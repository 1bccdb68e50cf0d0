import { BufferGeometry, Matrix4, Mesh, type NodeMaterial, Scene, type WebGPURenderer } from 'three/webgpu';
import { LimitError, Pieces, type PointCloud, type PointColors } from '../core/index.ts';
import type { PassUniforms } from './pass-uniforms.ts';
import { BufferColumns, type PointColumns, type Side, TextureColumns } from './point-columns.ts';
import { POINT_VERTICES, PointUniforms, pointMaterial } from './point-material.ts';
import { MAX_POINT_PX, type PointSizeMode } from './point-size.ts';
import { type PreparedCloud, prepareCloud } from './prepared-cloud.ts';
import type { Pass } from './refinement.ts';
import { SpacingEstimate } from './spacing.ts';
import type { ViewCamera } from './view-camera.ts';
import { pointsIn, type Range } from './visible-ranges.ts';

const SPACING_CELLS = 1024;
/** Points whose spacing is found at once. */
const SPACING_PIECE = 8192;
/** What the first guess at a larger cloud's counts. */
const GUESSED = 1024;
const WHOLE: Pick<Pass, 'pass' | 'passes'> = { pass: 0, passes: 1 };

/** The cloud on the GPU: its columns, and one material for each pair of size mode and output. */
export class PointsLayer {
  readonly scene = new Scene();
  readonly uniforms = new PointUniforms();
  mode: PointSizeMode = 'adaptive';
  private readonly renderer: WebGPURenderer;
  private readonly device: GPUDevice | undefined;
  private readonly pass: PassUniforms;
  private readonly settled: (() => Promise<void>) | undefined;
  private readonly materials = new Map<string, NodeMaterial>();
  private readonly mesh = new Mesh<BufferGeometry, NodeMaterial[]>(new BufferGeometry(), []);
  private readonly view = new Matrix4();
  private shown: PreparedCloud | undefined;
  private hasSpacing = false;
  private hasColors = false;
  private readonly onSpacing: () => void;

  /** @param onSpacing The points' own sizes are known from now on. */
  constructor(
    renderer: WebGPURenderer,
    device: GPUDevice | undefined,
    pass: PassUniforms,
    onSpacing: () => void,
    settled?: () => Promise<void>,
  ) {
    this.onSpacing = onSpacing;
    this.renderer = renderer;
    this.device = device;
    this.pass = pass;
    this.settled = settled;
    this.mesh.frustumCulled = false;
  }

  get count(): number {
    return this.shown?.cloud.count ?? 0;
  }

  /** Its points have colours, at least on the left side. */
  get isVisible(): boolean {
    return this.count === 0 || this.hasColors;
  }

  /** For kernels that give all points their colours. */
  colorBuffer(side: Side): GPUBuffer | undefined {
    this.hasColors ||= side === 'left';
    return this.shown?.columns.colorBuffer(side);
  }

  room(): Promise<void> | undefined {
    return this.shown?.columns.room();
  }

  /**
   * Brings a cloud to the device, in pieces; `setCloud` of any layer on this renderer takes it from there.
   * @throws LimitError when the device cannot hold the positions in one binding or texture; CancelledError.
   */
  async prepare(cloud: PointCloud, signal?: AbortSignal): Promise<PreparedCloud> {
    this.checkLimit(cloud.count);
    const columns = this.device
      ? new BufferColumns(this.renderer, this.device, cloud.count)
      : new TextureColumns(cloud.count);
    return prepareCloud(cloud, columns, signal);
  }

  /** Nothing is seen of it until it has colours. */
  setCloud(prepared: PreparedCloud | undefined): void {
    this.release();
    if (!prepared) return;
    this.shown = prepared;
    this.uniforms.count.value = prepared.cloud.count;
    this.scene.add(this.mesh);
  }

  /**
   * Of the points from `first` on. @returns whether these were the last ones
   * @throws RangeError when there are not so many points.
   */
  setColors(colors: PointColors, side: Side, first: number): boolean {
    if (!this.shown) return false;
    const last = first + colors.length;
    if (last > this.count) throw new RangeError(`${last} colours for ${this.count} points`);
    this.shown.columns.setColors(colors, side, first);
    if (last === this.count && side === 'left') this.hasColors = true;
    return last === this.count;
  }

  /** Points that may be seen from there: what a frame has to draw. */
  visibleCount(camera: ViewCamera): number {
    return pointsIn(this.visible(camera));
  }

  /** Call before drawing `scene` through that camera. @param part Which share of the cloud; all of it without. */
  use(output: 'color' | 'id', side: Side, camera: ViewCamera, part: Pick<Pass, 'pass' | 'passes'> = WHOLE): void {
    if (!this.shown) return;
    if (this.mode === 'adaptive') this.ensureSpacing(this.shown);
    const key = `${this.mode} ${output} ${side}`;
    let material = this.materials.get(key);
    if (!material) {
      material = pointMaterial(this.shown.columns, this.pass, this.uniforms, { mode: this.mode, output, side });
      this.materials.set(key, material);
    }
    this.uniforms.pass.value = part.pass;
    this.uniforms.passes.value = part.passes;
    this.mesh.material = [material];
    const { geometry } = this.mesh;
    geometry.clearGroups();
    for (const [first, last] of this.visible(camera)) {
      const block = Math.floor(first / part.passes);
      geometry.addGroup(POINT_VERTICES * block, POINT_VERTICES * (Math.ceil(last / part.passes) - block), 0);
    }
  }

  private visible(camera: ViewCamera): readonly Range[] {
    if (!this.shown) return [];
    const { viewportPx, pixelRatio } = this.pass;
    const widestPx = MAX_POINT_PX * pixelRatio.value;
    const view = this.view.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
    return this.shown.chunks.visible(view.elements, [widestPx / viewportPx.value.x, widestPx / viewportPx.value.y]);
  }

  dispose(): void {
    this.release();
    this.mesh.geometry.dispose();
  }

  private checkLimit(count: number): void {
    const { backend } = this.renderer as unknown as { backend: { gl?: WebGL2RenderingContext } };
    const side = backend.gl?.getParameter(backend.gl.MAX_TEXTURE_SIZE) as number | undefined;
    const [limit, needed, available] = this.device
      ? (['maxStorageBufferBindingSize', 12 * count, this.device.limits.maxStorageBufferBindingSize] as const)
      : (['MAX_TEXTURE_SIZE', TextureColumns.rows(count), side ?? Number.POSITIVE_INFINITY] as const);
    if (needed <= available) return;
    throw new LimitError('LIMIT_POINTS', `the graphics device cannot hold ${count} points at once`, {
      limit,
      needed,
      available,
    });
  }

  /** At first every point of a large cloud has the same; each gets its own once all are known, found in pieces between frames. */
  private ensureSpacing(shown: PreparedCloud): void {
    if (this.hasSpacing) return;
    this.hasSpacing = true;
    const { positions, count } = shown.cloud;
    const { min, max } = shown.full;
    const extent = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2], 1e-3);
    const finestM = extent / SPACING_CELLS;
    const guess = new SpacingEstimate(positions, finestM, count <= SPACING_PIECE ? SPACING_PIECE : GUESSED);
    for (const _ of guess.count());
    const spacing = new Float32Array(count);
    if (count <= SPACING_PIECE) guess.fill(spacing, 0, count);
    else {
      spacing.fill(guess.median);
      void this.findSpacing(shown, new SpacingEstimate(positions, finestM), spacing);
    }
    shown.columns.setSpacing(spacing);
  }

  private async findSpacing(shown: PreparedCloud, estimate: SpacingEstimate, spacing: Float32Array): Promise<void> {
    const pieces = new Pieces();
    for (const _ of estimate.count()) {
      await pieces.pause();
      if (this.shown !== shown) return;
    }
    for (let first = 0; first < spacing.length; first += SPACING_PIECE) {
      estimate.fill(spacing, first, Math.min(spacing.length, first + SPACING_PIECE));
      await pieces.pause();
      if (this.shown !== shown) return;
    }
    shown.columns.setSpacing(spacing);
    this.onSpacing();
  }

  /** A kernel that paints these points may be recorded but not submitted: a batch with a destroyed buffer would be refused as a whole. */
  private retire(columns: PointColumns): void {
    const dispose = () => columns.dispose();
    if (this.settled) this.settled().then(dispose, dispose);
    else dispose();
  }

  /** Materials go with their cloud: their shaders are bound to its columns. */
  private release(): void {
    this.scene.remove(this.mesh);
    for (const material of this.materials.values()) material.dispose();
    this.materials.clear();
    if (this.shown) this.retire(this.shown.columns);
    this.shown = undefined;
    this.hasSpacing = false;
    this.hasColors = false;
  }
}
