import { NearestFilter, RenderTarget, UnsignedByteType, type WebGPURenderer } from 'three/webgpu';
import type { PassUniforms } from './pass-uniforms.ts';
import type { Side } from './point-columns.ts';
import type { PointsLayer } from './points-layer.ts';
import { ViewCamera } from './view-camera.ts';

/** The view that was clicked into. */
export interface PickView {
  readonly camera: ViewCamera;
  readonly side: Side;
  /** Its size in target pixels. */
  readonly width: number;
  readonly height: number;
  /** Target pixels per CSS pixel. */
  readonly ratio: number;
}

/** Side of the square around the cursor, in target pixels; odd. */
export const PICK_SIDE = 5;

/**
 * Finds the point under the cursor by drawing indices instead of colours, into a target of 5 × 5 pixels that shows just the cursor's
 * surroundings. Sees what the eye sees: hidden points are not drawn, near ones cover far ones.
 */
export class IdPass {
  private readonly target = new RenderTarget(PICK_SIDE, PICK_SIDE, {
    type: UnsignedByteType,
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    generateMipmaps: false,
    samples: 0,
  });
  private readonly camera = new ViewCamera();
  private readonly renderer: WebGPURenderer;
  private readonly pass: PassUniforms;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(renderer: WebGPURenderer, pass: PassUniforms) {
    this.renderer = renderer;
    this.pass = pass;
  }

  /** Index of the visible point nearest to (x, y), CSS px from the view's top left; undefined when none is within two pixels. */
  pick(points: PointsLayer, view: PickView, x: number, y: number): Promise<number | undefined> {
    // One target: picks queue up behind each other.
    const result = this.turn.then(() => this.draw(points, view, x, y));
    this.turn = result.catch(() => undefined);
    return result;
  }

  dispose(): void {
    this.target.dispose();
  }

  private async draw(points: PointsLayer, view: PickView, x: number, y: number): Promise<number | undefined> {
    const { renderer, camera, target } = this;
    const { ratio, width, height, side } = view;
    const left = Math.floor(x * ratio) - (PICK_SIDE - 1) / 2;
    const top = Math.floor(y * ratio) - (PICK_SIDE - 1) / 2;
    camera.copy(view.camera, false);
    camera.setViewOffset(width, height, left, top, PICK_SIDE, PICK_SIDE);
    this.pass.set(camera, PICK_SIDE, PICK_SIDE, ratio);
    points.use('id', side, camera);
    renderer.setRenderTarget(target);
    renderer.autoClear = true;
    renderer.render(points.scene, camera);
    renderer.setRenderTarget(null);
    const pixels = await renderer.readRenderTargetPixelsAsync(target, 0, 0, PICK_SIDE, PICK_SIDE);
    return nearestId(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength), points.count);
  }
}

/**
 * The id nearest to the middle of a square of RGBA8 pixels (index + 1, little-endian; 0 = none), as an index.
 * Ids past `count` are the target's clear colour, opaque black on some backends.
 * Rows may run either way: distance to the middle does not care.
 */
export function nearestId(pixels: Uint8Array, count: number): number | undefined {
  const side = Math.round(Math.sqrt(pixels.length / 4));
  const middle = (side - 1) / 2;
  let best: number | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let i = 0; i < side * side; i++) {
    const id = (pixels[4 * i] | (pixels[4 * i + 1] << 8) | (pixels[4 * i + 2] << 16) | (pixels[4 * i + 3] << 24)) >>> 0;
    const distance = Math.hypot((i % side) - middle, Math.floor(i / side) - middle);
    if (id === 0 || id > count || distance >= bestDistance) continue;
    best = id - 1;
    bestDistance = distance;
  }
  return best;
}
