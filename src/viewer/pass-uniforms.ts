import { uniform } from 'three/tsl';
import { type PerspectiveCamera, Vector2 } from 'three/webgpu';

/** What every layer's shader has to know of the pass that is being drawn. One instance a viewer, set before each pass. */
export class PassUniforms {
  /** Size of the render target in its own pixels. */
  readonly viewportPx = uniform(new Vector2(1, 1));
  /** `projection[1][1]`: image heights per unit of tangent. Grows when a pass draws a small window of the view (picking). */
  readonly focal = uniform(1);
  /** Target pixels per CSS pixel. */
  readonly pixelRatio = uniform(1);
  readonly near = uniform(0.1);
  readonly far = uniform(100);

  set(camera: PerspectiveCamera, width: number, height: number, pixelRatio: number): void {
    this.viewportPx.value.set(width, height);
    this.focal.value = camera.projectionMatrix.elements[5];
    this.pixelRatio.value = pixelRatio;
    this.near.value = camera.near;
    this.far.value = camera.far;
  }
}
