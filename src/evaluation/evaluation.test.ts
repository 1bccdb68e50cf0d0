import { describe, expect, it } from 'vitest';
import { type GroundTruth, IGNORE_LABEL, type Prediction, SCANNET20, type TruthBox } from '../core/index.ts';
import { Evaluation, hasTruth, type LabelledScene } from './evaluation.ts';

const ROAD = 0;
const VEHICLE = 7;
const RULES = { minPoints: 0 };

function prediction(semantic: number[], instance: number[], boxes: Prediction['boxes'] = []): Prediction {
  const ids = [...new Set(instance)].filter((id) => id > 0);
  return {
    labelSet: 'outdoor11',
    semantic: Uint8Array.from(semantic),
    confidence: new Float32Array(semantic.length).fill(1),
    instance: Uint32Array.from(instance),
    instances: ids.map((id) => ({
      id,
      classId: VEHICLE,
      score: 0.9,
      points: instance.filter((other) => other === id).length,
    })),
    boxes,
    pointRows: new Uint32Array(semantic.length),
    voxelProbabilities: new Float32Array(0),
  };
}

function scene(truth: GroundTruth, positions: readonly number[] = []): LabelledScene {
  const count = truth.semantic?.length ?? positions.length / 3;
  const xyz = new Float32Array(count * 3);
  xyz.set(positions);
  return {
    cloud: { name: 's', format: 'synthetic', count, origin: [0, 0, 0], positions: xyz, attributes: [] },
    truth,
    dataset: 'synthetic',
    domain: 'outdoor',
    frame: { index: 0, count: 1 },
    diagnostics: [],
  };
}

const box = (className: string, x: number, y = 0): TruthBox => ({
  className,
  center: [x, y, 1],
  size: [4, 2, 2],
  yaw: 0,
});
const found = (x: number, score: number, y = 0) =>
  ({ classId: VEHICLE, score, center: [x, y, 1], size: [4, 2, 2], yaw: 0 }) as const;

