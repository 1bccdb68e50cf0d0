import type { Rng, Vec3 } from '../../core/index.ts';
import { cloth, dark, metal, surface, varied } from '../materials.ts';
import type { ObjectBuilder, Rgb, Surface } from '../solids.ts';

const SKINS: readonly Rgb[] = [
  [224, 178, 150],
  [180, 130, 95],
  [110, 75, 55],
];

export interface Person {
  readonly heightM: number;
  readonly bulk: number;
  /** Half the step, metres: 0 stands. */
  readonly strideM: number;
  readonly carries: 'nothing' | 'backpack' | 'bag' | 'pram' | 'umbrella';
}

export function drawPerson(rng: Rng): Person {
  const child = rng.chance(0.1);
  return {
    heightM: child ? rng.range(1.05, 1.5) : rng.normal(1.72, 0.09),
    bulk: rng.range(0.85, 1.3),
    strideM: rng.chance(0.7) ? rng.range(0.12, 0.38) : rng.range(0, 0.06),
    carries: rng.pick([
      'nothing',
      'nothing',
      'nothing',
      'nothing',
      'backpack',
      'backpack',
      'bag',
      'bag',
      'pram',
      'umbrella',
    ] as const),
  };
}

/** Length (forwards), width, height as an annotator would draw the box. */
export function personSize(person: Person): Vec3 {
  const depth = Math.max(0.42, 2 * person.strideM + 0.24) * 1.05;
  const width = 0.56 * person.bulk + 0.06 + (person.carries === 'bag' ? 0.14 : 0);
  return [depth + (person.carries === 'backpack' ? 0.1 : 0), width, person.heightM];
}

/** Standing or walking along +x, feet at z = 0. */
export function buildPerson(b: ObjectBuilder, rng: Rng, person: Person, other: ObjectBuilder): void {
  const h = person.heightM;
  const k = person.bulk;
  const coat = cloth(rng);
  const trousers = cloth(rng);
  const skin = surface(varied(rng, rng.pick(SKINS), 10), 0.4);
  const hip = 0.52 * h;
  const shoulder = 0.82 * h;
  const lead = rng.chance(0.5) ? 1 : -1;
  for (const y of [-1, 1]) {
    const swing = y * lead * person.strideM;
    const knee: Vec3 = [swing * 0.55 + 0.03, y * 0.09, 0.27 * h];
    b.rod([0, y * 0.085, hip], knee, 0.075 * k, trousers);
    b.rod(knee, [swing, y * 0.09, 0.04], 0.052 * k, trousers);
    b.box(swing + 0.05, y * 0.09, 0.035, 0.26, 0.09, 0.07, trousers);
    const elbow: Vec3 = [-swing * 0.5 - 0.04, y * (0.23 * k + 0.02), 0.63 * h];
    b.rod([0, y * 0.19 * k, shoulder - 0.03], elbow, 0.05 * k, coat);
    b.rod(elbow, [-swing * 0.6 + 0.1, y * (0.23 * k + 0.01), 0.5 * h], 0.04 * k, coat);
  }
  b.ellipsoid(0, 0, 0.67 * h, 0.13 * k, 0.2 * k, 0.19 * h, coat);
  b.column(0, 0, hip - 0.06, 0.62 * h, 0.13 * k, coat, 0.17 * k);
  b.column(0, 0, 0.82 * h, 0.89 * h, 0.055, skin);
  b.ellipsoid(0.01, 0, 0.925 * h, 0.1, 0.08, 0.075 * h, skin);
  if (rng.chance(0.25)) b.taper([-0.15, 0.15, -0.24, 0.24], [-0.1, 0.1, -0.16, 0.16], 0.32 * h, 0.62 * h, coat);
  carry(b, rng, person, h, other);
}

function carry(b: ObjectBuilder, rng: Rng, person: Person, h: number, other: ObjectBuilder): void {
  if (person.carries === 'backpack') b.box(-0.2, 0, 0.7 * h, 0.18, 0.3, 0.42, cloth(rng));
  else if (person.carries === 'bag') b.box(0.02, 0.3, 0.38 * h, 0.32, 0.12, 0.3, cloth(rng));
  else if (person.carries === 'umbrella') {
    other.rod([0.12, 0.1, 0.6 * h], [0.12, 0.1, h + 0.25], 0.015, dark(rng));
    other.taper([-0.4, 0.64, -0.42, 0.62], [0.02, 0.22, 0, 0.2], h + 0.05, h + 0.28, cloth(rng));
  } else if (person.carries === 'pram') {
    other.taper([0.55, 1.1, -0.22, 0.22], [0.45, 1.25, -0.25, 0.25], 0.5, 0.9, cloth(rng));
    other.rod([0.4, 0, 1.0], [0.7, 0, 0.6], 0.02, metal(rng));
    for (const x of [0.55, 1.1])
      for (const y of [-0.24, 0.24]) other.rod([x, y - 0.02, 0.13], [x, y + 0.02, 0.13], 0.13, dark(rng));
  }
}

