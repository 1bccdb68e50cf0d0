import { expect, test } from 'vitest';
import { Rng } from '../core/index.ts';
import { heightAboveGround } from './index.ts';

/** A street from a spinning scanner's height: ground with `slope`, a car, a house, stray returns below. [points × 3]. */
function street(count: number, slope: (x: number, y: number) => number, rng = new Rng(3)): Float32Array {
  const positions = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    const x = rng.range(-40, 40);
    const y = rng.range(-40, 40);
    positions.set([x, y, slope(x, y) + rng.normal(0, 0.02)], 3 * i);
  }
  return positions;
}

function append(positions: Float32Array, rows: readonly (readonly [number, number, number])[]): Float32Array {
  const all = new Float32Array(positions.length + 3 * rows.length);
  all.set(positions);
  all.set(rows.flat(), positions.length);
  return all;
}

const largest = (values: Float32Array): number => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);

test('one floor: heights are measured from the strongest low layer, whatever lies below it', () => {
  const rng = new Rng(1);
  const floor = Array.from({ length: 4000 }, (): [number, number, number] => [
    rng.range(0, 5),
    rng.range(0, 4),
    -1.3 + rng.normal(0, 0.01),
  ]);
  const wall = Array.from({ length: 4000 }, (): [number, number, number] => [0, rng.range(0, 4), rng.range(-1.3, 1.2)]);
  const noise = Array.from({ length: 40 }, (): [number, number, number] => [
    rng.range(0, 5),
    rng.range(0, 4),
    rng.range(-6, -2),
  ]);
  const heights = heightAboveGround(append(new Float32Array(), [...floor, ...wall, ...noise, [1, 1, -0.3]]), {
    cellM: 0,
  });
  expect(heights[heights.length - 1]).toBeCloseTo(1, 1);
  expect(largest(heights.subarray(0, 4000))).toBeLessThan(0.06);
});

test('without a floor the lowest points are the ground', () => {
  const rng = new Rng(2);
  const wall = Array.from({ length: 1000 }, (): [number, number, number] => [0, rng.range(0, 4), rng.range(2, 5)]);
  const heights = heightAboveGround(append(new Float32Array(), wall), { cellM: 0 });
  expect(Math.min(...heights)).toBeGreaterThan(-0.2);
  expect(Math.max(...heights)).toBeGreaterThan(2.8);
});

test('a steep plane is ground everywhere', () => {
  for (const slope of [0, 0.15, 0.6]) {
    const heights = heightAboveGround(
      street(60_000, (x, y) => 12 + slope * x - 0.1 * y),
      { cellM: 1 },
    );
    // The low quantile of a cell sits at its low edge: half a cell of slope, and one cell at the border.
    const mean = heights.reduce((sum, height) => sum + height, 0) / heights.length;
    expect(Math.abs(mean)).toBeLessThan(0.1 + 0.5 * slope);
    expect(largest(heights)).toBeLessThan(0.15 + 1.4 * slope);
  }
});

test('the ground goes under a car, a roof and a canopy, and above stray returns from below', () => {
  const ground = (x: number): number => 0.03 * x;
  const base = street(60_000, ground);
  const rng = new Rng(5);
  const objects: [number, number, number][] = [];
  for (let i = 0; i < 400; i++) {
    const x = rng.range(5, 9.5);
    objects.push([x, rng.range(3, 5), ground(x) + rng.range(1.2, 1.6)]);
  }
  for (let i = 0; i < 4000; i++) objects.push([rng.range(-30, -15), rng.range(-30, -15), 6]);
  const truth = objects.map(([x, , z]) => z - ground(x));
  for (let i = 0; i < 12; i++) objects.push([-5 + 0.05 * i, 20, -4]);
  // Nothing of the ground is seen under the car and the house.
  const seen: [number, number, number][] = [];
  for (let i = 0; i < base.length; i += 3) {
    const [x, y, z] = base.subarray(i, i + 3);
    const hidden = (x > 5 && x < 9.5 && y > 3 && y < 5) || (x > -30 && x < -15 && y > -30 && y < -15);
    if (!hidden) seen.push([x, y, z]);
  }
  const heights = heightAboveGround(append(new Float32Array(), [...seen, ...objects]), { cellM: 1 });
  let worst = 0;
  truth.forEach((height, i) => {
    worst = Math.max(worst, Math.abs(heights[seen.length + i] - height) / Math.max(height, 1));
  });
  expect(worst).toBeLessThan(0.4);
  expect(largest(heights.subarray(0, seen.length))).toBeLessThan(0.5);
  expect(heights[heights.length - 1]).toBeLessThan(-3);
});

test('the order of the points does not matter, nor does a shift of the whole scene in z', () => {
  const positions = street(5000, (x) => Math.sin(x / 8));
  const order = new Rng(9).shuffle(Array.from({ length: 5000 }, (_, i) => i));
  const shuffled = Float32Array.from(order.flatMap((i) => [...positions.subarray(3 * i, 3 * i + 3)]));
  for (const cellM of [0, 1.5]) {
    const plain = heightAboveGround(positions, { cellM });
    const mixed = heightAboveGround(shuffled, { cellM });
    expect(order.every((from, to) => mixed[to] === plain[from])).toBe(true);
    const lifted = heightAboveGround(
      positions.map((v, i) => (i % 3 === 2 ? v + 64 : v)),
      { cellM },
    );
    expect(largest(lifted.map((v, i) => v - plain[i]))).toBeLessThan(0.021);
  }
});

test('no point, one point, and a stray point a thousand kilometres away', () => {
  for (const cellM of [0, 1]) {
    expect(heightAboveGround(new Float32Array(), { cellM })).toHaveLength(0);
    expect(heightAboveGround(Float32Array.of(3, 4, 5), { cellM })[0]).toBeCloseTo(0, 5);
  }
  const far = append(
    street(20_000, () => 1),
    [[1e6, 0, 1]],
  );
  expect(largest(heightAboveGround(far, { cellM: 1 }))).toBeLessThan(0.2);
});

test('two million points of a slope are all ground', () => {
  const positions = street(2_000_000, (x, y) => 0.05 * x + Math.sin(y / 10));
  expect(largest(heightAboveGround(positions, { cellM: 1 }))).toBeLessThan(0.2);
});
