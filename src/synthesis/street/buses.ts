import type { Rng, Vec3 } from '../../core/index.ts';
import { metal } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import type { Coat } from './cars.ts';
import { wheels } from './trucks.ts';

/** City buses, coaches, double-deckers and small ones: bands of glass between sill and roof. */
export function buildBus(b: ObjectBuilder, rng: Rng, size: Vec3, coat: Coat): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const { paint, pane, rubber } = coat;
  const sill = Math.min(height * 0.45, rng.range(0.85, 1.35));
  const decks = height > 3.7 ? 2 : 1;
  const head = height - rng.range(0.3, 0.7);
  const nose = rng.range(0.05, 0.35);
  b.taper([-hl + 0.08, hl - 0.05, -hw, hw], [-hl, hl, -hw, hw], rng.range(0.22, 0.38), sill, paint);
  b.taper([-hl, hl, -hw, hw], [-hl + 0.1, hl - nose, -hw + 0.04, hw - 0.04], sill, head, pane);
  if (decks === 2)
    b.span(
      -hl + 0.03,
      hl - nose * 0.5,
      -hw + 0.01,
      hw - 0.01,
      sill + (head - sill) * 0.42,
      sill + (head - sill) * 0.58,
      paint,
    );
  b.taper(
    [-hl + 0.08, hl - nose, -hw + 0.03, hw - 0.03],
    [-hl + 0.3, hl - nose - 0.3, -hw + 0.2, hw - 0.2],
    head,
    height,
    paint,
  );
  if (rng.chance(0.5)) b.span(-hl * 0.6, hl * 0.2, -hw * 0.7, hw * 0.7, height - 0.3, height, paint);
  const bays = Math.max(3, Math.round(length / rng.range(1.2, 2)));
  for (let i = 0; i <= bays; i++) {
    const x = -hl + 0.06 + ((length - 0.2 - nose) * i) / bays;
    for (const y of [-1, 1])
      b.box(x, y * (hw - 0.03), (sill + head) / 2, rng.range(0.08, 0.2), 0.07, head - sill, paint);
    if (i > 0 && i < bays) b.box(x, 0, sill + 0.15, 0.15, width * 0.75, 0.7, rubber);
  }
  // A closed rear wall and, on some, blind sides.
  b.span(-hl, -hl + 0.12, -hw + 0.04, hw - 0.04, sill, head, paint);
  if (rng.chance(0.25))
    for (const y of [-1, 1])
      b.span(-hl + 0.1, rng.range(-hl + 1, 0), y * (hw - 0.03) - 0.03, y * (hw - 0.03) + 0.03, sill, head, paint);
  wheels(b, [hl - length * 0.22, -hl + length * 0.25], hw, length > 8 ? rng.range(0.45, 0.52) : 0.36, rubber);
  for (const y of [-1, 1])
    if (rng.chance(0.7)) b.box(hl - 0.02, y * (hw + 0.08), head - 0.3, 0.12, 0.15, 0.35, metal(rng));
}

/** Two or three stiff cars with bellows, low on their rails. */
export function buildTram(b: ObjectBuilder, rng: Rng, size: Vec3, coat: Coat): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const { paint, pane, rubber } = coat;
  const cars = 2 + rng.int(2);
  const car = length / cars;
  const sill = rng.range(0.9, 1.2);
  const head = height - rng.range(0.5, 0.8);
  for (let i = 0; i < cars; i++) {
    const from = -hl + i * car + (i > 0 ? 0.3 : 0);
    const to = -hl + (i + 1) * car - (i < cars - 1 ? 0.3 : 0);
    const nose = i === cars - 1 ? 0.5 : 0;
    const tail = i === 0 ? 0.5 : 0;
    b.span(from, to, -hw, hw, 0.25, sill, paint);
    b.taper([from, to, -hw, hw], [from + tail, to - nose, -hw + 0.05, hw - 0.05], sill, head, pane);
    b.taper(
      [from + tail, to - nose, -hw + 0.05, hw - 0.05],
      [from + tail + 0.2, to - nose - 0.2, -hw + 0.3, hw - 0.3],
      head,
      height,
      paint,
    );
    for (let x = from + 0.3; x < to; x += rng.range(1.2, 2)) {
      for (const y of [-1, 1]) b.box(x, y * (hw - 0.03), (sill + head) / 2, 0.15, 0.07, head - sill, paint);
      b.box(x, 0, sill + 0.1, 0.15, width * 0.7, 0.6, rubber);
    }
    if (i < cars - 1) b.span(to, to + 0.6, -hw + 0.2, hw - 0.2, 0.4, head, rubber);
  }
}
