import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { glass, metal, white, wood } from '../materials.ts';
import { composePose, makePose, type Pose } from '../pose.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { DOOR, WINDOW } from './classes.ts';
import { hangCurtains } from './curtains.ts';
import type { RoomModel } from './room-model.ts';
import { type Opening, WALL_THICKNESS_M } from './shell.ts';

export interface JoineryStyle {
  readonly frame: Surface;
  readonly leaf: Surface;
  /** Raised mouldings round doors and windows, metres out of the wall; 0 = flush. */
  readonly trim: number;
}

export function drawJoinery(rng: Rng): JoineryStyle {
  return {
    frame: rng.chance(0.6) ? white(rng) : wood(rng),
    leaf: rng.chance(0.5) ? white(rng) : wood(rng),
    trim: rng.chance(0.3) ? 0 : rng.range(0.01, 0.035),
  };
}

export function buildDoor(model: RoomModel, wall: Pose, o: Opening, rng: Rng, style: JoineryStyle): void {
  const b = model.object(DOOR, composePose(wall, makePose((o.u0 + o.u1) / 2, 0, 0)));
  const w = o.u1 - o.u0;
  const frame = rng.range(0.04, 0.1);
  for (const x of [-w / 2, w / 2])
    b.span(x - frame / 2, x + frame / 2, -WALL_THICKNESS_M, style.trim, 0, o.z1 + frame / 2, style.frame);
  b.span(-w / 2, w / 2, -WALL_THICKNESS_M, style.trim, o.z1 - frame / 2, o.z1 + frame / 2, style.frame);
  if (o.kind === 'gap') return;
  const recess = rng.chance(0.5) ? rng.range(0, 0.03) : rng.range(0.03, 0.11);
  if (w > 1.25 && rng.chance(0.5)) {
    // Sliding doors of a closet: leaves in two tracks.
    const leaves = Math.round(w / 0.75);
    for (let i = 0; i < leaves; i++) {
      const x = -w / 2 + ((i + 0.5) * w) / leaves;
      b.box(x, -recess - 0.02 - (i % 2) * 0.045, o.z1 / 2, w / leaves + 0.02, 0.035, o.z1 - 0.03, style.leaf);
    }
    return;
  }
  const leaves = w > 1.25 ? 2 : 1;
  const leafWidth = (w - frame) / leaves;
  const panels = rng.pick([0, 0, 1, 2, 3]);
  const pane = rng.chance(0.1);
  for (let i = 0; i < leaves; i++) {
    const hinge = leaves === 2 ? (i === 0 ? -1 : 1) : rng.pick([-1, 1]);
    const swing = rng.chance(0.45) ? (rng.chance(0.35) ? rng.range(0.05, 0.4) : rng.range(0.5, 1.9)) : 0;
    // The leaf swings about its hinge: x runs from the hinge across the opening.
    const leaf = b.at((hinge * (w - frame)) / 2, -recess, 0, { yaw: hinge > 0 ? Math.PI - swing : swing });
    buildLeaf(leaf, rng, leafWidth, o.z1, hinge > 0 ? -1 : 1, style.leaf, panels, pane);
  }
}

function buildLeaf(
  leaf: ObjectBuilder,
  rng: Rng,
  w: number,
  h: number,
  flip: number,
  material: Surface,
  panels: number,
  pane: boolean,
): void {
  const y = -0.02 * flip;
  if (pane) {
    leaf.box(w / 2, y, 0.15, w, 0.04, 0.3, material);
    leaf.box(w / 2, y, h - 0.08, w, 0.04, 0.14, material);
    for (const x of [0.06, w - 0.06]) leaf.box(x, y, h / 2, 0.12, 0.04, h - 0.02, material);
    leaf.box(w / 2, y, h / 2, w, 0.01, h, glass(rng.range(0.3, 0.8)));
  } else leaf.box(w / 2, y, h / 2 + 0.005, w, 0.04, h - 0.02, material);
  const steel = metal(rng);
  for (const side of [1, -1]) {
    leaf.rod([w - 0.07, y, 1.02], [w - 0.07, y + side * 0.06, 1.02], 0.012, steel);
    leaf.rod([w - 0.06, y + side * 0.065, 1.02], [w - 0.19, y + side * 0.065, 1.02], 0.012, steel);
  }
  for (let i = 0; i < panels && !pane; i++) {
    const z0 = 0.12 + ((h - 0.2) * i) / panels;
    leaf.box(w / 2, y, z0 + (h - 0.2) / panels / 2, w * 0.7, 0.062, (h - 0.2) / panels - 0.1, material);
  }
}

