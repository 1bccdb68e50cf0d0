import {
  abs,
  attribute,
  cameraProjectionMatrix,
  cameraViewMatrix,
  clamp,
  Fn,
  float,
  fract,
  max,
  mix,
  normalize,
  select,
  uniform,
  varying,
  vec2,
  vec4,
} from 'three/tsl';
import {
  BufferAttribute,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  NodeMaterial,
} from 'three/webgpu';
import type { Segments } from './box-edges.ts';
import type { PassUniforms } from './pass-uniforms.ts';

/**
 * Lines of a stated width in CSS px, smooth-edged, solid or dashed, drawn over the finished points and tested against their depth.
 * With a `hiddenOpacity` above 0 the parts behind points stay visible.
 */
export class SegmentsLayer {
  readonly group = new Group();
  private readonly materials: NodeMaterial[];

  constructor(pass: PassUniforms, options: { readonly hiddenOpacity: number; readonly order: number }) {
    this.materials =
      options.hiddenOpacity > 0
        ? [segmentMaterial(pass, options.hiddenOpacity, false), segmentMaterial(pass, 1, true)]
        : [segmentMaterial(pass, 1, true)];
    this.group.renderOrder = options.order;
  }

  set(segments: Segments): void {
    this.release();
    if (segments.count === 0) return;
    const geometry = new InstancedBufferGeometry();
    geometry.instanceCount = segments.count;
    geometry.setIndex(new BufferAttribute(Uint16Array.of(0, 1, 2, 2, 1, 3), 1));
    // x: which end; y: which side of the line.
    geometry.setAttribute('corner', new BufferAttribute(Float32Array.of(0, -1, 1, -1, 0, 1, 1, 1), 2));
    const ends = (offset: number) => {
      const column = new Float32Array(3 * segments.count);
      for (let i = 0; i < segments.count; i++) {
        column.set(segments.ends.subarray(6 * i + offset, 6 * i + offset + 3), 3 * i);
      }
      return new InstancedBufferAttribute(column, 3);
    };
    geometry.setAttribute('start', ends(0));
    geometry.setAttribute('end', ends(3));
    geometry.setAttribute('color', new InstancedBufferAttribute(segments.colors, 4, true));
    geometry.setAttribute('style', new InstancedBufferAttribute(segments.styles, 2));
    for (const material of this.materials) {
      const mesh = new Mesh(geometry, material);
      mesh.frustumCulled = false;
      mesh.renderOrder = this.group.renderOrder;
      this.group.add(mesh);
    }
  }

  dispose(): void {
    this.release();
    for (const material of this.materials) material.dispose();
  }

  private release(): void {
    const [first] = this.group.children;
    if (first instanceof Mesh) first.geometry.dispose();
    this.group.clear();
  }
}

function segmentMaterial(pass: PassUniforms, opacity: number, depthTest: boolean): NodeMaterial {
  const corner = attribute('corner', 'vec2');
  const color = attribute('color', 'vec4');
  const style = attribute('style', 'vec2');
  const strength = uniform(opacity);
  const halfWidth = style.x.mul(pass.pixelRatio).mul(0.5);

  // Both ends in view space, the one behind the eye pulled up to the near plane: the division by w would fold it over.
  const start = cameraViewMatrix.mul(vec4(attribute('start', 'vec3'), 1)).xyz;
  const end = cameraViewMatrix.mul(vec4(attribute('end', 'vec3'), 1)).xyz;
  const limit = pass.near.mul(-1.001);
  const share = clamp(limit.sub(start.z).div(end.z.sub(start.z)), 0, 1);
  const cut = mix(start, end, share);
  const clippedStart = select(start.z.greaterThan(limit), cut, start);
  const clippedEnd = select(end.z.greaterThan(limit), cut, end);
  const behind = start.z.greaterThan(limit).and(end.z.greaterThan(limit));

  const clipStart = cameraProjectionMatrix.mul(vec4(clippedStart, 1));
  const clipEnd = cameraProjectionMatrix.mul(vec4(clippedEnd, 1));
  const ndcStart = clipStart.xyz.div(clipStart.w);
  const ndcEnd = clipEnd.xyz.div(clipEnd.w);
  const halfView = pass.viewportPx.mul(0.5);
  const run = ndcEnd.xy.sub(ndcStart.xy).mul(halfView);
  const lengthPx = max(run.length(), 1e-4);
  const along = normalize(run.add(vec2(1e-6, 0)));
  const across = vec2(along.y.negate(), along.x);
  const reach = halfWidth.add(1);
  const offset = across.mul(corner.y.mul(reach)).add(along.mul(corner.x.mul(2).sub(1).mul(halfWidth)));

  const material = new NodeMaterial();
  material.vertexNode = Fn(() => {
    const place = mix(ndcStart, ndcEnd, corner.x);
    // w = 1 makes all varyings linear on the screen: the dashes keep their length along a receding line.
    return select(behind, vec4(2, 2, 2, 1), vec4(place.xy.add(offset.div(halfView)), place.z, 1));
  })();

  const acrossPx = varying(corner.y.mul(reach), 'vAcross');
  const alongPx = varying(corner.x.mul(lengthPx), 'vAlong');
  const shape = varying(vec2(halfWidth, style.y.mul(pass.pixelRatio)), 'vShape');
  const paint = varying(color, 'vColor');
  material.fragmentNode = Fn(() => {
    const edge = clamp(shape.x.add(0.5).sub(abs(acrossPx)), 0, 1);
    const phase = fract(alongPx.div(max(shape.y, 1)));
    const dash = select(shape.y.greaterThan(0).and(phase.greaterThan(0.58)), float(0), float(1));
    return vec4(paint.rgb, paint.a.mul(edge).mul(dash).mul(strength));
  })();
  material.transparent = true;
  material.depthTest = depthTest;
  material.depthWrite = false;
  material.toneMapped = false;
  return material;
}
