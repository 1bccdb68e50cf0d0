import { BufferGeometry, Mesh, NodeMaterial, Scene, type WebGPURenderer } from 'three/webgpu';
import { LimitError, type PointCloud, type PointColors } from '../core/index.ts';
import { bounds } from '../geometry/index.ts';
import type { PassUniforms } from './pass-uniforms.ts';
import { BufferColumns, type PointColumns, type Side, TextureColumns } from './point-columns.ts';
import { POINT_VERTICES, PointUniforms, pointMaterial } from './point-material.ts';
import type { PointSizeMode } from './point-size.ts';
import type { Pass } from './refinement.ts';
import { SpacingEstimate } from './spacing.ts';

/** Until somebody sets colours: a light, warm grey. */
const DEFAULT_COLOR = 0xffc0c6c8;
const SPACING_CELLS = 1024;
/** Points whose spacing is found in one go: about 10 ms. */
const SPACING_PIECE = 50_000;
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
  private readonly mesh = new Mesh(new BufferGeometry(), new NodeMaterial());
  private cloud: PointCloud | undefined;
  private columns: PointColumns | undefined;
  private hasSpacing = false;
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
    return this.cloud?.count ?? 0;
  }

  colorBuffer(side: Side): GPUBuffer | undefined {
    return this.columns?.colorBuffer(side);
  }

  /** @throws LimitError when the device cannot hold the positions in one binding or texture. */
  setCloud(cloud: PointCloud | undefined): void {
    this.checkLimit(cloud?.count ?? 0);
    this.release();
    if (!cloud || cloud.count === 0) return;
    this.cloud = cloud;
    this.columns = this.device
      ? new BufferColumns(this.renderer, this.device, cloud.positions)
      : new TextureColumns(cloud.positions);
    this.columns.setColors(new Uint32Array(cloud.count).fill(DEFAULT_COLOR), 'left');
    this.uniforms.count.value = cloud.count;
    this.scene.add(this.mesh);
  }

  /** @throws RangeError when there is not one colour a point. */
  setColors(colors: PointColors, side: Side): void {
    if (!this.columns) return;
    if (colors.length !== this.count) throw new RangeError(`${colors.length} colours for ${this.count} points`);
    this.columns.setColors(colors, side);
  }

  /** Call before drawing `scene`. @param part Which share of the cloud; all of it without. */
  use(output: 'color' | 'id', side: Side, part: Pick<Pass, 'pass' | 'passes'> = WHOLE): void {
    if (!this.columns || !this.cloud) return;
    if (this.mode === 'adaptive') this.ensureSpacing(this.columns, this.cloud);
    const key = `${this.mode} ${output} ${side}`;
    let material = this.materials.get(key);
    if (!material) {
      material = pointMaterial(this.columns, this.pass, this.uniforms, { mode: this.mode, output, side });
      this.materials.set(key, material);
    }
    this.uniforms.pass.value = part.pass;
    this.uniforms.passes.value = part.passes;
    this.mesh.geometry.setDrawRange(0, POINT_VERTICES * Math.ceil(this.count / part.passes));
    this.mesh.material = material;
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

  /** At first every point has the sample's median; each gets its own once all are known, found in pieces between frames. */
  private ensureSpacing(columns: PointColumns, cloud: PointCloud): void {
    if (this.hasSpacing) return;
    this.hasSpacing = true;
    const { min, max } = bounds(cloud.positions);
    const extent = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2], 1e-3);
    const estimate = new SpacingEstimate(cloud.positions, extent / SPACING_CELLS);
    const spacing = new Float32Array(cloud.count);
    if (cloud.count > SPACING_PIECE) columns.setSpacing(spacing.fill(estimate.median));
    const fill = (first: number): void => {
      if (this.columns !== columns) return;
      const last = Math.min(cloud.count, first + SPACING_PIECE);
      estimate.fill(spacing, first, last);
      if (last < cloud.count) {
        setTimeout(fill, 0, last);
        return;
      }
      columns.setSpacing(spacing);
      if (first > 0) this.onSpacing();
    };
    fill(0);
  }

  /** A kernel that paints these points may be recorded but not submitted: a batch with a destroyed buffer would be refused as a whole. */
  private retire(columns: PointColumns | undefined): void {
    const dispose = () => columns?.dispose();
    if (this.settled) this.settled().then(dispose, dispose);
    else dispose();
  }

  /** Materials go with their cloud: their shaders are bound to its columns. */
  private release(): void {
    this.scene.remove(this.mesh);
    for (const material of this.materials.values()) material.dispose();
    this.materials.clear();
    this.retire(this.columns);
    this.columns = undefined;
    this.cloud = undefined;
    this.hasSpacing = false;
  }
}
