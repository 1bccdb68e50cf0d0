import { Rng, SCANNET20, type Scene, type TruthBox, wrapAngle } from '../../core/index.ts';
import { Bvh } from '../bvh.ts';
import type { PointBuffer } from '../point-buffer.ts';
import { sceneOf } from '../scene.ts';
import type { SolidTable } from '../solids.ts';
import { drawRooms } from './floor-plan.ts';
import { RoomModel } from './room-model.ts';
import { ROOM_SHARES, type RoomType } from './room-types.ts';
import { scanAndFuse } from './scan/fuse.ts';
import { snapshot } from './scan/snapshot.ts';
import { type CameraPose, cameraAxes, castView, type DepthCamera, makeImage } from './scan/view.ts';
import { drawStyle, drawWalk } from './scan/walk.ts';
import type { RoomShell } from './shell.ts';
import { buildTabletop, tabletopViews } from './tabletop.ts';

export interface RoomOptions {
  /** Take this kind of room instead of a random one. */
  readonly type?: RoomType;
}

const MIN_BOX_POINTS = 5;
/** Pixels of a view and most views of a scene: what keeps a scene below a second. */
const COLUMNS = 76;
const ROWS = 57;
const MOST_VIEWS = 90;
/** A single look has finer pixels. */
const LOOK_SCALE = 3;
/** Share of the rooms of which there is only a look or two, as from a camera on a robot. */
const LOOK_SHARE = 0.1;
/** More points than this are thinned out. */
const MOST_POINTS = 140_000;
/** Vertices of a scan that are aimed at: meshes of large places are coarser. */
const VERTICES = [40_000, 110_000] as const;

/**
 * A made-up place scanned by a hand-held depth camera, labelled with SCANNET20: fused to about 30–120 k mesh vertices, or seen once from one
 * side; z up, floor near 0, random heading and origin. Boxes are the extents of what was seen. The same seed and options give the same bytes.
 */
export function synthesizeRoom(seed: number, options: RoomOptions = {}): Scene {
  const root = new Rng(seed, 0x8003);
  const planRng = root.fork(1);
  const contentRng = root.fork(2);
  const cameraRng = root.fork(3);
  const noiseRng = root.fork(4);
  const model = new RoomModel();
  const type = options.type ?? drawType(planRng);
  const shaky = cameraRng.unit() ** 2;
  const drift = { driftM: 0.003 + 0.03 * shaky, driftRad: 0.002 + 0.014 * shaky };
  const turn = cameraRng.range(-Math.PI, Math.PI);
  const camera = drawCamera(cameraRng);
  const glance = { ...camera, columns: 38, rows: 28 };
  const look = { ...camera, columns: COLUMNS * LOOK_SCALE, rows: ROWS * LOOK_SCALE };
  let points: PointBuffer;
  if (type === 'tabletop') {
    const top = buildTabletop(model, contentRng);
    const poses = tabletopViews(top, cameraRng);
    const near = { ...look, noise: Math.min(look.noise, 2) };
    points = snapshot(model.solids.table(), near, poses, { driftM: 0.002, driftRad: 0.001 }, turn, noiseRng);
  } else {
    const shells = drawRooms(model, planRng, contentRng, type);
    const table = model.solids.table();
    const most = Math.floor(MOST_VIEWS / shells.length ** 0.4);
    const style = drawStyle(cameraRng);
    const poses = shells.flatMap((shell) => drawWalk(shell, table, style, most, cameraRng)).slice(0, MOST_VIEWS * 1.6);
    points = cameraRng.chance(LOOK_SHARE)
      ? snapshot(table, look, pickLooks(table, glance, poses, cameraRng), drift, turn, noiseRng)
      : scanAndFuse(table, camera, poses, drawSpacing(shells, cameraRng), drift, turn, noiseRng);
  }
  thin(points, MOST_POINTS, noiseRng);
  moveCloud(points, cameraRng);
  return sceneOf(`room-${seed}`, 'indoor', SCANNET20.name, points, visibleBoxes(points, model, turn), false);
}

function drawType(rng: Rng): RoomType {
  const types = Object.keys(ROOM_SHARES) as RoomType[];
  let left = rng.range(
    0,
    types.reduce((sum, type) => sum + ROOM_SHARES[type], 0),
  );
  return types.find((type) => (left -= ROOM_SHARES[type]) < 0) ?? 'living';
}

function drawCamera(rng: Rng): DepthCamera {
  const zoom = rng.range(0.95, 1.08);
  return {
    columns: COLUMNS,
    rows: ROWS,
    tanX: Math.tan(0.506) * zoom,
    tanY: Math.tan(0.393) * zoom,
    maxRangeM: rng.range(3.2, 4.5),
    noise: 0.4 + 3.6 * rng.unit() ** 1.7,
  };
}

