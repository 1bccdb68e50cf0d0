import type { Rng } from '../../core/index.ts';
import { makePose } from '../pose.ts';
import { buildShell } from './build-shell.ts';
import { furnish } from './layout.ts';
import type { RoomModel } from './room-model.ts';
import { NEIGHBOURS, ROOM_AREAS, type RoomType } from './room-types.ts';
import { makeShell, type RoomShell, WALL_THICKNESS_M, wallRect } from './shell.ts';
import { drawStructure } from './structure.ts';

type HomeType = Exclude<RoomType, 'tabletop'>;

interface PlannedRoom {
  readonly shell: RoomShell;
  readonly type: HomeType;
  /** Walls shared with another room: no windows or further doors there. */
  readonly solid: number[];
}

/** A room of the wanted type, maybe with one to three others behind its right, far and left walls; all built and furnished. */
export function drawRooms(model: RoomModel, planRng: Rng, contentRng: Rng, type: HomeType): RoomShell[] {
  const height = planRng.chance(0.8) ? planRng.range(2.3, 2.75) : planRng.range(2.75, 3.4);
  const [w, d] = drawSize(planRng, type);
  const first: PlannedRoom = { shell: makeShell(makePose(0, 0, 0), w, d, height), type, solid: [] };
  const rooms = [first];
  const more = planRng.chance(w * d < 26 ? 0.3 : 0.15)
    ? 1 + (planRng.chance(0.3) ? 1 : 0) + (planRng.chance(0.15) ? 1 : 0)
    : 0;
  const sides = planRng.shuffle([1, 2, 3]).slice(0, type === 'classroom' ? Math.min(1, more) : more);
  for (const side of sides) {
    const other = attach(first, side, planRng, height);
    if (other) rooms.push(other);
  }
  for (const room of rooms) {
    drawStructure(room.shell, planRng, room.type, room.solid);
    buildShell(model, room.shell, contentRng.fork(1));
    furnish(model, room.shell, contentRng.fork(2), room.type);
  }
  return rooms.map((room) => room.shell);
}

function drawSize(rng: Rng, type: RoomType): [number, number] {
  const area = rng.range(ROOM_AREAS[type][0], ROOM_AREAS[type][1]);
  const stretch = type === 'hallway' ? rng.range(2, 5) : rng.range(1, 1.9);
  const aspect = stretch ** (rng.chance(0.5) ? 0.5 : -0.5);
  return [Math.sqrt(area) * aspect, Math.sqrt(area) / aspect];
}

/** A smaller room behind wall `side` of the first, joined by a doorway; undefined where the wall is too short for one. */
function attach(first: PlannedRoom, side: number, rng: Rng, height: number): PlannedRoom | undefined {
  const type = rng.pick(NEIGHBOURS[first.type]) as HomeType;
  let [w, d] = drawSize(rng, type);
  const { widthM, depthM } = first.shell;
  // Several neighbours must not make the scene larger than a scan is, nor run into each other.
  if (side === 2) w = Math.min(w, widthM);
  else d = Math.min(d, depthM);
  const gap = WALL_THICKNESS_M * 2 + 0.001;
  const slide = side === 2 ? rng.range(0, widthM - w) : rng.range(0, depthM - d);
  const place = [
    [0, 0],
    [widthM + gap, slide],
    [slide, depthM + gap],
    [-w - gap, slide],
  ][side];
  const shell = makeShell(makePose(place[0], place[1], 0), w, d, height);
  const back = (side + 2) % 4;
  const own = first.shell.walls[side].lengthM;
  const span = side === 2 ? w : d;
  const width = rng.chance(0.2) ? rng.range(1.2, 2.2) : rng.range(0.72, 1.05);
  if (span < width + 0.4) return undefined;
  // Where the doorway starts, along the room's axis, then in each wall's own direction.
  const start = slide + rng.range(0.15, span - width - 0.15);
  const u = side === 1 ? start : own - start - width;
  const uBack = side === 1 ? span - (start - slide) - width : start - slide;
  const z1 = Math.min(height - 0.1, rng.chance(0.2) ? rng.range(2.1, 2.4) : rng.range(1.95, 2.12));
  const clash = first.shell.walls[side].openings.some((o) => u < o.u1 + 0.1 && u + width > o.u0 - 0.1);
  if (clash) return undefined;
  const kind = rng.chance(0.55) ? 'gap' : 'door';
  first.shell.walls[side].openings.push({ u0: u, u1: u + width, z0: 0, z1, kind });
  shell.walls[back].openings.push({ u0: uBack, u1: uBack + width, z0: 0, z1, kind: 'gap' });
  first.shell.taken.push(wallRect(first.shell, side, u - 0.05, u + width + 0.05, 0.7));
  shell.taken.push(wallRect(shell, back, uBack - 0.05, uBack + width + 0.05, 0.7));
  first.solid.push(side);
  return { shell, type, solid: [back] };
}
