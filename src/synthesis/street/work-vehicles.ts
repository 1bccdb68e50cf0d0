import type { Rng, Vec3 } from '../../core/index.ts';
import { metal } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import type { Coat } from './cars.ts';
import { wheels } from './trucks.ts';

/** An excavator or loader: tracks or wheels, a turning cab, an arm that stays inside the box. */
export function buildDigger(b: ObjectBuilder, rng: Rng, size: Vec3, coat: Coat): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const { paint, pane, rubber } = coat;
  const house = -hl + length * 0.5;
  if (rng.chance(0.6)) {
    for (const y of [-1, 1])
      b.taper(
        [-hl + 0.2, house + 0.2, y * (hw - 0.3) - 0.28, y * (hw - 0.3) + 0.28],
        [-hl, house + 0.4, y * (hw - 0.3) - 0.28, y * (hw - 0.3) + 0.28],
        0,
        0.85,
        rubber,
      );
  } else wheels(b, [-hl + 0.8, house - 0.4], hw, 0.6, rubber);
  b.span(-hl + 0.1, house, -hw + 0.1, hw - 0.1, 0.9, height * 0.62, paint);
  b.span(house - 1.4, house - 0.05, 0.05, hw - 0.15, height * 0.5, height - 0.12, pane);
  b.span(house - 1.5, house, 0, hw - 0.1, height - 0.12, height, paint);
  for (const x of [house - 1.42, house - 0.06])
    for (const y of [0.06, hw - 0.16]) b.rod([x, y, height * 0.5], [x, y, height - 0.1], 0.05, paint);
  const elbow = [hl * 0.55, -0.2, height * rng.range(0.8, 0.97)];
  b.rod([house - 0.3, -0.2, height * 0.45], elbow, 0.2, paint);
  b.rod(elbow, [hl - 0.5, -0.2, height * 0.3], 0.15, paint);
  b.taper([hl - 1, hl, -0.7, 0.3], [hl - 0.8, hl - 0.3, -0.6, 0.2], rng.range(0.05, 0.3), height * 0.32, metal(rng));
}

/** Farm tractors, fork lifts and carts: a high seat under a frame, unequal wheels. */
export function buildTractor(b: ObjectBuilder, rng: Rng, size: Vec3, coat: Coat): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const { paint, pane, rubber } = coat;
  const seat = -hl + length * 0.45;
  b.span(seat, hl - 0.1, -hw * 0.4, hw * 0.4, 0.6, height * 0.55, paint);
  b.span(-hl + 0.1, seat, -hw * 0.75, hw * 0.75, 0.5, height * 0.45, paint);
  b.taper(
    [-hl + 0.3, seat + 0.1, -hw * 0.7, hw * 0.7],
    [-hl + 0.4, seat - 0.1, -hw * 0.6, hw * 0.6],
    height * 0.45,
    height - 0.1,
    { ...pane, pass: rng.range(0.5, 0.95) },
  );
  b.span(-hl + 0.3, seat, -hw * 0.68, hw * 0.68, height - 0.1, height, paint);
  for (const x of [-hl + 0.35, seat])
    for (const y of [-1, 1]) b.rod([x, y * hw * 0.68, height * 0.45], [x, y * hw * 0.62, height - 0.08], 0.05, paint);
  wheels(b, [-hl + length * 0.25], hw, Math.min(0.8, length * 0.18), rubber);
  wheels(b, [hl - length * 0.2], hw, Math.min(0.5, length * 0.12), rubber);
  if (rng.chance(0.3))
    for (const y of [-0.3, 0.3]) b.rod([hl - 0.1, y, 0], [hl - 0.1, y, height * 0.9], 0.06, metal(rng));
}
