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
import type { PassUniforms } from './pass-uniforms.ts';
import type { PointColumns } from './point-columns.ts';
import { MAX_POINT_PX, MIN_POINT_PX, type PointSizeMode } from './point-size.ts';

/** Settings that all point materials share. */
export class PointUniforms {
  /** `fixed`: CSS px. Otherwise metres (attenuated), or the factor on the local spacing (adaptive). */
  readonly size = uniform(3);
  /** Only every n-th point is drawn: keeps large clouds fluent while the camera moves. */
  readonly stride = uniform(1, 'uint');
}

export interface PointMaterialOptions {
  readonly mode: PointSizeMode;
  /** `color`: the point's own. `id`: index + 1 as RGBA8, little-endian, for picking. */
  readonly output: 'color' | 'id';
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
  const index = vertexIndex.div(uint(POINT_VERTICES)).mul(points.stride).toVar();
  const side = vertexIndex.mod(uint(POINT_VERTICES)).toVar();
  const corner = select(
    side.equal(uint(0)),
    vec2(-Math.sqrt(3), -1),
    select(side.equal(uint(1)), vec2(Math.sqrt(3), -1), vec2(0, 2)),
  ).toVar();
  const color = columns.color(index).toVar();
  const clip = cameraProjectionMatrix.mul(modelViewMatrix.mul(vec4(columns.center(index), 1))).toVar();
  const spacing = options.mode === 'adaptive' ? columns.spacing(index) : float(1);
  const diameterPx =
    options.mode === 'fixed' ? points.size.mul(pass.pixelRatio) : projected(spacing, clip.w, pass, points);

  const material = new NodeMaterial();
  material.vertexNode = Fn(() => {
    const offset = corner.mul(clamp(diameterPx, pass.pixelRatio.mul(MIN_POINT_PX), pass.pixelRatio.mul(MAX_POINT_PX)));
    const place = vec4(clip.xy.add(offset.div(pass.viewportPx).mul(clip.w)), clip.zw);
    // All corners of a hidden point meet outside the clip volume.
    return select(color.a.greaterThan(0.5), place, vec4(2, 2, 2, 1));
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
