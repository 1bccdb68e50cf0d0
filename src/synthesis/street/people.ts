import type { Rng, Vec3 } from '../../core/index.ts';
import { cloth, dark, metal, skin } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';

export type Posture = 'walk' | 'stand' | 'run' | 'sit' | 'bend' | 'crouch';
export type Burden = 'nothing' | 'backpack' | 'bag' | 'suitcase' | 'pram' | 'umbrella' | 'trolley' | 'box' | 'child';

export interface Person {
  readonly heightM: number;
  readonly bulk: number;
  readonly posture: Posture;
  /** Half the step, metres: 0 stands. */
  readonly strideM: number;
  /** Forward lean of the trunk, radians. */
  readonly leanRad: number;
  readonly carries: Burden;
}

const POSTURES: readonly Posture[] = [
  'walk',
  'walk',
  'walk',
  'walk',
  'walk',
  'stand',
  'stand',
  'stand',
  'run',
  'bend',
  'crouch',
];
const BURDENS: readonly Burden[] = [
  'nothing',
  'nothing',
  'nothing',
  'nothing',
  'nothing',
  'backpack',
  'backpack',
  'bag',
  'bag',
  'suitcase',
  'pram',
  'umbrella',
  'trolley',
  'box',
  'child',
];

export function drawPerson(rng: Rng, posture: Posture = rng.pick(POSTURES)): Person {
  const child = rng.chance(0.1);
  const moves =
    posture === 'walk' ? rng.range(0.1, 0.38) : posture === 'run' ? rng.range(0.3, 0.5) : rng.range(0, 0.07);
  const lean = { walk: 0.06, run: 0.2, stand: 0, sit: 0.05, bend: rng.range(0.6, 1.2), crouch: 0.5 }[posture];
  const height = child ? rng.range(1.0, 1.5) : Math.max(1.45, Math.min(2.02, rng.normal(1.72, 0.1)));
  return {
    heightM: height,
    bulk: rng.range(0.85, 1.35),
    posture,
    strideM: moves * (height / 1.72),
    leanRad: lean + rng.normal(0, 0.05),
    carries: posture === 'walk' || posture === 'stand' ? rng.pick(BURDENS) : 'nothing',
  };
}

/** Length (forwards), width, height as an annotator would draw the box. */
export function personSize(person: Person): Vec3 {
  const { heightM: h, bulk, posture } = person;
  const width = 0.6 * bulk + 0.06 + (person.carries === 'bag' || person.carries === 'suitcase' ? 0.14 : 0);
  if (posture === 'sit') return [0.95, width, 0.45 + 0.5 * h];
  if (posture === 'crouch') return [0.8, width, 0.28 * h + 0.44 * h * Math.cos(person.leanRad)];
  if (posture === 'bend')
    return [0.5 + 0.6 * h * Math.sin(person.leanRad), width, 0.52 * h + 0.48 * h * Math.cos(person.leanRad)];
  const depth = Math.max(0.5, 2 * person.strideM + 0.26);
  return [depth + (person.carries === 'backpack' ? 0.1 : 0), width, h];
}

/** The person in any posture facing +x, feet at z = 0; `other` takes what is pushed or held apart from the body. */
export function buildPerson(b: ObjectBuilder, rng: Rng, person: Person, other: ObjectBuilder): void {
  const { heightM: h, bulk: k, posture, leanRad } = person;
  const coat = cloth(rng);
  const trousers = cloth(rng);
  // The box of a bent body is centred on it: the hips move back as the head moves forward.
  const hip: Vec3 =
    posture === 'sit'
      ? [-0.22, 0, 0.47]
      : posture === 'crouch'
        ? [-0.15, 0, 0.26 * h]
        : [posture === 'bend' ? -0.24 * h * Math.sin(leanRad) : 0, 0, 0.52 * h];
  const along = (t: number): Vec3 => [hip[0] + Math.sin(leanRad) * t * h, 0, hip[2] + Math.cos(leanRad) * t * h];
  const shoulder = along(0.3);
  legs(b, rng, person, hip, trousers);
  arms(b, rng, person, shoulder, hip, coat);
  const chest = along(0.17);
  b.ellipsoid(chest[0], 0, chest[2], 0.13 * k, 0.2 * k, 0.19 * h, coat, { pitch: leanRad });
  b.rod(along(-0.02), along(0.12), 0.15 * k, coat);
  const neck = along(0.36);
  b.rod(shoulder, neck, 0.055, skin(rng));
  const head = along(0.405);
  b.ellipsoid(head[0] + 0.01, 0, head[2], 0.1, 0.08, 0.075 * h, skin(rng));
  if (rng.chance(0.25)) b.ellipsoid(head[0], 0, head[2] + 0.035 * h, 0.125, 0.11, 0.045 * h, cloth(rng));
  if (hip[2] > 0.5 * h && rng.chance(0.3))
    b.taper(
      [hip[0] - 0.17 * k, hip[0] + 0.17 * k, -0.25 * k, 0.25 * k],
      [hip[0] - 0.1, hip[0] + 0.1, -0.16, 0.16],
      rng.range(0.12, 0.36) * h,
      0.62 * h,
      coat,
    );
  carry(b, rng, person, shoulder, other);
}

