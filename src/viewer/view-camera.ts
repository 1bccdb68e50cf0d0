import { MathUtils, PerspectiveCamera } from 'three/webgpu';

/**
 * One camera for both projections, so that passes, marks and picking need not know which: with `halfHeightM` set, the same frustum
 * position becomes a box of that half height (metres), as wide as `aspect` asks.
 */
export class ViewCamera extends PerspectiveCamera {
  halfHeightM: number | undefined;

  override copy(source: this, recursive?: boolean): this {
    super.copy(source, recursive);
    this.halfHeightM = source.halfHeightM;
    return this;
  }

  override updateProjectionMatrix(): void {
    if (this.halfHeightM === undefined) {
      super.updateProjectionMatrix();
      return;
    }
    let height = 2 * this.halfHeightM;
    let width = height * this.aspect;
    let left = -width / 2;
    let top = height / 2;
    const { view } = this;
    if (view?.enabled) {
      left += (view.offsetX * width) / view.fullWidth;
      top -= (view.offsetY * height) / view.fullHeight;
      width *= view.width / view.fullWidth;
      height *= view.height / view.fullHeight;
    }
    const { near, far, coordinateSystem } = this;
    this.projectionMatrix.makeOrthographic(left, left + width, top, top - height, near, far, coordinateSystem);
    this.projectionMatrixInverse.copy(this.projectionMatrix).invert();
  }

  /** What an orthographic view shows when it stands as far off as a perspective one: equal at the target. */
  static halfHeightAt(distanceM: number, fovDeg: number): number {
    return distanceM * Math.tan(MathUtils.degToRad(fovDeg) / 2);
  }
}
