import type { LaserCalibration } from './frame.ts';
import type { FramePoints } from './frame-points.ts';
import type { Matrix } from './matrix.ts';

/** What one laser measured of one return. */
export interface ReturnImages {
  readonly image: Matrix<Float32Array>;
  readonly returnNumber: 1 | 2;
  /** int32 [height, width, 2]: instance, class. */
  readonly segmentation: Matrix<Int32Array> | undefined;
  /** About how much of the frame's points are in it, 0–1. */
  readonly share: number;
}

/**
 * Range image → points (waymo_open_dataset `range_image_utils`, formulas in its paper's appendix). All in float64: the pixel
 * poses are global, 10⁴–10⁵ m from zero.
 * @param pixelPose [height, width, 6] roll, pitch, yaw, x, y, z vehicle→global at each pixel's time (TOP only)
 * @throws RangeError when the image, its segmentation, calibration and pose do not fit each other
 */
export function projectRangeImage(
  into: FramePoints,
  { image, returnNumber, segmentation, share }: ReturnImages,
  calibration: LaserCalibration,
  pixelPose: Matrix<Float32Array> | undefined,
  globalFromVehicle: readonly number[],
): void {
  const { height, width, channels, values } = image;
  if (channels < 3) throw new RangeError(`a range image of ${channels} channels`);
  const extrinsic = calibration.vehicleFromLaser;
  if (extrinsic.length !== 16) throw new RangeError(`laser ${calibration.laser} has no extrinsic`);
  const isPosed = pixelPose !== undefined && globalFromVehicle.length === 16;
  if (pixelPose && (pixelPose.height !== height || pixelPose.width !== width || pixelPose.channels !== 6)) {
    throw new RangeError('the pixel poses have another shape than the range image');
  }
  if (segmentation && (segmentation.channels !== 2 || segmentation.values.length !== height * width * 2)) {
    throw new RangeError('the segmentation has another shape than the range image');
  }
  const inclinations = inclinationsOf(calibration, height);
  const first = into.count;
  const count = countValid(image);
  into.reserve(count, share);
  const { cosines, sines } = azimuthsOf(extrinsic, width);
  const turns = isPosed ? new PixelTurns(pixelPose.values, width) : undefined;
  const { positions, intensity, elongation, noLabelZone, row: rows, column: columns } = into.columns;
  into.columns.laser.fill(calibration.laser, first, first + count);
  into.columns.return.fill(returnNumber, first, first + count);
  const point = new Float64Array(3);
  for (let row = 0, index = 0, i = first; row < height; row++) {
    const cosine = Math.cos(inclinations[row]!);
    const sine = Math.sin(inclinations[row]!);
    for (let column = 0; column < width; column++, index++) {
      const at = index * channels;
      const range = values[at]!;
      if (!isValid(range)) continue;
      const planar = range * cosine;
      point[0] = planar * cosines[column]!;
      point[1] = planar * sines[column]!;
      point[2] = range * sine;
      applyRigid(extrinsic, point);
      turns?.correct(point, index, column, globalFromVehicle);
      positions[i * 3] = point[0]!;
      positions[i * 3 + 1] = point[1]!;
      positions[i * 3 + 2] = point[2]!;
      intensity[i] = values[at + 1]!;
      elongation[i] = values[at + 2]!;
      noLabelZone[i] = channels > 3 && values[at + 3]! > 0 ? 1 : 0;
      rows[i] = row;
      columns[i++] = column;
    }
  }
  into.count += count;
  if (segmentation) into.label(first, width, segmentation);
}

/** Column 0 looks backwards, and the extrinsic's own yaw is taken off. */
function azimuthsOf(extrinsic: readonly number[], width: number): { cosines: Float64Array; sines: Float64Array } {
  const correction = Math.atan2(extrinsic[4]!, extrinsic[0]!);
  const azimuths = Float64Array.from({ length: width }, (_, column) => {
    return ((2 * (width - column - 0.5)) / width - 1) * Math.PI - correction;
  });
  return { cosines: azimuths.map(Math.cos), sines: azimuths.map(Math.sin) };
}