export function buildWindow(
  model: RoomModel,
  wall: Pose,
  o: Opening,
  rng: Rng,
  style: JoineryStyle,
  ceilingM: number,
): void {
  const pose = composePose(wall, makePose((o.u0 + o.u1) / 2, 0, 0));
  const b = model.object(WINDOW, pose);
  const w = o.u1 - o.u0;
  const bar = rng.range(0.035, 0.1);
  const recess = rng.range(0.01, WALL_THICKNESS_M - 0.03);
  const y0 = -recess - 0.045;
  for (const x of [-w / 2, w / 2 - bar]) b.span(x, x + bar, y0, -recess + 0.015, o.z0, o.z1, style.frame);
  for (const z of [o.z0, o.z1 - bar]) b.span(-w / 2, w / 2, y0, -recess + 0.015, z, z + bar, style.frame);
  const wings = Math.max(1, Math.round(w / rng.range(0.4, 1.1)));
  for (let i = 1; i < wings; i++)
    b.box(-w / 2 + (w * i) / wings, -recess, (o.z0 + o.z1) / 2, bar, 0.05, o.z1 - o.z0, style.frame);
  if (rng.chance(0.35)) b.box(0, -recess, o.z0 + (o.z1 - o.z0) * rng.range(0.4, 0.75), w, 0.05, bar, style.frame);
  // Clean panes show nothing, dirty or reflecting ones come back in patches or whole.
  const panes = rng.chance(0.45) ? rng.range(0.85, 0.99) : rng.range(0.1, 0.85);
  b.span(-w / 2, w / 2, y0 + 0.01, y0 + 0.02, o.z0, o.z1, glass(panes));
  const sill = rng.chance(0.7) ? rng.range(0.02, 0.2) : 0;
  if (sill > 0) b.as(IGNORE_LABEL, 0).span(-w / 2 - 0.05, w / 2 + 0.05, -recess, sill, o.z0 - 0.035, o.z0, white(rng));
  if (style.trim > 0) {
    const wide = rng.range(0.04, 0.11);
    for (const x of [-w / 2 - wide, w / 2]) b.span(x, x + wide, 0, style.trim, o.z0, o.z1, style.frame);
    b.span(-w / 2 - wide, w / 2 + wide, 0, style.trim, o.z1, o.z1 + wide, style.frame);
  }
  if (rng.chance(0.35)) buildBlind(b.as(IGNORE_LABEL, 0), rng, w, o, -recess);
  if (rng.chance(0.6)) {
    const wide = w + (rng.chance(0.3) ? rng.range(0.8, 2.5) : rng.range(0.1, 0.8));
    const toFloor = rng.chance(0.6);
    const bottom = toFloor ? rng.range(0.01, 0.15) : Math.max(0.1, o.z0 - rng.range(0.02, 0.3));
    hangCurtains(model, pose, rng, wide, bottom, Math.min(ceilingM - 0.03, o.z1 + rng.range(0.05, 0.5)));
  }
}

/** Venetian slats, or a roller blind let down some way; the benchmark does not judge blinds. */
function buildBlind(b: ObjectBuilder, rng: Rng, w: number, o: Opening, y: number): void {
  const length = (o.z1 - o.z0) * rng.range(0.2, 1);
  const material = white(rng);
  const out = rng.chance(0.5) ? Math.min(y + 0.03, 0) : 0.04;
  if (rng.chance(0.5)) b.box(0, out, o.z1 - length / 2, w * 0.97, 0.015, length, material);
  else
    for (let z = o.z1; z > o.z1 - length; z -= 0.05)
      b.box(0, out, z - 0.03, w * 0.96, 0.035, 0.022, material, { roll: 0.5 });
}
