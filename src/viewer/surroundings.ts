import { PointsLayer } from './points-layer.ts';
import type { PreparedCloud } from './prepared-cloud.ts';

/** Small enough to stand behind the cloud's own points. */
const SIZE_PX = 1.5;

/** Points around the cloud, in colours of their own and of one size. */
export class Surroundings extends PointsLayer {
  show(cloud: PreparedCloud | undefined): void {
    this.mode = 'fixed';
    this.uniforms.size.value = SIZE_PX;
    this.setCloud(cloud);
  }
}
