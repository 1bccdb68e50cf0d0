import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { surface, varied, white, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { FLOOR, WALL } from './classes.ts';
import { buildDoor, buildWindow, drawJoinery } from './openings.ts';
import type { RoomModel } from './room-model.ts';
import { type Opening, type RoomShell, WALL_THICKNESS_M, type Wall } from './shell.ts';

/** Floor, walls with their openings filled, skirting, piers; mostly a ceiling, which the benchmark does not judge. */
export function buildShell(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const { widthM: w, depthM: d, heightM: h } = shell;
  const paint = surface(varied(rng, [205, 200, 190], 20), 0.6);
  const boards = rng.chance(0.5) ? wood(rng) : surface(varied(rng, [150, 145, 140], 25), 0.4);
  const t = WALL_THICKNESS_M;
  model.object(FLOOR, shell.pose).span(-t, w + t, -t, d + t, -0.1, 0, boards);
  if (rng.chance(0.75)) model.object(IGNORE_LABEL, shell.pose).span(-t, w + t, -t, d + t, h, h + 0.1, white(rng));
  const skirting = rng.chance(0.6) ? rng.range(0.05, 0.14) : 0;
  const cornice = rng.chance(0.15) ? rng.range(0.05, 0.12) : 0;
  const style = drawJoinery(rng);
  for (const wall of shell.walls) {
    const b = model.object(WALL, wall.pose);
    const sorted = [...wall.openings].sort((a, c) => a.u0 - c.u0);
    let u = -t;
    for (const opening of sorted) {
      panel(b, u, opening.u0, 0, h, paint, skirting);
      b.span(opening.u0, opening.u1, -t, 0, opening.z1, h, paint);
      if (opening.z0 > 0) panel(b, opening.u0, opening.u1, 0, opening.z0, paint, skirting);
      if (opening.kind === 'window') buildWindow(model, wall.pose, opening, rng, style, h);
      else buildDoor(model, wall.pose, opening, rng, style);
      if (opening.kind === 'door' && rng.chance(0.6)) buildBeyond(model, wall, opening, rng, paint, boards);
      u = opening.u1;
    }
    panel(b, u, wall.lengthM + t, 0, h, paint, skirting);
    if (cornice > 0) b.span(0, wall.lengthM, 0, cornice, h - cornice, h, paint);
  }
  const room = model.object(WALL, shell.pose);
  for (const { rect, heightM } of shell.piers) room.span(rect.x0, rect.x1, rect.y0, rect.y1, 0, heightM, paint);
  if (shell.slope) {
    // A roof that comes down on one side: a thick slab turned about the long axis.
    const { side, kneeM, angleRad } = shell.slope;
    const wall = shell.walls[side];
    const length = 2.2 * h;
    const slab = model
      .object(rng.chance(0.5) ? WALL : IGNORE_LABEL, wall.pose)
      .at(wall.lengthM / 2, 0, kneeM, { roll: angleRad });
    slab.span(-wall.lengthM / 2, wall.lengthM / 2, 0, length, 0, 0.15, paint);
  }
}

/** What a camera sees through an open door: some floor and a wall across the way. */
function buildBeyond(model: RoomModel, wall: Wall, o: Opening, rng: Rng, paint: Surface, boards: Surface): void {
  const far = -rng.range(1, 2.2);
  model.object(FLOOR, wall.pose).span(o.u0 - 0.8, o.u1 + 0.8, far, -WALL_THICKNESS_M, -0.1, 0, boards);
  model.object(WALL, wall.pose).span(o.u0 - 0.8, o.u1 + 0.8, far - 0.1, far, 0, 2.4, paint);
}

function panel(
  b: ObjectBuilder,
  u0: number,
  u1: number,
  z0: number,
  z1: number,
  paint: Surface,
  skirting: number,
): void {
  b.span(u0, u1, -WALL_THICKNESS_M, 0, z0, z1, paint);
  if (skirting > 0) b.span(Math.max(0, u0), u1, 0, 0.015, 0, skirting, paint);
}