function legs(
  b: ObjectBuilder,
  rng: Rng,
  { heightM: h, bulk: k, posture, strideM }: Person,
  hip: Vec3,
  cloths: Surface,
): void {
  const lead = rng.chance(0.5) ? 1 : -1;
  const apart = rng.range(0.07, 0.13);
  for (const y of [-1, 1]) {
    const swing = y * lead * strideM;
    let knee: Vec3 = [hip[0] * 0.5 + swing * 0.55 + 0.03, y * apart, 0.27 * h];
    let foot: Vec3 = [swing, y * apart, 0.04];
    if (posture === 'sit') {
      knee = [hip[0] + 0.25 * h, y * apart * 1.3, 0.5];
      foot = [knee[0] + rng.range(-0.1, 0.12), y * apart * 1.3, 0.05];
    } else if (posture === 'crouch') {
      knee = [hip[0] + 0.2 * h, y * apart * 1.4, 0.3 * h];
      foot = [hip[0] + 0.06, y * apart * 1.3, 0.05];
    } else if (posture === 'run' && y === lead) knee = [swing * 0.8 + 0.1, y * apart, 0.33 * h];
    b.rod([hip[0], y * 0.085, hip[2]], knee, 0.08 * k, cloths);
    b.rod(knee, foot, 0.055 * k, cloths);
    b.box(foot[0] + 0.05, foot[1], 0.035, 0.26, 0.09, 0.07, cloths);
  }
}

function arms(b: ObjectBuilder, rng: Rng, person: Person, shoulder: Vec3, hip: Vec3, coat: Surface): void {
  const { heightM: h, bulk: k, strideM, carries, posture } = person;
  const pushes = carries === 'pram' || carries === 'trolley' || carries === 'box';
  const gesture =
    pushes || posture === 'sit' || posture === 'bend'
      ? 'forward'
      : rng.pick(['hang', 'hang', 'hang', 'fold', 'phone', 'forward'] as const);
  const lead = rng.chance(0.5) ? 1 : -1;
  for (const y of [-1, 1]) {
    const from: Vec3 = [shoulder[0], y * 0.19 * k, shoulder[2] - 0.03];
    const swing = -y * lead * strideM;
    let elbow: Vec3 = [from[0] + swing * 0.5 - 0.04, y * (0.23 * k + 0.02), from[2] - 0.17 * h];
    let hand: Vec3 = [elbow[0] + swing * 0.3 + 0.08, y * (0.24 * k), elbow[2] - 0.14 * h];
    if (gesture === 'fold') hand = [from[0] + 0.16, -y * 0.05, elbow[2] + 0.04];
    else if (gesture === 'forward') {
      elbow = [from[0] + 0.06, y * (0.22 * k), from[2] - 0.15 * h];
      hand = [from[0] + 0.28, y * 0.16, Math.max(0.35, from[2] - 0.19 * h)];
    } else if (gesture === 'phone' && y === lead) hand = [from[0] + 0.06, y * 0.1, from[2] + 0.08 * h];
    b.rod(from, elbow, 0.052 * k, coat);
    b.rod(elbow, hand, 0.042 * k, coat);
    if (hip[2] > 0.4 && gesture === 'hang') b.ellipsoid(hand[0], hand[1], hand[2] - 0.05, 0.035, 0.025, 0.07, coat);
  }
}

function carry(b: ObjectBuilder, rng: Rng, person: Person, shoulder: Vec3, other: ObjectBuilder): void {
  const h = person.heightM;
  switch (person.carries) {
    case 'backpack':
      b.box(shoulder[0] - 0.22, 0, 0.7 * h, 0.18, 0.3, rng.range(0.35, 0.55), cloth(rng));
      return;
    case 'bag':
      b.box(0.02, 0.3, 0.38 * h, 0.32, 0.12, 0.3, cloth(rng));
      return;
    case 'box':
      other.box(0.33, 0, 0.62 * h, 0.3, 0.4, 0.3, cloth(rng));
      return;
    case 'child':
      b.ellipsoid(0.2, 0.05, 0.68 * h, 0.12, 0.15, 0.28, cloth(rng));
      return;
    case 'suitcase':
      other.box(-0.45, 0.25, 0.33, 0.25, 0.4, 0.6, dark(rng));
      other.rod([-0.1, 0.25, 0.45 * h], [-0.4, 0.25, 0.6], 0.015, metal(rng));
      return;
    case 'umbrella':
      other.rod([0.12, 0.1, 0.6 * h], [0.12, 0.1, h + 0.25], 0.015, dark(rng));
      other.taper([-0.4, 0.64, -0.42, 0.62], [0.02, 0.22, 0, 0.2], h + 0.05, h + 0.28, cloth(rng));
      return;
    case 'trolley':
      other.taper([0.5, 1.2, -0.25, 0.25], [0.42, 1.3, -0.28, 0.28], 0.35, 0.95, { ...metal(rng), pass: 0.4 });
      for (const x of [0.55, 1.15]) other.rod([x, -0.25, 0.06], [x, 0.25, 0.06], 0.06, dark(rng));
      return;
    case 'pram':
      other.taper([0.55, 1.1, -0.22, 0.22], [0.45, 1.25, -0.25, 0.25], 0.5, 0.9, cloth(rng));
      other.rod([0.4, 0, 1.0], [0.7, 0, 0.6], 0.02, metal(rng));
      for (const x of [0.55, 1.1])
        for (const y of [-0.24, 0.24]) other.rod([x, y - 0.02, 0.13], [x, y + 0.02, 0.13], 0.13, dark(rng));
      return;
    default:
  }
}
