import { abs, uniform, vec3 } from 'three/tsl';
import { type Node, Vector3 } from 'three/webgpu';
import { AXES, type Cut } from '../overlays/index.ts';

/** The cut as the point shaders know it. */
export class CutUniforms {
  private readonly center = uniform(new Vector3());
  private readonly halfSize = uniform(new Vector3());
  /** Cosine and sine of the box's yaw; z: 1 = keeps the inside, −1 = the outside, 0 = no box. */
  private readonly turn = uniform(new Vector3(1, 0, 0));
  private readonly sliceAxis = uniform(new Vector3());
  /** Middle and half thickness, metres; a slice that is off has an axis of no length. */
  private readonly sliceMiddle = uniform(0);
  private readonly sliceHalf = uniform(1);

  set({ box, slice }: Cut): void {
    if (box) {
      this.center.value.set(...box.center);
      this.halfSize.value.set(box.size[0] / 2, box.size[1] / 2, box.size[2] / 2);
      this.turn.value.set(Math.cos(box.yaw), Math.sin(box.yaw), box.keeps === 'inside' ? 1 : -1);
    } else this.turn.value.set(1, 0, 0);
    this.sliceAxis.value.set(0, 0, 0);
    if (slice) this.sliceAxis.value.setComponent(AXES.indexOf(slice.axis), 1);
    this.sliceMiddle.value = slice?.middleM ?? 0;
    this.sliceHalf.value = slice ? slice.thicknessM / 2 : 1;
  }

  /** The shader's `isShown`. */
  isShown(position: Node<'vec3'>) {
    const offset = position.sub(this.center).toVar();
    const { x: cos, y: sin, z: keeps } = this.turn;
    const local = vec3(cos.mul(offset.x).add(sin.mul(offset.y)), cos.mul(offset.y).sub(sin.mul(offset.x)), offset.z);
    const beyond = abs(local).sub(this.halfSize).toVar();
    const outside = beyond.x.max(beyond.y).max(beyond.z);
    // Negative inside, positive outside: kept where its sign is against `keeps`, everywhere without a box.
    const inBox = outside.mul(keeps).lessThanEqual(0);
    const inSlice = abs(position.dot(this.sliceAxis).sub(this.sliceMiddle)).lessThanEqual(this.sliceHalf);
    return inBox.and(inSlice);
  }
}
