import { NearestFilter, RenderTarget, Scene, UnsignedByteType, type WebGPURenderer } from 'three/webgpu';
import { LimitError } from '../core/index.ts';
import { EyeDome } from './eye-dome.ts';
import type { PassUniforms } from './pass-uniforms.ts';
import type { Side } from './point-columns.ts';
import type { PointsLayer } from './points-layer.ts';
import { type Pass, Refinement } from './refinement.ts';
import { SegmentsLayer } from './segments-layer.ts';
import type { Surroundings } from './surroundings.ts';
import type { ViewCamera } from './view-camera.ts';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA8, rows from the top. */
  readonly data: Uint8ClampedArray;
}

/** Size of the whole picture in pixels, and how many of them make a CSS pixel. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

interface Pane {
  readonly side: Side;
  readonly eyeDome: EyeDome;
}

/**
 * Draws points, then their shading and the lines over them, into one view or two beside each other. Points gather in a target of their
 * own, so that lines can move without any point being drawn again, and a large cloud can be drawn in shares.
 */
export class Picture {
  /** Drawn with the points, and out of the same budget. */
  readonly surroundings: Surroundings;
  readonly boxLines: Readonly<Record<Side, SegmentsLayer>>;
  readonly gridLines: SegmentsLayer;
  /** Clip box, slice and measures. */
  readonly toolLines: SegmentsLayer;
  private readonly renderer: WebGPURenderer;
  private readonly pass: PassUniforms;
  private readonly points: PointsLayer;
  private readonly overlay = new Scene();
  private readonly refinement = new Refinement();
  private panes: Pane[];
  private strength = 0.6;
  private lastSize = '';

  constructor(renderer: WebGPURenderer, pass: PassUniforms, points: PointsLayer, surroundings: Surroundings) {
    this.renderer = renderer;
    this.pass = pass;
    this.points = points;
    this.surroundings = surroundings;
    const boxes = (): SegmentsLayer => new SegmentsLayer(pass, { hiddenOpacity: 0.22, order: 2 });
    this.boxLines = { left: boxes(), right: boxes() };
    this.gridLines = new SegmentsLayer(pass, { hiddenOpacity: 0, order: 1 });
    // A measure lies on what it measures: half of its pixels would be hidden.
    this.toolLines = new SegmentsLayer(pass, { hiddenOpacity: 0.8, order: 3 });
    this.panes = [this.pane('left')];
    const { left, right } = this.boxLines;
    this.overlay.add(this.gridLines.group, left.group, right.group, this.toolLines.group);
  }

  get isSplit(): boolean {
    return this.panes.length > 1;
  }

  /** Points in the picture. */
  get drawn(): number {
    return this.refinement.drawn;
  }

  /** Every point is in the picture. */
  get isComplete(): boolean {
    return this.refinement.isComplete();
  }

  setSplit(on: boolean): void {
    if (on === this.isSplit) return;
    if (on) this.panes.push(this.pane('right'));
    else {
      const [right] = this.panes.splice(1);
      this.overlay.remove(right.eyeDome.mesh);
      right.eyeDome.dispose();
    }
    this.refinement.restart();
  }

  /** 0 = off, 1 = strong. */
  setEyeDome(strength: number): void {
    this.strength = strength;
    for (const { eyeDome } of this.panes) eyeDome.setStrength(strength);
  }

  /** Points have to be drawn anew. */
  restart(): void {
    this.refinement.restart();
  }

  /** One frame on the canvas: the next share of the points, if any is left, and everything over them. */
  frame(camera: ViewCamera, size: PictureSize, budget: number): void {
    const key = `${size.width} ${size.height} ${size.ratio}`;
    if (key !== this.lastSize) this.refinement.restart();
    this.lastSize = key;
    let part: Pass | undefined;
    this.panes.forEach((pane, index) => {
      this.prepare(pane, index, camera, size);
      if (index === 0) part = this.nextPart(camera, budget);
      if (part) this.drawPoints(pane, camera, part);
      this.compose(pane, index, camera, size, null);
    });
  }

