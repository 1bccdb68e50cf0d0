import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, metal, surface, varied, white } from '../materials.ts';
import { composePose, makePose, type Pose } from '../pose.ts';
import type { ObjectBuilder } from '../solids.ts';
import { FLOOR, OTHER_FURNITURE, TABLE, WALL } from './classes.ts';
import type { RoomModel } from './room-model.ts';
import type { CameraPose } from './scan/view.ts';
import { planDesk, planTable } from './tables.ts';

/** The table's top: height and half sizes; `alone`: nothing else is in view. */
export interface Tabletop {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly alone: boolean;
}

/**
 * A table seen from one side with things of a hand's size to a parcel's on it. Each is an object of its own: in the label set it can only be
 * furniture of no named class, and what counts is that they are told apart. Mostly the top fills the view, and height above the lowest level
 * plane says nothing of it: the top is what lies at zero.
 */
export function buildTabletop(model: RoomModel, rng: Rng): Tabletop {
  const pose = makePose(0, 0, 0, { yaw: rng.normal(0, 0.05) });
  const alone = rng.chance(0.65);
  const plan = rng.chance(0.3)
    ? planDesk(rng)
    : planTable(rng, rng.pick(['dining', 'meeting', 'coffee', 'round'] as const));
  const half = alone ? { x: rng.range(0.5, 0.9), y: rng.range(0.4, 0.8) } : { x: plan.widthM / 2, y: plan.depthM / 2 };
  const z = plan.heightM;
  if (alone) model.object(TABLE, pose).span(-half.x, half.x, -half.y, half.y, z - 0.04, z, white(rng));
  else {
    plan.build(model.object(plan.classId, pose), model);
    model.object(FLOOR, pose).span(-4, 4, -4, 4, -0.1, 0, surface(varied(rng, [140, 130, 120], 25), 0.4));
    if (rng.chance(0.6)) {
      const wall = -half.y - rng.range(0.01, 1.2);
      model.object(WALL, pose).span(-4, 4, wall - 0.1, wall, 0, 2.6, white(rng));
    }
  }
  strew(
    model,
    pose,
    rng,
    z,
    Math.min(half.x - 0.12, rng.range(0.25, 0.6)),
    Math.min(half.y - 0.1, rng.range(0.2, 0.45)),
  );
  return { z, x: half.x, y: half.y, alone };
}

/** Things side by side, touching, on top of and against each other within `reachX`, `reachY` of the middle. */
function strew(model: RoomModel, pose: Pose, rng: Rng, z: number, reachX: number, reachY: number): void {
  const stacked: { x: number; y: number; z: number; r: number }[] = [];
  for (let i = 2 + rng.int(11); i > 0; i--) {
    const size = rng.range(0.07, 0.3);
    const under = stacked.length > 0 && rng.chance(0.22) ? rng.pick(stacked) : undefined;
    const x = under ? under.x + rng.normal(0, 0.02) : rng.range(-reachX, reachX);
    const y = under ? under.y + rng.normal(0, 0.02) : rng.range(-reachY, reachY);
    // Things may touch but not run through each other.
    if (!under && stacked.some((other) => Math.hypot(other.x - x, other.y - y) < (other.r + size) * 0.55)) continue;
    const low = under?.z ?? z;
    const b = model.object(
      OTHER_FURNITURE,
      composePose(
        pose,
        makePose(x, y, low, { yaw: rng.range(-3, 3), roll: rng.chance(0.12) ? rng.range(0.1, 0.5) : 0 }),
      ),
    );
    const height = buildThing(b, rng, size);
    if (height > 0) stacked.push({ x, y, z: low + height, r: size / 2 });
  }
  if (rng.chance(0.4)) {
    const flat = model.object(IGNORE_LABEL, composePose(pose, makePose(rng.range(-0.3, 0.3), 0, z)));
    flat.box(0, 0, 0.003, 0.3, 0.22, 0.006, cloth(rng));
  }
}

/** Returns the height of a flat top on which another may stand, 0 where there is none. */
function buildThing(b: ObjectBuilder, rng: Rng, size: number): number {
  const skin = rng.chance(0.5)
    ? cloth(rng)
    : rng.chance(0.5)
      ? white(rng)
      : surface(varied(rng, [160, 120, 80], 40), 0.4);
  switch (rng.int(7)) {
    case 0:
    case 1:
    case 2: {
      const h = size * rng.range(0.25, 1.1);
      b.box(0, 0, h / 2, size, size * rng.range(0.35, 0.9), h, skin);
      return h;
    }
    case 3: {
      const h = rng.range(0.08, 0.28);
      b.column(0, 0, 0, h, size * 0.3, skin);
      return rng.chance(0.5) ? h : 0;
    }
    case 4: {
      // A cup or bowl: a ring of staves round a bottom.
      const r = size * rng.range(0.25, 0.5);
      const h = rng.range(0.05, 0.13);
      b.column(0, 0, 0, 0.012, r * 0.7, skin);
      for (let i = 0; i < 10; i++) {
        const angle = (i * Math.PI) / 5;
        b.box(r * 0.85 * Math.cos(angle), r * 0.85 * Math.sin(angle), h / 2, r * 0.62, 0.008, h, skin, {
          yaw: angle + Math.PI / 2,
          roll: rng.range(-0.02, 0.02),
        });
      }
      if (h > 0.08) b.rod([r, 0, h * 0.25], [r + 0.03, 0, h * 0.7], 0.008, skin);
      return 0;
    }
    case 5:
      b.ellipsoid(0, 0, size * 0.3, size * 0.42, size * 0.36, size * 0.3, skin);
      return 0;
    default: {
      const h = rng.range(0.18, 0.32);
      b.column(0, 0, 0, h * 0.65, size * 0.18, skin);
      b.column(0, 0, h * 0.65, h, size * 0.08, metal(rng));
      return 0;
    }
  }
}

/** One to three looks at the table from its front and above. */
export function tabletopViews(top: Tabletop, rng: Rng): CameraPose[] {
  const poses: CameraPose[] = [];
  const yaw = rng.range(-0.6, 0.6);
  for (let i = rng.chance(0.8) ? 1 : 3; i > 0; i--) {
    const reach = top.alone ? rng.range(0.5, 0.9) : rng.range(0.6, 1.4);
    const rise = top.alone ? rng.range(0.4, 0.85) : rng.range(0.3, 0.9);
    const heading = -Math.PI / 2 + yaw + rng.normal(0, 0.12);
    poses.push({
      x: -Math.cos(heading) * reach,
      y: -Math.sin(heading) * reach,
      z: top.z + rise,
      yawRad: heading + rng.normal(0, 0.06),
      pitchRad: Math.atan2(rise, reach) + rng.normal(0, 0.07),
      rollRad: rng.normal(0, 0.03),
    });
  }
  return poses;
}
