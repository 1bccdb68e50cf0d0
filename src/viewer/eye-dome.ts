import {
  clamp,
  exp,
  exp2,
  Fn,
  float,
  floor,
  If,
  ivec2,
  log2,
  max,
  mix,
  positionGeometry,
  screenCoordinate,
  screenUV,
  select,
  textureLoad,
  uniform,
  vec2,
  vec4,
} from 'three/tsl';
import {
  AlwaysDepth,
  BufferAttribute,
  BufferGeometry,
  DepthTexture,
  FloatType,
  Mesh,
  NearestFilter,
  type Node,
  NodeMaterial,
  RenderTarget,
  UnsignedByteType,
} from 'three/webgpu';
import type { PassUniforms } from './pass-uniforms.ts';

/** Distance of the neighbours in CSS px, and their directions. */
const RADIUS_PX = 1;
const NEIGHBOURS = [
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const;
/** Turns the response (a difference of log2 depths) into darkness at strength 1. */
const GAIN = 42;

/**
 * Holds the points' picture and depth, and lays them on the canvas over a dark gradient.
 *
 * Eye-dome lighting (Boucheny 2009): a pixel is darkened by how much nearer its neighbours are,
 * `exp(−gain · mean max(0, log2 z − log2 zₙ))`, which outlines shapes without normals or light. The depth is passed on, so that lines
 * drawn afterwards disappear behind points.
 */
export class EyeDome {
  readonly target: RenderTarget;
  readonly mesh: Mesh<BufferGeometry, NodeMaterial>;
  private readonly depth: DepthTexture;
  private readonly strength = uniform(0.6);
  private readonly radiusPx = uniform(1);

  constructor(pass: PassUniforms) {
    this.depth = new DepthTexture(1, 1, FloatType);
    this.target = new RenderTarget(1, 1, {
      depthTexture: this.depth,
      type: UnsignedByteType,
      minFilter: NearestFilter,
      magFilter: NearestFilter,
      generateMipmaps: false,
      samples: 0,
    });
    const geometry = new BufferGeometry();
    // One triangle that covers the screen.
    geometry.setAttribute('position', new BufferAttribute(Float32Array.of(-1, -1, 0, 3, -1, 0, -1, 3, 0), 3));
    this.mesh = new Mesh(geometry, this.material(pass));
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = -1;
  }

  /** 0 = off, 1 = strong. */
  setStrength(strength: number): void {
    this.strength.value = Math.max(0, strength);
  }

  setSize(width: number, height: number, pixelRatio: number): void {
    this.radiusPx.value = Math.max(1, Math.round(RADIUS_PX * pixelRatio));
    if (this.target.width !== width || this.target.height !== height) this.target.setSize(width, height);
  }

  dispose(): void {
    this.depth.dispose();
    this.target.dispose();
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }

  private material(pass: PassUniforms): NodeMaterial {
    const corner = pass.viewportPx.sub(1);
    // Loads, not samples: WGSL allows no sampling inside a branch, and most of a picture is background that needs no neighbours.
    const placeAt = (dx: number, dy: number) =>
      ivec2(
        clamp(floor(screenCoordinate).sub(vec2(pass.leftPx, 0)).add(vec2(dx, dy).mul(this.radiusPx)), vec2(0), corner),
      );
    const depthAt = (dx: number, dy: number) => textureLoad(this.depth, placeAt(dx, dy)).x;
    // A distance is near · far / (far − depth · (far − near)); between two pixels of a view only the denominators differ.
    const nearness = (depth: Node<'float'>) => pass.far.sub(depth.mul(pass.far.sub(pass.near)));
    // An orthographic eye has no distance of its own: the step in depth is held against what the view shows.
    const step = (ahead: Node<'float'>) =>
      exp2(clamp(ahead.mul(pass.far.sub(pass.near)).div(pass.orthographicM), 0, 8));
    const contrast = (near: Node<'float'>, own: Node<'float'>) =>
      select(pass.orthographicM.greaterThan(0), step(own.sub(near)), max(nearness(near).div(nearness(own)), 1));
    const material = new NodeMaterial();
    material.vertexNode = vec4(positionGeometry.xy, 0, 1);
    material.fragmentNode = Fn(() => {
      const depth: Node<'float'> = depthAt(0, 0).toVar();
      const paint = mix(pass.backgroundTop, pass.backgroundBottom, screenUV.y).toVar();
      If(depth.lessThan(1), () => {
        paint.assign(textureLoad(this.target.texture, placeAt(0, 0)).rgb);
        // The sum of logarithms is the logarithm of the product: one for all neighbours.
        const product = float(1).toVar();
        for (const [dx, dy] of NEIGHBOURS) product.mulAssign(contrast(depthAt(dx, dy), depth));
        paint.mulAssign(
          exp(
            log2(product)
              .mul(this.strength)
              .mul(-GAIN / NEIGHBOURS.length),
          ),
        );
      });
      return vec4(paint, 1);
    })();
    material.depthNode = depthAt(0, 0);
    material.depthFunc = AlwaysDepth;
    material.toneMapped = false;
    return material;
  }
}
