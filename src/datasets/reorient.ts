import {
  type Attribute,
  type Diagnostics,
  type GroundTruth,
  type JudgedRegion,
  LENGTH_UNITS,
  type LengthUnit,
  type OrientedBox,
  type PointCloud,
  type Scene,
  type UpAxis,
  type Vec3,
  wrapAngle,
} from '../core/index.ts';
import { invertRigid, type Matrix4, multiply, transformPoint } from './rigid.ts';

/** Row-major 3×3 of signs: rows are where the new x, y and z come from. All are turns; x stays x where it can. */
const TURNS: Readonly<Record<UpAxis, readonly number[]>> = {
  z: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  y: [1, 0, 0, 0, 0, -1, 0, 1, 0],
  x: [0, 1, 0, 0, 0, 1, 1, 0, 0],
  '-z': [1, 0, 0, 0, -1, 0, 0, 0, -1],
  '-y': [1, 0, 0, 0, 0, 1, 0, -1, 0],
  '-x': [0, 1, 0, 0, 0, -1, -1, 0, 0],
};

type LoadedScene = Omit<Scene, 'frame' | 'diagnostics'>;

/**
 * The scene in metres with z up, where its coordinates are stored in another unit or with another axis up. A turn is a change of axes, so
 * nothing is rounded by it. Boxes are upright about z: where x or y is up, those of the files cannot be kept, and that is said.
 */
export function reorient(scene: LoadedScene, up: UpAxis, units: LengthUnit, diagnostics: Diagnostics): LoadedScene {
  if (up === 'z' && units === 'm') return scene;
  const turn = TURNS[up];
  const scale = LENGTH_UNITS[units];
  const cloud = turnCloud(scene.cloud, turn, scale);
  const truth = scene.truth && turnTruth(scene.truth, up, scale, diagnostics);
  const worldFromFrame = scene.worldFromFrame && turnPose(scene.worldFromFrame, turn, scale);
  return { ...scene, cloud, ...(truth ? { truth } : {}), ...(worldFromFrame ? { worldFromFrame } : {}) };
}

/** Points alone, for a picture of what is still being read. */
export function reorientCloud(cloud: PointCloud, up: UpAxis = 'z', units: LengthUnit = 'm'): PointCloud {
  return up === 'z' && units === 'm' ? cloud : turnCloud(cloud, TURNS[up], LENGTH_UNITS[units]);
}

function turnCloud(cloud: PointCloud, turn: readonly number[], scale: number): PointCloud {
  const attributes = cloud.attributes.map((attribute): Attribute => {
    if (attribute.name !== 'normal' || attribute.components !== 3) return attribute;
    return { ...attribute, values: turned(attribute.values, turn, 1) };
  });
  return {
    ...cloud,
    origin: turnVector(turn, cloud.origin, scale),
    positions: turned(cloud.positions, turn, scale),
    attributes,
  };
}

function turned(values: ArrayLike<number>, turn: readonly number[], scale: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < 3; row++) {
    const from = [0, 1, 2].find((axis) => turn[row * 3 + axis] !== 0)!;
    const factor = turn[row * 3 + from]! * scale;
    for (let i = 0; i < values.length; i += 3) result[i + row] = values[i + from]! * factor;
  }
  return result;
}

function turnVector(turn: readonly number[], [x, y, z]: Vec3, scale: number): Vec3 {
  // Adding 0 makes −0 into 0.
  const row = (r: number) => scale * (turn[r]! * x + turn[r + 1]! * y + turn[r + 2]! * z) + 0;
  return [row(0), row(3), row(6)];
}

function turnTruth(truth: GroundTruth, up: UpAxis, scale: number, diagnostics: Diagnostics): GroundTruth {
  const { judged, ...rest } = truth;
  const areUpright = up === 'z' || up === '-z';
  if (!areUpright && truth.boxes.length > 0) {
    const message = `${truth.boxes.length} boxes were left out: they stand upright on z, and ${up} was chosen to point up`;
    diagnostics.warn('BOXES_NOT_TURNED', message, truth.boxes.length);
  }
  const place = <T extends OrientedBox>(box: T): T => ({
    ...box,
    center: turnVector(TURNS[up], box.center, scale),
    size: box.size.map((value) => value * scale) as unknown as Vec3,
    yaw: up === '-z' ? wrapAngle(-box.yaw) : box.yaw,
  });
  return {
    ...rest,
    boxes: areUpright ? truth.boxes.map(place) : [],
    ...(judged ? { judged: turnJudged(judged, up, scale, areUpright ? place : undefined) } : {}),
  };
}

function turnJudged(
  judged: JudgedRegion,
  up: UpAxis,
  scale: number,
  place: ((box: OrientedBox) => OrientedBox) | undefined,
): JudgedRegion {
  const { view, ignoredBoxes } = judged;
  const turn = TURNS[up];
  // P·(x, 1) with x = Rᵀ·x' / scale.
  const projection = view?.projection.map((value, i) => {
    const [row, column] = [i - (i % 4), i % 4];
    if (column === 3) return value;
    const sum = [0, 1, 2].reduce((total, k) => total + view.projection[row + k]! * turn[column * 3 + k]!, 0);
    return sum / scale;
  });
  return {
    ...(view && projection ? { view: { ...view, projection } } : {}),
    ...(ignoredBoxes ? { ignoredBoxes: place ? ignoredBoxes.map(place) : [] } : {}),
  };
}

/** The same turn and scale on both sides: the pose stays a rotation and a translation. */
function turnPose(pose: readonly number[], turn: readonly number[], scale: number): Matrix4 {
  const r: Matrix4 = [...turn.slice(0, 3), 0, ...turn.slice(3, 6), 0, ...turn.slice(6, 9), 0, 0, 0, 0, 1];
  const turnedPose = [...multiply(multiply(r, pose), invertRigid(r))];
  const [x, y, z] = transformPoint(r, [pose[3]!, pose[7]!, pose[11]!]);
  turnedPose[3] = x * scale;
  turnedPose[7] = y * scale;
  turnedPose[11] = z * scale;
  return turnedPose;
}