  /**
   * All points at once, at any size.
   * @throws LimitError LIMIT_DEVICE when the device holds no picture of that size.
   */
  async read(camera: ViewCamera, size: PictureSize): Promise<Pixels> {
    const { width, height } = size;
    this.checkSize(size);
    const target = new RenderTarget(width, height, {
      type: UnsignedByteType,
      minFilter: NearestFilter,
      magFilter: NearestFilter,
      generateMipmaps: false,
      samples: 0,
    });
    this.panes.forEach((pane, index) => {
      this.prepare(pane, index, camera, size);
      this.drawPoints(pane, camera);
      this.compose(pane, index, camera, size, target);
    });
    // The next frame begins anew: these targets have another size, or everything in them.
    this.refinement.restart();
    try {
      const read = await this.renderer.readRenderTargetPixelsAsync(target, 0, 0, width, height);
      const data = new Uint8ClampedArray(read.buffer as ArrayBuffer, read.byteOffset, 4 * width * height);
      return { width, height, data: this.isWebGl() ? flipRows(data, width) : data };
    } finally {
      target.dispose();
    }
  }

  dispose(): void {
    this.surroundings.dispose();
    for (const { eyeDome } of this.panes) eyeDome.dispose();
    const { left, right } = this.boxLines;
    for (const lines of [left, right, this.gridLines, this.toolLines]) lines.dispose();
  }

  private pane(side: Side): Pane {
    const eyeDome = new EyeDome(this.pass);
    eyeDome.setStrength(this.strength);
    this.overlay.add(eyeDome.mesh);
    return { side, eyeDome };
  }

  private paneWidth({ width }: PictureSize): number {
    return Math.max(1, Math.floor(width / this.panes.length));
  }

  private prepare({ eyeDome }: Pane, index: number, camera: ViewCamera, size: PictureSize): void {
    const width = this.paneWidth(size);
    eyeDome.setSize(width, size.height, size.ratio);
    this.pass.set(camera, width, size.height, size.ratio, index * width);
  }

  /** Points around the cloud count as its own: a frame draws its share of both. */
  private nextPart(camera: ViewCamera, budget: number): Pass | undefined {
    const { points, surroundings, panes, refinement } = this;
    const visible = points.visibleCount(camera) + surroundings.visibleCount(camera);
    return refinement.next(points.count, budget / panes.length, visible);
  }

  private drawPoints({ side, eyeDome }: Pane, camera: ViewCamera, part?: Pass): void {
    const { renderer, points, surroundings } = this;
    const isFirst = !part || part.pass === 0;
    renderer.autoClear = isFirst;
    renderer.setRenderTarget(eyeDome.target);
    for (const layer of [points, surroundings]) {
      if (layer === surroundings && layer.count === 0) continue;
      layer.use('color', side, camera, part);
      renderer.render(layer.scene, camera);
      renderer.autoClear = false;
    }
    renderer.setRenderTarget(null);
    renderer.autoClear = true;
  }

  private compose(pane: Pane, index: number, camera: ViewCamera, size: PictureSize, target: RenderTarget | null): void {
    const { renderer } = this;
    const width = this.paneWidth(size);
    for (const other of this.panes) other.eyeDome.mesh.visible = other === pane;
    this.boxLines.left.group.visible = pane.side === 'left';
    this.boxLines.right.group.visible = pane.side === 'right';
    // A canvas takes its viewport in CSS px and rounds down what becomes of it.
    if (target) target.viewport.set(index * width, 0, width, size.height);
    else {
      const ratio = renderer.getPixelRatio();
      const cssPx = (px: number): number => (px + 0.01) / ratio;
      renderer.setViewport(cssPx(index * width), 0, cssPx(width), cssPx(size.height));
    }
    renderer.autoClear = index === 0;
    renderer.setRenderTarget(target);
    renderer.render(this.overlay, camera);
    renderer.setRenderTarget(null);
    renderer.autoClear = true;
  }

  private checkSize({ width, height }: PictureSize): void {
    const { backend } = this.renderer as unknown as {
      backend: { gl?: WebGL2RenderingContext; device?: GPUDevice };
    };
    const { gl, device } = backend;
    const available = device?.limits.maxTextureDimension2D ?? Number(gl?.getParameter(gl.MAX_TEXTURE_SIZE) ?? 4096);
    const needed = Math.max(width, height);
    if (needed <= available) return;
    throw new LimitError('LIMIT_DEVICE', `a picture of ${width} × ${height} pixels is larger than this device draws`, {
      limit: 'picture side',
      needed,
      available,
    });
  }

  private isWebGl(): boolean {
    return (this.renderer.backend as unknown as { gl?: unknown }).gl !== undefined;
  }
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
