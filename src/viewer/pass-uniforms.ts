import { uniform } from 'three/tsl';
import { Vector2, Vector3 } from 'three/webgpu';
import type { ViewCamera } from './view-camera.ts';

/** What every layer's shader has to know of the pass that is being drawn. One instance a viewer, set before each pass. */
export class PassUniforms {
  /** Size of the view in the render target's own pixels, and where its left edge lies in it. */
  readonly viewportPx = uniform(new Vector2(1, 1));
  readonly leftPx = uniform(0);
  /** `projection[1][1]`: image heights per unit of tangent. Grows when a pass draws a small window of the view (picking). */
  readonly focal = uniform(1);
  /** Target pixels per CSS pixel. */
  readonly pixelRatio = uniform(1);
  readonly near = uniform(0.1);
  readonly far = uniform(100);
  /** Metres from the eye to the target where the view is orthographic; 0 where it is not. */
  readonly orthographicM = uniform(0);
  /** Behind the points, at the top and the bottom of the picture; sRGB 0–1. */
  readonly backgroundTop = uniform(new Vector3(0.106, 0.125, 0.153));
  readonly backgroundBottom = uniform(new Vector3(0.039, 0.047, 0.059));

  set(camera: ViewCamera, width: number, height: number, pixelRatio: number, leftPx = 0): void {
    this.viewportPx.value.set(width, height);
    this.leftPx.value = leftPx;
    this.focal.value = camera.projectionMatrix.elements[5];
    this.pixelRatio.value = pixelRatio;
    this.near.value = camera.near;
    this.far.value = camera.far;
    this.orthographicM.value = camera.halfHeightM === undefined ? 0 : 2 * camera.halfHeightM;
  }
}
