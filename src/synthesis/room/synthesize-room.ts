import { Rng, SCANNET20, type Scene, type TruthBox, wrapAngle } from '../../core/index.ts';
import type { PointBuffer } from '../point-buffer.ts';
import { IDENTITY_POSE, makePose } from '../pose.ts';
import { sceneOf } from '../scene.ts';
import { drawOpenings, furnish, type RoomType } from './layout.ts';
import { RoomModel } from './room-model.ts';
import { scanAndFuse } from './scan/fuse.ts';
import { drawStyle, drawWalk } from './scan/walk.ts';
import { buildShell, makeShell, type RoomShell, WALL_THICKNESS_M, wallRect } from './shell.ts';

export interface RoomOptions {
  /** Take this kind of room instead of a random one. */
  readonly type?: RoomType;
}

const MIN_BOX_POINTS = 5;
/** Pixels of a view and most views of a scene: what keeps a scene below a second. */
const COLUMNS = 76;
const ROWS = 57;
const MOST_VIEWS = 64;
/** Vertices of a scan that are aimed at: meshes of large places are coarser. */
const VERTICES = [45_000, 110_000] as const;

const SIZES: Readonly<Record<RoomType, readonly [number, number]>> = {
  living: [12, 38],
  bedroom: [9, 24],
  office: [8, 32],
  kitchen: [8, 26],
  bathroom: [4.5, 10],
  classroom: [20, 45],
};

/** Bathrooms and kitchens come often: only they hold the rare classes. */
const TYPES: readonly RoomType[] = [
  'living',
  'living',
  'living',
  'bedroom',
  'bedroom',
  'bedroom',
  'office',
  'office',
  'office',
  'kitchen',
  'kitchen',
  'kitchen',
  'bathroom',
  'bathroom',
  'bathroom',
  'bathroom',
  'classroom',
  'classroom',
];

const NEIGHBOURS: Readonly<Record<RoomType, readonly RoomType[]>> = {
  living: ['kitchen', 'kitchen', 'bedroom', 'bathroom'],
  bedroom: ['bathroom', 'bathroom', 'office'],
  office: ['kitchen', 'living', 'bathroom'],
  kitchen: ['living', 'living', 'bathroom'],
  bathroom: ['bedroom'],
  classroom: ['kitchen', 'living'],
};

/**
 * A made-up room scanned by a hand-held depth camera and fused, labelled with SCANNET20: about 20–60 k points, z up, floor near 0, random
 * heading and origin. Boxes are the extents of what was seen. The same seed and options give the same bytes.
 */
export function synthesizeRoom(seed: number, options: RoomOptions = {}): Scene {
  const root = new Rng(seed, 0x8003);
  const planRng = root.fork(1);
  const contentRng = root.fork(2);
  const cameraRng = root.fork(3);
  const noiseRng = root.fork(4);
  const model = new RoomModel();
  const type = options.type ?? planRng.pick(TYPES);
  const shells = drawRooms(model, planRng, contentRng, type);
  const table = model.solids.table();
  const style = drawStyle(cameraRng);
  const most = Math.floor(MOST_VIEWS / shells.length);
  const poses = shells.flatMap((shell) => drawWalk(shell, table, style, most, cameraRng));
  const zoom = cameraRng.range(0.95, 1.08);
  const camera = {
    columns: COLUMNS,
    rows: ROWS,
    tanX: Math.tan(0.506) * zoom,
    tanY: Math.tan(0.393) * zoom,
    maxRangeM: cameraRng.range(3.2, 4.5),
    noise: 0.5 + 3.5 * cameraRng.unit() ** 1.5,
  };
  const spacing = drawSpacing(shells, cameraRng);
  const shaky = cameraRng.unit() ** 2;
  const drift = { driftM: 0.003 + 0.03 * shaky, driftRad: 0.002 + 0.014 * shaky };
  const turn = cameraRng.range(-Math.PI, Math.PI);
  const points = scanAndFuse(table, camera, poses, spacing, drift, turn, noiseRng);
  moveCloud(points, cameraRng);
  return sceneOf(`room-${seed}`, 'indoor', SCANNET20.name, points, visibleBoxes(points, model, turn), false);
}

function drawRooms(model: RoomModel, planRng: Rng, contentRng: Rng, type: RoomType): RoomShell[] {
  const makeRoom = (kind: RoomType, x: number) => {
    const area = planRng.range(SIZES[kind][0], SIZES[kind][1]);
    const aspect = planRng.range(1, 1.9) ** (planRng.chance(0.5) ? 0.5 : -0.5);
    return makeShell(
      x === 0 ? IDENTITY_POSE : makePose(x, 0, 0),
      Math.sqrt(area) * aspect,
      Math.sqrt(area) / aspect,
      planRng.range(2.3, 3.2),
    );
  };
  const first = makeRoom(type, 0);
  const rooms: { shell: RoomShell; type: RoomType; solid: number[] }[] = [{ shell: first, type, solid: [] }];
  if (planRng.chance(first.widthM * first.depthM < 26 ? 0.5 : 0.12)) {
    const otherType = planRng.pick(NEIGHBOURS[type]);
    const other = makeRoom(otherType, first.widthM + WALL_THICKNESS_M * 2 + 0.001);
    // A passage at the same y through wall 1 of the first and wall 3 of the second room.
    const shared = Math.min(first.depthM, other.depthM);
    const width = planRng.range(0.8, 1.1);
    const y = planRng.range(0.15, shared - width - 0.15);
    const height = planRng.range(1.98, 2.15);
    first.walls[1].openings.push({ u0: y, u1: y + width, z0: 0, z1: height, kind: 'gap' });
    const u0 = other.depthM - y - width;
    other.walls[3].openings.push({ u0, u1: u0 + width, z0: 0, z1: height, kind: 'gap' });
    first.taken.push(wallRect(first, 1, y - 0.05, y + width + 0.05, 0.7));
    other.taken.push(wallRect(other, 3, u0 - 0.05, u0 + width + 0.05, 0.7));
    rooms[0].solid.push(1);
    rooms.push({ shell: other, type: otherType, solid: [3] });
  }
  for (const room of rooms) {
    drawOpenings(room.shell, planRng, room.type, room.solid);
    buildShell(model, room.shell, contentRng.fork(1));
    furnish(model, room.shell, contentRng.fork(2), room.type);
  }
  return rooms.map((room) => room.shell);
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
