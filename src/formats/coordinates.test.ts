import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Coordinates, placeColumns } from './coordinates.ts';

const XYZ = [0, 1, 2] as const;

/** Rows in blocks of a few, as readers give them. */
function placed(values: readonly number[], capacity = values.length / 3, blockRows = 4) {
  const coordinates = new Coordinates('a', capacity);
  for (let at = 0; at < values.length; at += blockRows * 3) {
    const block = Float64Array.from(values.slice(at, at + blockRows * 3));
    coordinates.add(block, XYZ, 3, block.length / 3);
  }
  return coordinates.place();
}

function columnsOf(values: readonly number[]) {
  const axis = (a: number) => Float64Array.from(values.filter((_, i) => i % 3 === a));
  return placeColumns('a', axis(0), axis(1), axis(2));
}

const near = fc.double({ min: -8000, max: 8000, noNaN: true });
const rows = (value: fc.Arbitrary<number>) =>
  fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 40 }).map((list) => list.flat());

describe('coordinates in blocks', () => {
  it('end where whole columns end, bit for bit near zero', () => {
    fc.assert(
      fc.property(rows(fc.oneof(near, fc.constant(Number.NaN))), (values) => {
        expect(placed(values)).toEqual(columnsOf(values));
      }),
      { seed: 3 },
    );
  });

  it('keep a survey’s coordinates to a hundredth of a millimetre', () => {
    const far = fc.tuple(near, near, near).map(([x, y, z]) => [x / 20 + 500_000, y / 20 + 4_600_000, z / 20]);
    fc.assert(
      fc.property(fc.array(far, { minLength: 1, maxLength: 40 }), (list) => {
        const values = list.flat();
        const [blocks, whole] = [placed(values), columnsOf(values)];
        expect(blocks.origin).toEqual(whole.origin);
        values.forEach((value, i) => {
          const read = blocks.positions[i]! + blocks.origin[i % 3]!;
          expect(Math.abs(read - value)).toBeLessThan(4e-5);
        });
      }),
      { seed: 3 },
    );
  });

  it('grow beyond what was expected, and drop what has no place', () => {
    const values = Array.from({ length: 90 }, (_, i) => (i === 4 || i === 31 ? Number.POSITIVE_INFINITY : i));
    const { positions, count, sourceCount, keptRows } = placed(values, 3);
    expect([count, sourceCount, positions.length]).toEqual([28, 30, 84]);
    expect([...keptRows!.slice(0, 3)]).toEqual([0, 2, 3]);
    expect([...positions.slice(0, 6)]).toEqual([0, 1, 2, 6, 7, 8]);
  });

  it('take over float32 as it is, and move it to one origin', () => {
    const coordinates = new Coordinates('a', 2);
    coordinates.fillExact(2).set([20_000, 0, 1, 20_001, 2, 3]);
    const { positions, origin } = coordinates.place();
    expect(origin).toEqual([20_000, 1, 2]);
    expect([...positions]).toEqual([0, -1, -1, 1, 1, 1]);
  });

  it('are no points at all when none has a place', () => {
    expect(placed([Number.NaN, 0, 0])).toMatchObject({ count: 0, sourceCount: 1 });
  });

  it('hold what comes after a first row far away', () => {
    const values = [0, 0, 0, ...Array.from({ length: 30 }, (_, i) => 5_000_000 + i * 0.0625)];
    const { positions, origin } = placed(values, 11, 1);
    expect(origin).toEqual([2_500_000, 2_500_000, 2_500_000]);
    values.forEach((value, i) => {
      expect(Math.abs(positions[i]! + origin[i % 3]! - value)).toBeLessThanOrEqual(0.126);
    });
  });
});