/** Row 0 is the highest beam while inclinations are stored ascending: both forms are reversed. */
function inclinationsOf(
  { inclinations, inclinationMin, inclinationMax, laser }: LaserCalibration,
  height: number,
): Float64Array {
  if (inclinations.length > 0) {
    if (inclinations.length !== height) {
      throw new RangeError(`laser ${laser} has ${inclinations.length} beams and ${height} image rows`);
    }
    return Float64Array.from(inclinations).reverse();
  }
  return Float64Array.from({ length: height }, (_, row) => {
    return inclinationMin + ((height - 1 - row + 0.5) / height) * (inclinationMax - inclinationMin);
  });
}

/** A cell is a point when its range is positive and finite; invalid cells hold −1 in practice, which nothing promises. */
function isValid(range: number): boolean {
  return range > 0 && range < Infinity;
}

function countValid({ height, width, channels, values }: Matrix<Float32Array>): number {
  const end = height * width * channels;
  let count = 0;
  for (let at = 0; at < end; at += channels) if (isValid(values[at]!)) count++;
  return count;
}

function applyRigid(m: readonly number[], p: Float64Array): void {
  const x = p[0]!;
  const y = p[1]!;
  const z = p[2]!;
  p[0] = m[0]! * x + m[1]! * y + m[2]! * z + m[3]!;
  p[1] = m[4]! * x + m[5]! * y + m[6]! * z + m[7]!;
  p[2] = m[8]! * x + m[9]! * y + m[10]! * z + m[11]!;
}

/**
 * Rolling shutter: pixel's vehicle frame → global → the frame's vehicle frame. Translations are subtracted before rotating. A column
 * is measured at one time: its rows have the same angles, whose sines are kept.
 */
class PixelTurns {
  private readonly pose: Float32Array;
  /** [width, 3] the angles, and [width, 6] their cosines and sines. */
  private readonly angles: Float32Array;
  private readonly turns: Float64Array;

  constructor(pose: Float32Array, width: number) {
    this.pose = pose;
    this.angles = new Float32Array(width * 3).fill(Number.NaN);
    this.turns = new Float64Array(width * 6);
  }

  correct(p: Float64Array, pixel: number, column: number, frame: readonly number[]): void {
    const { pose, angles, turns } = this;
    const at = pixel * 6;
    const roll = pose[at]!;
    const pitch = pose[at + 1]!;
    const yaw = pose[at + 2]!;
    const tx = pose[at + 3]!;
    const ty = pose[at + 4]!;
    const tz = pose[at + 5]!;
    // Some old frames leave the pose of lower rows at zero: those pixels keep the frame's own pose.
    if (roll === 0 && pitch === 0 && yaw === 0 && tx === 0 && ty === 0 && tz === 0) return;
    const a = column * 3;
    const t = column * 6;
    if (angles[a] !== roll || angles[a + 1] !== pitch || angles[a + 2] !== yaw) {
      angles[a] = roll;
      angles[a + 1] = pitch;
      angles[a + 2] = yaw;
      for (let axis = 0; axis < 3; axis++) {
        turns[t + 2 * axis] = Math.cos(angles[a + axis]!);
        turns[t + 2 * axis + 1] = Math.sin(angles[a + axis]!);
      }
    }
    const cr = turns[t]!;
    const sr = turns[t + 1]!;
    const cp = turns[t + 2]!;
    const sp = turns[t + 3]!;
    const cy = turns[t + 4]!;
    const sy = turns[t + 5]!;
    const x = p[0]!;
    const y = p[1]!;
    const z = p[2]!;
    // Rz(yaw)·Ry(pitch)·Rx(roll)
    const y1 = cr * y - sr * z;
    const z1 = sr * y + cr * z;
    const x2 = cp * x + sp * z1;
    const z2 = cp * z1 - sp * x;
    const gx = cy * x2 - sy * y1 + (tx - frame[3]!);
    const gy = sy * x2 + cy * y1 + (ty - frame[7]!);
    const gz = z2 + (tz - frame[11]!);
    p[0] = frame[0]! * gx + frame[4]! * gy + frame[8]! * gz;
    p[1] = frame[1]! * gx + frame[5]! * gy + frame[9]! * gz;
    p[2] = frame[2]! * gx + frame[6]! * gy + frame[10]! * gz;
  }
}
