import { describe, expect, test } from 'vitest';
import {
  CancelledError,
  FormatError,
  fromErrorRecord,
  LABEL_SETS,
  LimitError,
  Rng,
  throwIfCancelled,
  toErrorRecord,
  withOverride,
  wrapAngle,
} from './index.ts';

describe('Rng', () => {
  test('is PCG32: the reference demo stream for seed 42, sequence 54', () => {
    const rng = new Rng(42, 54);
    const drawn = Array.from({ length: 6 }, () => rng.uint32().toString(16));
    expect(drawn).toEqual(['a15c02b7', '7b47f409', 'ba1d3330', '83d2f293', 'bfa4784b', 'cbed606e']);
  });

  test('normals have their moments', () => {
    const rng = new Rng(1);
    const draws = Array.from({ length: 20_000 }, () => rng.normal(3, 2));
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const deviation = Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length);
    expect(mean).toBeCloseTo(3, 1);
    expect(deviation).toBeCloseTo(2, 1);
  });

  test('integers stay below their bound and reach every value', () => {
    const rng = new Rng(7);
    const seen = new Set(Array.from({ length: 500 }, () => rng.int(6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('errors', () => {
  test('keep class, code and context through a record', () => {
    const error = new FormatError('FORMAT_TRUNCATED', 'short', { file: 'a.ply', byteOffset: 12 });
    const back = fromErrorRecord(structuredClone(toErrorRecord(error)));
    expect(back).toBeInstanceOf(FormatError);
    expect(back).toMatchObject({
      code: 'FORMAT_TRUNCATED',
      message: 'short',
      context: { file: 'a.ply', byteOffset: 12 },
    });
    expect(fromErrorRecord(toErrorRecord(new LimitError('LIMIT_EXTENT', 'far')))).toBeInstanceOf(LimitError);
    expect(fromErrorRecord(toErrorRecord(new CancelledError('decoding')))).toBeInstanceOf(CancelledError);
  });

  test('a fault of ours is INTERNAL', () => {
    expect(toErrorRecord(new TypeError('oops'))).toMatchObject({ code: 'INTERNAL' });
  });

  test('a fired signal throws', () => {
    const controller = new AbortController();
    expect(() => throwIfCancelled(controller.signal)).not.toThrow();
    controller.abort();
    expect(() => throwIfCancelled(controller.signal)).toThrow(CancelledError);
  });
});

test('angles wrap into (−π, π]', () => {
  expect(wrapAngle(Math.PI)).toBeCloseTo(Math.PI);
  expect(wrapAngle(-Math.PI)).toBeCloseTo(Math.PI);
  expect(wrapAngle(7)).toBeCloseTo(7 - 2 * Math.PI);
  expect(wrapAngle(-100)).toBeCloseTo(-100 + 32 * Math.PI);
});

test('class names and colours are unique within a label set', () => {
  for (const { classes } of LABEL_SETS) {
    expect(new Set(classes.map(({ name }) => name)).size).toBe(classes.length);
    expect(new Set(classes.map(({ color }) => color.join())).size).toBe(classes.length);
  }
});

describe('withOverride', () => {
  test('takes values, and takes them back', () => {
    expect(withOverride({}, 'up', 'Y')).toEqual({ up: 'y' });
    expect(withOverride({ up: 'y', units: 'mm' }, 'up', '')).toEqual({ units: 'mm' });
    expect(withOverride({}, 'columns', 'x, y,z;ring _')).toEqual({ columns: ['x', 'y', 'z', 'ring', '_'] });
    expect(withOverride({}, 'sensorFrame', 'kept')).toEqual({ sensorFrame: 'kept' });
    expect(withOverride({ columns: ['x', 'y', 'z'] }, 'layout', 'nuscenes')).toMatchObject({ layout: 'nuscenes' });
  });

  test.each([
    ['up', 'w'],
    ['units', 'furlong'],
    ['columns', 'x y'],
    ['columns', 'x x y z'],
    ['sensorFrame', 'spun'],
  ] as const)('refuses %s = %s', (name, text) => {
    expect(withOverride({}, name, text)).toBeUndefined();
  });
});
