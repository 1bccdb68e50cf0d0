import { describe, expect, it } from 'vitest';
import { Rng } from '../core/index.ts';
import { Bvh } from './bvh.ts';
import { intersectSolid, surfaceNormal } from './intersect.ts';
import { IDENTITY_POSE, makePose } from './pose.ts';
import { ObjectBuilder, SolidSet, type Surface } from './solids.ts';

const paint: Surface = { color: [100, 100, 100], reflectivity: 0.5 };

function builderOf(solids: SolidSet): ObjectBuilder {
  return new ObjectBuilder(solids, IDENTITY_POSE, 3, 7);
}

function castOne(
  build: (b: ObjectBuilder) => void,
  from: number[],
  to: number[],
): { distance: number; normal: number[] } {
  const solids = new SolidSet();
  build(builderOf(solids));
  const table = solids.table();
  const distance = intersectSolid(table, 0, from[0], from[1], from[2], to[0], to[1], to[2], 1);
  const normal = new Float64Array(3);
  if (distance < Infinity) {
    surfaceNormal(table, 0, from[0] + distance * to[0], from[1] + distance * to[1], from[2] + distance * to[2], normal);
  }
  return { distance, normal: [...normal] };
}

function expectVector(actual: readonly number[], expected: readonly number[]): void {
  for (let axis = 0; axis < 3; axis++) expect(actual[axis]).toBeCloseTo(expected[axis], 9);
}

describe('ray against one solid', () => {
  it('meets the near face of a box', () => {
    const hit = castOne((b) => b.box(5, 0, 0, 2, 2, 2, paint), [0, 0, 0], [1, 0, 0]);
    expect(hit.distance).toBeCloseTo(4, 12);
    expectVector(hit.normal, [-1, 0, 0]);
  });

  it('meets the corner of a box turned by 45° nearer by half the diagonal', () => {
    const hit = castOne((b) => b.box(5, 0, 0, 2, 2, 2, paint, { yaw: Math.PI / 4 }), [0, 1e-9, 0], [1, 0, 0]);
    expect(hit.distance).toBeCloseTo(5 - Math.SQRT2, 6);
  });

  it('meets a lying cylinder on its mantle and on its cap', () => {
    const rod = (b: ObjectBuilder) => b.rod([5, -2, 0], [5, 2, 0], 0.5, paint);
    expect(castOne(rod, [0, 0, 0], [1, 0, 0]).distance).toBeCloseTo(4.5, 12);
    const cap = castOne(rod, [5, -6, 0.2], [0, 1, 0]);
    expect(cap.distance).toBeCloseTo(4, 12);
    expectVector(cap.normal, [0, -1, 0]);
    expect(castOne(rod, [0, 2.01, 0], [1, 0, 0]).distance).toBe(Infinity);
  });

  it('meets an ellipsoid at its semi-axis', () => {
    const hit = castOne((b) => b.ellipsoid(0, 0, 5, 1, 2, 3, paint), [0, 0, 0], [0, 0, 1]);
    expect(hit.distance).toBeCloseTo(2, 12);
    expectVector(hit.normal, [0, 0, -1]);
  });

  it('meets the slanted side of a taper where the slope says', () => {
    // Bottom x 0…4 at z 0, top x 2…4 at z 2: the left side leans by 45°.
    const wedge = (b: ObjectBuilder) => b.taper([0, 4, -1, 1], [2, 4, -1, 1], 0, 2, paint);
    const hit = castOne(wedge, [-5, 0, 1], [1, 0, 0]);
    expect(hit.distance).toBeCloseTo(6, 12);
    expectVector(hit.normal, [-Math.SQRT1_2, 0, Math.SQRT1_2]);
    expect(castOne(wedge, [1, 0, 9], [0, 0, -1]).distance).toBeCloseTo(8, 12);
  });

  it('lets the stated share of rays through a porous surface', () => {
    const solids = new SolidSet();
    builderOf(solids).box(5, 0, 0, 2, 2, 2, { ...paint, pass: 0.7 });
    const table = solids.table();
    let stopped = 0;
    for (let seed = 0; seed < 4000; seed++)
      if (intersectSolid(table, 0, 0, 0, 0, 1, 0, 0, seed * 0x61c88647) < Infinity) stopped++;
    expect(stopped / 4000).toBeGreaterThan(0.27);
    expect(stopped / 4000).toBeLessThan(0.33);
  });

  it('stops in foliage by the Beer–Lambert law', () => {
    const solids = new SolidSet();
    builderOf(solids).foliage(5, 0, 0, 1, 1, 1, { ...paint, pass: 0.5 });
    const table = solids.table();
    let through = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const distance = intersectSolid(table, 0, 0, 0, 0, 1, 0, 0, seed * 0x61c88647);
      if (distance === Infinity) through++;
      else expect(distance).toBeGreaterThanOrEqual(4);
    }
    // Two metres of leaves at 0.5 stops per metre: e^(−1).
    expect(Math.abs(through / 4000 - Math.exp(-1))).toBeLessThan(0.03);
  });
});

describe('Bvh', () => {
  it('finds what a scan over all solids finds', () => {
    const rng = new Rng(11);
    const solids = new SolidSet();
    for (let i = 0; i < 300; i++) {
      const b = new ObjectBuilder(
        solids,
        makePose(rng.range(-20, 20), rng.range(-20, 20), rng.range(-3, 3), {
          yaw: rng.range(-3, 3),
          roll: rng.normal(),
        }),
        0,
        0,
      );
      const kind = rng.int(4);
      if (kind === 0) b.box(0, 0, 0, rng.range(0.1, 3), rng.range(0.1, 3), rng.range(0.1, 3), paint);
      else if (kind === 1)
        b.rod([0, 0, 0], [rng.normal(), rng.normal(), rng.range(0.2, 2)], rng.range(0.05, 0.5), paint);
      else if (kind === 2)
        b.foliage(0, 0, 0, rng.range(0.2, 1), rng.range(0.2, 1), rng.range(0.2, 2), { ...paint, pass: 1 });
      else b.taper([-1, 1, -1, 1], [-0.5, 1.4, -0.2, 0.3], 0, rng.range(0.5, 2), paint);
    }
    const table = solids.table();
    const bvh = new Bvh(table);
    let hits = 0;
    for (let ray = 0; ray < 3000; ray++) {
      const direction = [rng.normal(), rng.normal(), rng.normal(0, 0.3)];
      const length = Math.hypot(...direction);
      const [dx, dy, dz] = direction.map((v) => v / length);
      const [ox, oy, oz] = [rng.range(-5, 5), rng.range(-5, 5), rng.range(-1, 1)];
      let best = 40;
      let solid = -1;
      for (let i = 0; i < table.count; i++) {
        const t = intersectSolid(table, i, ox, oy, oz, dx, dy, dz, ray);
        if (t < best) {
          best = t;
          solid = i;
        }
      }
      expect(bvh.cast(ox, oy, oz, dx, dy, dz, 40, ray)).toBe(solid >= 0);
      expect(bvh.solid).toBe(solid);
      expect(bvh.distance).toBe(best);
      if (solid >= 0) hits++;
    }
    expect(hits).toBeGreaterThan(1000);
  });

  it('finds nothing in an empty set', () => {
    expect(new Bvh(new SolidSet().table()).cast(0, 0, 0, 1, 0, 0, 10, 1)).toBe(false);
  });
});
