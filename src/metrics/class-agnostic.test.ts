import { describe, expect, it } from 'vitest';
import {
  ANY_OBJECT,
  classAgnosticPredictions,
  classAgnosticTruth,
  hasOnlyUnknownObjects,
  InstanceAp,
  type ObjectTruth,
} from './index.ts';

const TABLE = 6;
const FLOOR = 1;
const THINGS = [4, TABLE];

/** Points 0–9 table without an instance, 10–19 and 20–29 two objects of unknown class, 30–39 floor. */
const ON_A_TABLE: ObjectTruth = {
  semantic: Int16Array.from({ length: 40 }, (_, i) => (i < 10 ? TABLE : i < 30 ? -1 : FLOOR)),
  instance: Uint32Array.from({ length: 40 }, (_, i) => (i < 10 || i >= 30 ? 0 : i < 20 ? 2 : 3)),
};

function apOf(truth: ObjectTruth, spans: readonly (readonly [from: number, to: number, score: number])[]) {
  const ap = new InstanceAp({ classes: [ANY_OBJECT] });
  const predictions = spans.map(([from, to, score], i) => ({
    classId: i,
    score,
    points: Uint32Array.from({ length: to - from }, (_, k) => from + k),
  }));
  ap.add(classAgnosticTruth(truth, THINGS), classAgnosticPredictions(predictions));
  return ap.summarize();
}

describe('class-agnostic truth', () => {
  it('knows when nobody wrote classes down', () => {
    expect(hasOnlyUnknownObjects(ON_A_TABLE, THINGS)).toBe(true);
    expect(hasOnlyUnknownObjects({ instance: ON_A_TABLE.instance }, THINGS)).toBe(true);
    expect(hasOnlyUnknownObjects({ ...ON_A_TABLE, instance: new Uint32Array(40) }, THINGS)).toBe(false);
    expect(hasOnlyUnknownObjects({ ...ON_A_TABLE, instance: new Uint32Array(40).fill(1) }, THINGS)).toBe(false);
  });

  it('asks for the objects, whatever class they are predicted to be', () => {
    const both = [10, 20, 0.9] as const;
    expect(apOf(ON_A_TABLE, [both, [20, 30, 0.8]]).ap50).toBe(1);
    expect(apOf(ON_A_TABLE, [both]).ap50).toBeCloseTo(0.5, 12);
  });

  it('forgives what is found on the table, not what is found on the floor', () => {
    const right = [
      [10, 20, 0.7],
      [20, 30, 0.6],
    ] as const;
    expect(apOf(ON_A_TABLE, [...right, [0, 10, 0.9]]).ap50).toBe(1);
    expect(apOf(ON_A_TABLE, [...right, [30, 40, 0.9]]).ap50).toBeLessThan(1);
  });

  it('where things have classes, asks for those alone: objects of unknown class are void, stuff is not', () => {
    const truth = {
      semantic: Int16Array.of(4, 4, -1, -1, FLOOR, FLOOR, TABLE),
      instance: Uint32Array.of(1, 1, 2, 2, 3, 3, 0),
    };
    expect([...(classAgnosticTruth(truth, THINGS).semantic as Int16Array)]).toEqual([0, 0, -1, -1, 1, 1, -1]);
  });
});
