import { describe, expect, it } from 'vitest';
import type { JudgedObject, Judgement } from '../evaluation/index.ts';
import { atScore, ballOf, cellOf, compareScores, usedClasses, worstConfusions } from './judged.ts';
import { objectKey, objectOverlays } from './object-overlays.ts';

/** Rows road, car, person; the last column is without an answer. */
const COUNTS = [
  [90, 5, 0, 0],
  [30, 60, 0, 4],
  [0, 0, 0, 0],
];
const scores = (classId: number, name: string, truth: number, predicted: number, iou: number | null) => ({
  classId,
  name,
  truth,
  predicted,
  hit: 0,
  iou,
  recall: null,
  precision: null,
});
const SEMANTIC = {
  points: 189,
  ignored: 0,
  accuracy: 0.8,
  miou: 0.5,
  counts: COUNTS,
  classes: [scores(0, 'road', 95, 120, 0.7), scores(1, 'car', 94, 65, 0.6), scores(2, 'person', 0, 0, null)],
};

describe('confusions', () => {
  it('lists the worst first, with their share of all that is wrong', () => {
    expect(worstConfusions(SEMANTIC, 2)).toEqual([
      { truth: 1, predicted: 0, points: 30, share: 30 / 39 },
      { truth: 0, predicted: 1, points: 5, share: 5 / 39 },
    ]);
    expect(worstConfusions(SEMANTIC).at(-1)).toMatchObject({ predicted: -1, points: 4 });
  });

  it('shows only classes that occur, and a column for no answer where it is needed', () => {
    expect(usedClasses(SEMANTIC)).toEqual({ rows: [0, 1], columns: [0, 1, -1] });
    expect([cellOf(SEMANTIC, 1, -1), cellOf(SEMANTIC, 1, 0), cellOf(SEMANTIC, 9, 0)]).toEqual([4, 30, 0]);
  });
});

describe('objects at a score', () => {
  const box = { center: [0, 0, 0], size: [4, 2, 2], yaw: 0 } as const;
  const truthBox = { ...box, center: [1, 0, 0] } as const;
  const objects: JudgedObject[] = [
    { kind: 'matched', classId: 1, score: 0.9, iou: 0.8, box, truthBox },
    { kind: 'false', classId: 1, score: 0.6, box },
    { kind: 'matched', classId: 1, score: 0.4, iou: 0.7, box, truthBox, truthId: 3 },
    { kind: 'ignored', classId: 1, score: 0.3, box },
    { kind: 'missed', classId: 1, box, points: 4 },
    { kind: 'missed', classId: 1, box, points: 9 },
  ];

  it('counts all of them at 0', () => {
    expect(atScore({ objects }, 0)).toMatchObject({ matched: 2, missed: 2, false: 1, ignored: 1, precision: 2 / 3 });
    expect(atScore({ objects }, 0).objects.at(-2)?.points).toBe(9);
  });

  it('misses the truth whose prediction is not kept, at the place of the truth', () => {
    const sure = atScore({ objects }, 0.5);
    expect(sure).toMatchObject({ matched: 1, missed: 3, false: 1, ignored: 0, precision: 0.5, recall: 1 / 4 });
    expect(sure.objects.filter(({ kind }) => kind === 'missed')).toContainEqual(
      expect.objectContaining({ box: truthBox, why: 'overlap', iou: 0.7, truthId: 3 }),
    );
    expect(sure.objects[0]?.score).toBe(0.9);
  });

  it('has no precision without a prediction', () => {
    expect(atScore({ objects }, 0.95)).toMatchObject({ precision: null, recall: 0 });
  });
});

it('a ball holds the whole box', () => {
  expect(ballOf({ center: [1, 2, 3], size: [2, 4, 4], yaw: 1 })).toEqual({ center: [1, 2, 3], radiusM: 3 });
});

it('two judgements are compared class by class, where the truth has the class', () => {
  const judgement = (miou: number, car: number | null): Judgement => ({
    mapping: { choice: { kind: 'classes' }, title: '', rule: '', classes: [], ofTruth: [] },
    choices: [],
    labelSets: { truth: 'outdoor11', model: 'outdoor11' },
    isHopeless: false,
    semantic: {
      ...SEMANTIC,
      miou,
      classes: SEMANTIC.classes.map((one) => (one.name === 'car' ? { ...one, iou: car } : one)),
    },
  });
  expect(compareScores(judgement(0.5, 0.25), judgement(0.75, null))).toEqual([
    { name: 'Mean IoU', first: 0.5, second: 0.75, change: 0.25 },
    { name: 'Accuracy', first: 0.8, second: 0.8, change: 0 },
    { name: 'road', first: 0.7, second: 0.7, change: 0 },
    { name: 'car', first: 0.25, second: null, change: null },
  ]);
});

it('objects are drawn by what became of them; missed ones dashed, ignored ones not at all, the chosen one in white', () => {
  const box = { center: [0, 0, 0], size: [4, 2, 2], yaw: 0.5 } as const;
  const classes = [
    { name: 'road', color: [1, 2, 3], thing: false },
    { name: 'car', color: [1, 2, 3], thing: true },
  ] as const;
  const objects: JudgedObject[] = [
    { kind: 'matched', classId: 1, score: 0.87, iou: 0.8, box },
    { kind: 'ignored', classId: 1, score: 0.5, box },
    { kind: 'missed', classId: 1, box: { ...box, center: [9, 0, 0] }, truthId: 4 },
    { kind: 'false', classId: 0, score: 0.3, box },
  ];
  const [found, missed, wrong] = objectOverlays(objects, classes, { ...objects[2] } as JudgedObject);
  expect(found).toMatchObject({ label: 'found car 87 %', truth: false, yaw: 0.5 });
  expect(missed).toMatchObject({ label: '▸ missed car', truth: true, color: [255, 255, 255] });
  expect(wrong?.label).toBe('false road 30 %');
  expect(new Set(objects.map(objectKey)).size).toBe(4);
});
