import type { Rng, Vec3 } from '../../core/index.ts';
import { cloth, metal, skin } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import { buildBicycle, buildMotorcycle } from './two-wheelers.ts';

/** What a rider sits on. */
export type Mount = 'bicycle' | 'motorcycle';

/** Length, width, height of the machine with its rider. */
export function cyclistSize(rng: Rng, mount: Mount): Vec3 {
  return mount === 'bicycle'
    ? [rng.range(1.6, 1.9), rng.range(0.55, 0.78), rng.range(1.5, 1.88)]
    : [rng.range(1.8, 2.3), rng.range(0.72, 0.9), rng.range(1.45, 1.72)];
}

/** A rider along +x, wheels at z = 0. */
export function buildCyclist(b: ObjectBuilder, rng: Rng, mount: Mount, size: Vec3): void {
  const [length, width, height] = size;
  const coat = cloth(rng);
  const trousers = cloth(rng);
  const seat = mount === 'bicycle' ? buildBicycle(b, rng, length) : buildMotorcycle(b, rng, length);
  const footZ = mount === 'bicycle' ? 0.3 : 0.32;
  const lean = rng.range(0.05, mount === 'bicycle' ? 0.65 : 0.35);
  const torso = height - seat - 0.28;
  const hip: Vec3 = [-0.22, 0, seat + 0.06];
  const shoulder: Vec3 = [hip[0] + Math.sin(lean) * torso, 0, hip[2] + Math.cos(lean) * torso * 0.92];
  b.rod(hip, shoulder, 0.14, coat);
  b.ellipsoid((hip[0] + shoulder[0]) / 2, 0, (hip[2] + shoulder[2]) / 2 + 0.08, 0.15, 0.2, torso * 0.42, coat, {
    pitch: lean,
  });
  const helmet = rng.chance(mount === 'bicycle' ? 0.5 : 0.9);
  const head = helmet ? 0.13 : 0.1;
  b.ellipsoid(shoulder[0] + 0.08, 0, height - 0.13, head, head * 0.85, 0.13, helmet ? metal(rng) : skin(rng));
  const handle: Vec3 = [length * 0.25, 0, seat + (mount === 'bicycle' ? 0.08 : 0.24)];
  const phase = rng.range(0, 6.28);
  for (const y of [-1, 1]) {
    const elbow: Vec3 = [(shoulder[0] + handle[0]) / 2 + 0.02, y * width * 0.4, (shoulder[2] + handle[2]) / 2 - 0.06];
    b.rod([shoulder[0], y * 0.17, shoulder[2] - 0.05], elbow, 0.05, coat);
    b.rod(elbow, [handle[0], y * width * 0.36, handle[2]], 0.04, coat);
    const turn = phase + (y > 0 ? 0 : Math.PI);
    const circle = mount === 'bicycle' ? 0.16 : 0;
    const pedal: Vec3 = [0.02 + circle * Math.cos(turn), y * 0.15, footZ + circle * Math.sin(turn)];
    const knee: Vec3 = [pedal[0] * 0.5 + 0.22, y * (mount === 'bicycle' ? 0.13 : 0.22), (hip[2] + pedal[2]) / 2 + 0.1];
    b.rod([hip[0], y * 0.09, hip[2]], knee, 0.075, trousers);
    b.rod(knee, pedal, 0.055, trousers);
  }
  const back: Vec3 = [shoulder[0] - 0.22, 0, (hip[2] + shoulder[2]) / 2 + 0.12];
  if (rng.chance(0.3)) b.box(back[0], 0, back[2], 0.2, 0.3, 0.42, cloth(rng), { pitch: lean });
  else if (rng.chance(0.15)) b.ellipsoid(-0.55, 0, seat + 0.35, 0.14, 0.18, 0.35, cloth(rng));
}