/** Length, width, height of bicycle and rider. */
export function cyclistSize(rng: Rng): Vec3 {
  return [rng.range(1.65, 1.85), rng.range(0.58, 0.75), rng.range(1.62, 1.85)];
}

/** Rider on a bicycle, along +x, wheels at z = 0. */
export function buildCyclist(b: ObjectBuilder, rng: Rng, size: Vec3): void {
  const [length, width, height] = size;
  const coat = cloth(rng);
  const trousers = cloth(rng);
  const skin = surface(varied(rng, rng.pick(SKINS), 10), 0.4);
  const seat = buildBicycle(b, rng, length);
  const lean = rng.range(0.1, 0.55);
  const torso = height - seat - 0.28;
  const shoulder: Vec3 = [-0.22 + Math.sin(lean) * torso, 0, seat + 0.06 + Math.cos(lean) * torso * 0.92];
  const hip: Vec3 = [-0.22, 0, seat + 0.06];
  b.rod(hip, shoulder, 0.14, coat);
  b.ellipsoid((hip[0] + shoulder[0]) / 2, 0, (hip[2] + shoulder[2]) / 2 + 0.08, 0.15, 0.2, torso * 0.42, coat, {
    pitch: lean,
  });
  b.ellipsoid(shoulder[0] + 0.09, 0, height - 0.13, 0.12, 0.09, 0.13, rng.chance(0.5) ? metal(rng) : skin);
  const handle: Vec3 = [length * 0.27, 0, seat + 0.08];
  const phase = rng.range(0, 6.28);
  for (const y of [-1, 1]) {
    const elbow: Vec3 = [(shoulder[0] + handle[0]) / 2 + 0.02, y * width * 0.4, (shoulder[2] + handle[2]) / 2 - 0.06];
    b.rod([shoulder[0], y * 0.17, shoulder[2] - 0.05], elbow, 0.05, coat);
    b.rod(elbow, [handle[0], y * width * 0.36, handle[2]], 0.04, coat);
    const pedal: Vec3 = [
      0.02 + 0.16 * Math.cos(phase + (y > 0 ? 0 : Math.PI)),
      y * 0.13,
      0.3 + 0.16 * Math.sin(phase + (y > 0 ? 0 : Math.PI)),
    ];
    const knee: Vec3 = [pedal[0] * 0.5 + 0.2, y * 0.13, (hip[2] + pedal[2]) / 2 + 0.1];
    b.rod([hip[0], y * 0.09, hip[2]], knee, 0.075, trousers);
    b.rod(knee, pedal, 0.055, trousers);
  }
  if (rng.chance(0.3))
    b.box(shoulder[0] - 0.22, 0, (hip[2] + shoulder[2]) / 2 + 0.12, 0.2, 0.3, 0.42, cloth(rng), { pitch: lean });
}

/** Wheels, frame and handlebar; returns the height of the saddle. Also parked without a rider. */
export function buildBicycle(b: ObjectBuilder, rng: Rng, length: number): number {
  const tube: Surface = metal(rng);
  const radius = rng.range(0.31, 0.35);
  const base = length / 2 - radius;
  const spokes: Surface = { ...dark(rng), pass: rng.range(0.65, 0.92) };
  for (const x of [-base, base]) {
    b.rod([x, -0.015, radius], [x, 0.015, radius], radius * 0.92, spokes);
    // The tyre as a ring of short rods: the rim is what the laser sees.
    for (let i = 0; i < 8; i++) {
      const a = (i * Math.PI) / 4;
      const c = ((i + 1) * Math.PI) / 4;
      const r = radius * 0.96;
      b.rod(
        [x + r * Math.cos(a), 0, radius + r * Math.sin(a)],
        [x + r * Math.cos(c), 0, radius + r * Math.sin(c)],
        0.024,
        spokes.pass ? dark(rng) : tube,
      );
    }
  }
  const saddle = rng.range(0.85, 0.98);
  b.rod([-base, 0, radius], [-0.05, 0, 0.3], 0.018, tube);
  b.rod([-0.05, 0, 0.3], [-0.2, 0, saddle], 0.022, tube);
  b.rod([-0.05, 0, 0.3], [base - 0.14, 0, 0.82], 0.024, tube);
  b.rod([-0.18, 0, saddle - 0.1], [base - 0.14, 0, 0.86], 0.022, tube);
  b.rod([base, 0, radius], [base - 0.17, 0, saddle + 0.05], 0.02, tube);
  b.rod([base - 0.17, -0.28, saddle + 0.08], [base - 0.17, 0.28, saddle + 0.08], 0.018, tube);
  b.box(-0.21, 0, saddle, 0.26, 0.13, 0.05, tube);
  return saddle;
}
