import type { LaserCalibration } from './frame.ts';
import type { Matrix } from './matrix.ts';

/** Points of one return of one laser, row-major over the valid cells. */
export interface LaserPoints {
  readonly count: number;
  /** float64 [count] each, metres, vehicle frame of the frame's pose. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly intensity: Float32Array;
  readonly elongation: Float32Array;
  /** 1 inside a no-label zone. */
  readonly noLabelZone: Uint8Array;
  readonly row: Uint16Array;
  readonly column: Uint16Array;
  /** Flat cell index of each point, to gather side images with. */
  readonly cell: Uint32Array;
}

/**
 * Range image → points (waymo_open_dataset `range_image_utils`, formulas in its paper's appendix). All in float64: the pixel
 * poses are global, 10⁴–10⁵ m from zero.
 * @param pixelPose [height, width, 6] roll, pitch, yaw, x, y, z vehicle→global at each pixel's time (TOP only)
 * @throws RangeError when the image, calibration and pose do not fit each other
 */
export function projectRangeImage(
  image: Matrix<Float32Array>,
  calibration: LaserCalibration,
  pixelPose: Matrix<Float32Array> | undefined,
  globalFromVehicle: readonly number[],
): LaserPoints {
  const { height, width, channels, values } = image;
  if (channels < 3) throw new RangeError(`a range image of ${channels} channels`);
  const extrinsic = calibration.vehicleFromLaser;
  if (extrinsic.length !== 16) throw new RangeError(`laser ${calibration.laser} has no extrinsic`);
  const isPosed = pixelPose !== undefined && globalFromVehicle.length === 16;
  if (pixelPose && (pixelPose.height !== height || pixelPose.width !== width || pixelPose.channels !== 6)) {
    throw new RangeError('the pixel poses have another shape than the range image');
  }
  const inclinations = inclinationsOf(calibration, height);
  const cell = validCells(image);
  const count = cell.length;
  const points = {
    count,
    x: new Float64Array(count),
    y: new Float64Array(count),
    z: new Float64Array(count),
    intensity: new Float32Array(count),
    elongation: new Float32Array(count),
    noLabelZone: new Uint8Array(count),
    row: new Uint16Array(count),
    column: new Uint16Array(count),
    cell,
  };
  const azimuthCorrection = Math.atan2(extrinsic[4]!, extrinsic[0]!);
  const azimuths = Float64Array.from({ length: width }, (_, column) => {
    return ((2 * (width - column - 0.5)) / width - 1) * Math.PI - azimuthCorrection;
  });
  const point = new Float64Array(3);
  for (let i = 0; i < count; i++) {
    const index = cell[i]!;
    const row = Math.floor(index / width);
    const column = index - row * width;
    const range = values[index * channels]!;
    const inclination = inclinations[row]!;
    const azimuth = azimuths[column]!;
    const planar = range * Math.cos(inclination);
    point[0] = planar * Math.cos(azimuth);
    point[1] = planar * Math.sin(azimuth);
    point[2] = range * Math.sin(inclination);
    applyRigid(extrinsic, point);
    if (isPosed) correctByPixelPose(point, pixelPose.values, index * 6, globalFromVehicle);
    points.x[i] = point[0]!;
    points.y[i] = point[1]!;
    points.z[i] = point[2]!;
    points.intensity[i] = values[index * channels + 1]!;
    points.elongation[i] = values[index * channels + 2]!;
    points.noLabelZone[i] = channels > 3 && values[index * channels + 3]! > 0 ? 1 : 0;
    points.row[i] = row;
    points.column[i] = column;
  }
  return points;
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
function validCells({ height, width, channels, values }: Matrix<Float32Array>): Uint32Array {
  const isValid = (index: number) => values[index * channels]! > 0 && Number.isFinite(values[index * channels]!);
  let count = 0;
  for (let index = 0; index < height * width; index++) if (isValid(index)) count++;
  const cells = new Uint32Array(count);
  for (let index = 0, at = 0; index < height * width; index++) if (isValid(index)) cells[at++] = index;
  return cells;
}

function applyRigid(m: readonly number[], p: Float64Array): void {
  const [x, y, z] = [p[0]!, p[1]!, p[2]!];
  p[0] = m[0]! * x + m[1]! * y + m[2]! * z + m[3]!;
  p[1] = m[4]! * x + m[5]! * y + m[6]! * z + m[7]!;
  p[2] = m[8]! * x + m[9]! * y + m[10]! * z + m[11]!;
}

/** Rolling shutter: pixel's vehicle frame → global → the frame's vehicle frame. Translations are subtracted before rotating. */
function correctByPixelPose(p: Float64Array, pose: Float32Array, at: number, frame: readonly number[]): void {
  const [roll, pitch, yaw, tx, ty, tz] = [
    pose[at]!,
    pose[at + 1]!,
    pose[at + 2]!,
    pose[at + 3]!,
    pose[at + 4]!,
    pose[at + 5]!,
  ];
  // Some old frames leave the pose of lower rows at zero: those pixels keep the frame's own pose.
  if (roll === 0 && pitch === 0 && yaw === 0 && tx === 0 && ty === 0 && tz === 0) return;
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  const [x, y, z] = [p[0]!, p[1]!, p[2]!];
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
