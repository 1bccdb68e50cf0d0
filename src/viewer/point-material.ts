import {
  cameraProjectionMatrix,
  clamp,
  Discard,
  dot,
  Fn,
  float,
  modelViewMatrix,
  select,
  uint,
  uniform,
  varying,
  vec2,
  vec4,
  vertexIndex,
} from 'three/tsl';
import { type Node, NodeMaterial } from 'three/webgpu';
import { CutUniforms } from './cut-uniforms.ts';
import type { PassUniforms } from './pass-uniforms.ts';
import type { PointColumns, Side } from './point-columns.ts';
import { MAX_POINT_PX, MIN_POINT_PX, type PointSizeMode } from './point-size.ts';
import { BLOCK_MIX, BLOCK_SHIFT } from './refinement.ts';

/** Settings that all point materials share. */
export class PointUniforms {
  /** `fixed`: CSS px. Otherwise metres (attenuated), or the factor on the local spacing (adaptive). */
  readonly size = uniform(3);
  /** Which of how many shares of the cloud is drawn: see `Refinement`. */
  readonly pass = uniform(0, 'uint');
  readonly passes = uniform(1, 'uint');
  /** Points of the cloud. */
  readonly count = uniform(0, 'uint');
  readonly cut = new CutUniforms();
}

export interface PointMaterialOptions {
  readonly mode: PointSizeMode;
  /** `color`: the point's own. `id`: index + 1 as RGBA8, little-endian, for picking. */
  readonly output: 'color' | 'id';
  readonly side: Side;
}

/** Vertices a point: a triangle about a disc. */
export const POINT_VERTICES = 3;

/**
 * Points of any size: WebGPU's own are one pixel. Each is a triangle about its disc, fetched by vertex index. Instanced quads would be
 * simpler, but software rasterisers draw instance by instance (25 times slower for 80 000 points) and GPUs fill waves badly with
 * four vertices an instance.
 */
export function pointMaterial(
  columns: PointColumns,
  pass: PassUniforms,
  points: PointUniforms,
  options: PointMaterialOptions,
): NodeMaterial {
  const block = vertexIndex.div(uint(POINT_VERTICES)).toVar();
  const turn = points.pass.add(block.mul(uint(BLOCK_MIX)).shiftRight(uint(BLOCK_SHIFT)));
  const drawn = block.mul(points.passes).add(turn.mod(points.passes)).toVar();
  const isThere = drawn.lessThan(points.count).toVar();
  const index = select(isThere, drawn, uint(0)).toVar();
  const side = vertexIndex.mod(uint(POINT_VERTICES)).toVar();
  const corner = select(
    side.equal(uint(0)),
    vec2(-Math.sqrt(3), -1),
    select(side.equal(uint(1)), vec2(Math.sqrt(3), -1), vec2(0, 2)),
  ).toVar();
  const color = columns.color(index, options.side).toVar();
  const center = columns.center(index).toVar();
  const clip = cameraProjectionMatrix.mul(modelViewMatrix.mul(vec4(center, 1))).toVar();
  const spacing = options.mode === 'adaptive' ? columns.spacing(index) : float(1);
  const diameterPx =
    options.mode === 'fixed' ? points.size.mul(pass.pixelRatio) : projected(spacing, clip.w, pass, points);

  const material = new NodeMaterial();
  material.vertexNode = Fn(() => {
    const offset = corner.mul(clamp(diameterPx, pass.pixelRatio.mul(MIN_POINT_PX), pass.pixelRatio.mul(MAX_POINT_PX)));
    const place = vec4(clip.xy.add(offset.div(pass.viewportPx).mul(clip.w)), clip.zw);
    // All corners of a hidden point meet outside the clip volume.
    const isShown = isThere.and(color.a.greaterThan(0.5)).and(points.cut.isShown(center));
    return select(isShown, place, vec4(2, 2, 2, 1));
  })();

  const disc = varying(corner, 'vDisc');
  const paint = varying(options.output === 'id' ? idColor(index) : vec4(color.rgb, 1), 'vPaint');
  material.fragmentNode = Fn(() => {
    Discard(dot(disc, disc).greaterThan(1));
    return paint;
  })();
  material.toneMapped = false;
  return material;
}

/** Target pixels of `size × scale` metres at that clip w. */
function projected(
  scale: Node<'float'>,
  clipW: Node<'float'>,
  pass: PassUniforms,
  points: PointUniforms,
): Node<'float'> {
  return points.size.mul(scale).mul(pass.focal).mul(pass.viewportPx.y).mul(0.5).div(clipW);
}

function idColor(index: Node<'uint'>) {
  const id = index.add(uint(1));
  const byte = (shift: number) => float(id.shiftRight(uint(shift)).bitAnd(uint(255))).div(255);
  return vec4(byte(0), byte(8), byte(16), byte(24));
}