describe('Evaluation', () => {
  it('scores classes, taxonomies, instances and boxes of one scene', () => {
    const truth: GroundTruth = {
      labelSet: 'outdoor11',
      semantic: Int16Array.of(ROAD, ROAD, VEHICLE, VEHICLE, VEHICLE, IGNORE_LABEL),
      instance: Uint32Array.of(0, 0, 3, 3, 3, 0),
      boxes: [box('vehicle', 0), box('vehicle', 20), box('spaceship', 60)],
    };
    const evaluation = new Evaluation('outdoor11', RULES);
    evaluation.add(
      scene(truth),
      prediction([ROAD, VEHICLE, VEHICLE, VEHICLE, VEHICLE, ROAD], [0, 0, 1, 1, 1, 0], [found(0, 0.8)]),
    );
    const report = evaluation.summarize();
    expect(report.points).toBe(5);
    expect(report.accuracy).toBeCloseTo(4 / 5, 12);
    expect(report.iou).toMatchObject({ road: 1 / 2, vehicle: 3 / 4, building: null });
    expect(report.miou).toBeCloseTo(0.625, 12);
    expect(report.confusion.counts[ROAD]?.slice(0, 8)).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
    expect(report.taxonomies).toMatchObject({
      outdoor7: { points: 5, iou: { road: 1 / 2, vehicle: 3 / 4, person: null } },
      outdoor4: { iou: { ground: 1 / 2, movable: 3 / 4 } },
    });
    expect(report.taxonomies['outdoor7']!.rules['outdoor11']).toMatch(/other is ignored/);
    expect(report.instanceAp).toEqual({ '0.25': 1, '0.5': 1, '0.5:0.95': 1 });
    expect(report.instanceApByClass).toMatchObject({ vehicle: { truths: 1, '0.5': 1 } });
    expect(report.classAgnosticAp).toBeNull();
    // Road: one of two guessed, IoU ½, which is no match. The vehicle without the point that has no instance: IoU 1.
    expect(report.panoptic).toMatchObject({ things: 1, stuff: 0, pq: 0.5 });
    expect(report.boxes?.byClass).toMatchObject({
      vehicle: {
        truths: 2,
        truthsInFiles: 2,
        detections: 1,
        ap: { '3d': { '0.25': 0.5, '0.5': 0.5, '0.7': 0.5 }, bev: { '0.5': 0.5 } },
        recallAtPrecision: { '3d': { '0.6': 0.5 } },
        byRange: {
          '0-20': { truths: 1, ap: { '0.5': 1 } },
          '20-40': { truths: 1, ap: { '0.5': 0 } },
          '40+': { truths: 0 },
        },
        curves: { '0.5': { score: [0.8], precision: [1], recall: [0.5] } },
      },
    });
    expect(report.mapping).toEqual({ from: ['outdoor11'], to: 'outdoor11', unmapped: ['spaceship'] });
  });

  it('asks for no box with too few points, stated or counted, nor beyond the range', () => {
    const truth: GroundTruth = {
      labelSet: 'outdoor11',
      boxes: [
        { ...box('vehicle', 0), points: 5 },
        { ...box('vehicle', 10), points: 4 },
        box('vehicle', 20),
        box('vehicle', 50),
      ],
    };
    // Five points in the third box, none in the fourth.
    const positions = Array.from({ length: 5 }, (_, i) => [20 + i / 10, 0, 1]).flat();
    const score = (rules: { minPoints: number; maxRangeM?: number }) => {
      const evaluation = new Evaluation('outdoor11', rules);
      const boxes = [found(0, 0.9), found(10, 0.8), found(50, 0.7), found(60, 0.6), found(30, 0.5)];
      evaluation.add(scene(truth, positions), prediction([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], boxes));
      return evaluation.summarize().boxes!.byClass['vehicle']!;
    };
    expect(score({ minPoints: 0 })).toMatchObject({ truths: 4, detections: 5, ignoredDetections: 0 });
    // The boxes on the second and fourth are neither right nor wrong; those at 60 and 30 m are wrong.
    expect(score({ minPoints: 5 })).toMatchObject({ truths: 2, truthsInFiles: 4, detections: 3, ignoredDetections: 2 });
    expect(score({ minPoints: 5, maxRangeM: 40 })).toMatchObject({ truths: 2, detections: 2, ignoredDetections: 3 });
    expect(score({ minPoints: 0, maxRangeM: 40 })).toMatchObject({ truths: 3, detections: 3, ignoredDetections: 2 });
  });

  it('judges nothing where the annotators’ camera did not look, nor what has no class', () => {
    // Looks along +x, 90° wide.
    const view = { projection: [50, -50, 0, 0, 50, 0, -50, 0, 1, 0, 0, 0], widthPx: 100, heightPx: 100, ignoredPx: [] };
    const truth: GroundTruth = {
      labelSet: 'outdoor11',
      semantic: Int16Array.of(ROAD, ROAD),
      boxes: [box('vehicle', 10), box('vehicle', 10, 30)],
      judged: { view, ignoredBoxes: [box('vehicle', 30)] },
    };
    const evaluation = new Evaluation('outdoor11', RULES);
    const boxes = [found(10, 0.9), found(-10, 0.8), found(10, 0.7, -30), found(30, 0.6), found(40, 0.5)];
    evaluation.add(scene(truth, [5, 0, 0, -5, 0, 0]), prediction([ROAD, VEHICLE], [0, 0], boxes));
    const report = evaluation.summarize();
    expect(report).toMatchObject({ points: 1, accuracy: 1, taxonomies: { outdoor7: { points: 1, accuracy: 1 } } });
    // Wrong is the one at 40 m alone; the second truth is out of view.
    expect(report.boxes!.byClass['vehicle']).toMatchObject({ truths: 1, detections: 2, ignoredDetections: 3 });
  });

  it('scores objects that have no class without regard to class, the others on demand', () => {
    const objects: GroundTruth = {
      labelSet: 'outdoor11',
      semantic: Int16Array.of(-1, -1, -1, ROAD),
      instance: Uint32Array.of(1, 1, 2, 0),
      boxes: [],
    };
    const guess = prediction([VEHICLE, VEHICLE, ROAD, ROAD], [4, 4, 0, 0]);
    const unknown = new Evaluation('outdoor11', RULES);
    unknown.add(scene(objects), guess);
    expect(unknown.summarize()).toMatchObject({
      classAgnosticAp: { truths: 2, '0.5': 0.5 },
      instanceAp: { '0.5': null },
    });
    const asked = new Evaluation('outdoor11', { ...RULES, classAgnostic: true });
    asked.add(scene({ ...objects, semantic: Int16Array.of(9, 9, 8, ROAD) }), guess);
    expect(asked.summarize()).toMatchObject({ classAgnosticAp: { truths: 2, '0.5': 0.5 }, instanceAp: { '0.5': 0 } });
  });

  it('computes AP by the rule that it is told', () => {
    const truth: GroundTruth = { labelSet: 'outdoor11', boxes: [box('vehicle', 0), box('vehicle', 20)] };
    const ap = (apRule: 'voc' | 'tf3d') => {
      const evaluation = new Evaluation('outdoor11', { ...RULES, apRule });
      evaluation.add(scene(truth), prediction([], [], [found(0, 0.8)]));
      return evaluation.summarize().boxes!;
    };
    expect(ap('voc')).toMatchObject({
      rules: { apRule: 'voc' },
      byClass: { vehicle: { ap: { '3d': { '0.5': 0.5 } } } },
    });
    expect(ap('tf3d')).toMatchObject({
      rules: { apRule: 'tf3d' },
      byClass: { vehicle: { ap: { '3d': { '0.5': 1 } } } },
    });
  });

  it('compares classes of another label set by name and says which it cannot', () => {
    const evaluation = new Evaluation('outdoor11', RULES);
    const wall = SCANNET20.classes.findIndex(({ name }) => name === 'wall');
    const truth = { labelSet: 'scannet20', semantic: Int16Array.of(wall, IGNORE_LABEL), boxes: [] };
    evaluation.add(scene(truth), prediction([ROAD, ROAD], [0, 0]));
    const report = evaluation.summarize();
    expect(report.mapping).toEqual({ from: ['scannet20'], to: 'outdoor11', unmapped: ['wall'] });
    expect(report).toMatchObject({ points: 0, accuracy: null, miou: null, boxes: null, taxonomies: {} });
  });

  it('is plain JSON without a NaN', () => {
    const report = new Evaluation('scannet20', RULES).summarize();
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('hasTruth', () => {
  it('needs something to compare with; a place that was looked at and found empty is something', () => {
    const of = (truth: Partial<GroundTruth>) => hasTruth(scene({ labelSet: 'outdoor11', boxes: [], ...truth }));
    expect(of({})).toBe(false);
    expect(of({ judged: {} })).toBe(true);
    expect(of({ semantic: Int16Array.of(0) })).toBe(true);
    expect(of({ instance: Uint32Array.of(1) })).toBe(true);
    expect(of({ boxes: [box('vehicle', 0)] })).toBe(true);
  });
});
