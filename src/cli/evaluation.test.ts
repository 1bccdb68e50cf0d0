import { describe, expect, it } from 'vitest';
import { type GroundTruth, IGNORE_LABEL, type Prediction, SCANNET20, type TruthBox } from '../core/index.ts';
import { Evaluation } from './evaluation.ts';

const ROAD = 0;
const VEHICLE = 7;

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

const box = (className: string, x: number): TruthBox => ({ className, center: [x, 0, 1], size: [4, 2, 2], yaw: 0 });

describe('Evaluation', () => {
  it('scores classes, instances and boxes of one scene', () => {
    const truth: GroundTruth = {
      labelSet: 'outdoor11',
      semantic: Int16Array.of(ROAD, ROAD, VEHICLE, VEHICLE, VEHICLE, IGNORE_LABEL),
      instance: Uint32Array.of(0, 0, 3, 3, 3, 0),
      boxes: [box('vehicle', 0), box('vehicle', 20), { ...box('vehicle', 40), points: 0 }, box('spaceship', 60)],
    };
    const evaluation = new Evaluation('outdoor11', 1);
    const found = { classId: VEHICLE, score: 0.8, center: [0, 0, 1], size: [4, 2, 2], yaw: 0 } as const;
    evaluation.add(truth, prediction([ROAD, VEHICLE, VEHICLE, VEHICLE, VEHICLE, ROAD], [0, 0, 1, 1, 1, 0], [found]));
    const report = evaluation.summarize();
    expect(report.points).toBe(5);
    expect(report.accuracy).toBeCloseTo(4 / 5, 12);
    expect(report.iou).toMatchObject({ road: 1 / 2, vehicle: 3 / 4, building: null });
    expect(report.miou).toBeCloseTo(0.625, 12);
    expect(report.confusion.counts[ROAD]?.slice(0, 8)).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
    expect(report.instanceAp).toEqual({ '0.25': 1, '0.5': 1, '0.5:0.95': 1 });
    // Road: one of two guessed, IoU ½, which is no match. The vehicle without the point that has no instance: IoU 1.
    expect(report.panoptic).toMatchObject({ things: 1, stuff: 0, pq: 0.5 });
    expect(report.boxApBev).toEqual(report.boxAp);
    expect(report.boxAp).toEqual({ 'vehicle@0.25': 0.5, 'vehicle@0.5': 0.5, 'vehicle@0.7': 0.5 });
    expect(report.boxRecall).toBe(0.5);
    expect(report.boxPrecision).toBe(1);
    expect(report.mapping).toEqual({ from: ['outdoor11'], to: 'outdoor11', unmapped: ['spaceship'] });
  });

  it('compares classes of another label set by name and says which it cannot', () => {
    const evaluation = new Evaluation('outdoor11', 1);
    const wall = SCANNET20.classes.findIndex(({ name }) => name === 'wall');
    evaluation.add(
      { labelSet: 'scannet20', semantic: Int16Array.of(wall, IGNORE_LABEL), boxes: [] },
      prediction([ROAD, ROAD], [0, 0]),
    );
    const report = evaluation.summarize();
    expect(report.mapping).toEqual({ from: ['scannet20'], to: 'outdoor11', unmapped: ['wall'] });
    expect(report).toMatchObject({ points: 0, accuracy: null, miou: null, boxRecall: null });
  });

  it('is plain JSON without a NaN', () => {
    const report = new Evaluation('scannet20', 100).summarize();
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});