/** One view, or three that follow each other: the one of a few that shows most things. */
function pickLooks(table: SolidTable, camera: DepthCamera, poses: readonly CameraPose[], rng: Rng): CameraPose[] {
  const bvh = new Bvh(table);
  const image = makeImage(camera);
  // Looks at the ceiling show neither floor nor furniture.
  const level = poses.map((pose, at) => ({ pose, at })).filter(({ pose }) => pose.pitchRad > 0.1);
  let best = 0;
  let most = -1;
  for (let i = 0; i < 6; i++) {
    if (level.length === 0) break;
    const { pose, at } = rng.pick(level);
    castView(bvh, table, camera, pose, cameraAxes(pose), image, at);
    const things = new Set<number>();
    image.solid.forEach((solid, pixel) => {
      if (solid >= 0 && image.depth[pixel] > 0.5) things.add(table.instance[solid]);
    });
    if (things.size <= most) continue;
    most = things.size;
    best = at;
  }
  return poses.slice(best, best + (rng.chance(0.4) ? 1 : 3));
}

/** Vertex spacing: ScanNet's meshes have 2 to 4.5 cm, the larger the scan the more. */
function drawSpacing(shells: readonly RoomShell[], rng: Rng): number {
  // Floor, as much again of furniture, and the walls to a man's height.
  const surface = shells.reduce((sum, s) => sum + 2.2 * s.widthM * s.depthM + 4 * (s.widthM + s.depthM), 0);
  return Math.min(
    0.045,
    Math.max(0.02, Math.sqrt(surface / rng.range(VERTICES[0], VERTICES[1])) * rng.range(0.9, 1.1)),
  );
}

/** Leaves a random share of the points, in place, where there are too many. */
function thin(points: PointBuffer, most: number, rng: Rng): void {
  if (points.count <= most) return;
  const share = most / points.count;
  let kept = 0;
  for (let i = 0; i < points.count; i++) {
    if (!rng.chance(share)) continue;
    points.positions.copyWithin(kept * 3, i * 3, i * 3 + 3);
    points.colors.copyWithin(kept * 3, i * 3, i * 3 + 3);
    points.semantic[kept] = points.semantic[i];
    points.instance[kept] = points.instance[i];
    kept++;
  }
  points.count = kept;
}

/** Moves the origin, as a scanner would leave it. */
function moveCloud(points: PointBuffer, rng: Rng): void {
  const shift = [rng.range(-3, 3), rng.range(-3, 3), rng.normal(0, 0.02)];
  for (let i = 0; i < points.count * 3; i++) points.positions[i] += shift[i % 3];
}

/** Extent of each thing's points in the thing's own heading. */
function visibleBoxes(points: PointBuffer, model: RoomModel, turn: number): TruthBox[] {
  const count = model.things.length;
  const low = new Float64Array(count * 3).fill(Infinity);
  const high = new Float64Array(count * 3).fill(-Infinity);
  const seen = new Uint32Array(count);
  const cos = model.things.map((thing) => Math.cos(thing.yawRad + turn));
  const sin = model.things.map((thing) => Math.sin(thing.yawRad + turn));
  const { positions, instance } = points;
  for (let i = 0; i < points.count; i++) {
    if (instance[i] === 0) continue;
    const thing = instance[i] - 1;
    const x = positions[i * 3];
    const y = positions[i * 3 + 1];
    const own = [cos[thing] * x + sin[thing] * y, cos[thing] * y - sin[thing] * x, positions[i * 3 + 2]];
    for (let axis = 0; axis < 3; axis++) {
      low[thing * 3 + axis] = Math.min(low[thing * 3 + axis], own[axis]);
      high[thing * 3 + axis] = Math.max(high[thing * 3 + axis], own[axis]);
    }
    seen[thing]++;
  }
  const boxes: TruthBox[] = [];
  for (const thing of model.things) {
    const i = thing.instance - 1;
    if (seen[i] < MIN_BOX_POINTS) continue;
    const k = i * 3;
    const x = (low[k] + high[k]) / 2;
    const y = (low[k + 1] + high[k + 1]) / 2;
    boxes.push({
      center: [cos[i] * x - sin[i] * y, sin[i] * x + cos[i] * y, (low[k + 2] + high[k + 2]) / 2],
      size: [high[k] - low[k], high[k + 1] - low[k + 1], high[k + 2] - low[k + 2]],
      yaw: wrapAngle(thing.yawRad + turn),
      className: SCANNET20.classes[thing.classId].name,
      id: String(thing.instance),
      points: seen[i],
    });
  }
  return boxes;
}
