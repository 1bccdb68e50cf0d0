import { describe, expect, it } from 'vitest';
import { IGNORE_LABEL, OUTDOOR11, type Prediction, type Scene, type Understanding } from '../core/index.ts';
import { evidenceAt } from './evidence.ts';
import { legend } from './legend.ts';

const ROAD = 0;
const VEHICLE = 7;
const CLASSES = OUTDOOR11.classes.length;

const scene: Scene = {
  cloud: {
    name: 'four',
    format: 'ply',
    count: 4,
    origin: [500_000.25, 5_400_000.5, 100],
    positions: Float32Array.of(0, 0, 0, 1, 0.5, 0.25, 10, 10, 0, 1, 0.5, 9),
    attributes: [
      { name: 'rgb', components: 3, values: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) },
      { name: 'intensity', components: 1, values: Float32Array.of(0.5, 0.25, 0.125, 0) },
    ],
  },
  truth: {
    labelSet: 'outdoor11',
    semantic: Int16Array.of(ROAD, VEHICLE, ROAD, IGNORE_LABEL),
    instance: Uint32Array.of(0, 42, 0, 0),
    boxes: [{ center: [1, 0.5, 0], size: [4, 2, 1], yaw: 0, className: 'vehicle', id: 'a' }],
  },
  dataset: 'file',
  frame: { index: 0, count: 1 },
  diagnostics: [],
};

function probabilities(): Float32Array {
  const rows = new Float32Array(2 * CLASSES);
  rows.set([0.5, 0.1, 0.05, 0, 0, 0, 0, 0.3, 0.03, 0.02, 0]);
  rows.set([0, 0, 0, 0, 0, 0, 0.25, 0.75, 0, 0, 0], CLASSES);
  return rows;
}

const box = { center: [1, 0.5, 0], size: [4, 2, 1], yaw: Math.PI / 2 } as const;
const prediction: Prediction = {
  labelSet: 'outdoor11',
  semantic: Uint8Array.of(ROAD, VEHICLE, VEHICLE, VEHICLE),
  confidence: Float32Array.of(0.5, 0.75, 0.75, 0.75),
  instance: Uint32Array.of(0, 3, 0, 9),
  instances: [{ id: 3, classId: VEHICLE, score: 0.875, points: 1 }],
  boxes: [
    { ...box, classId: 6, score: 0.25 },
    { ...box, classId: VEHICLE, score: 0.5 },
    { ...box, center: [90, 0, 0], classId: VEHICLE, score: 0.9 },
  ],
  pointRows: Uint32Array.of(0, 1, 1, 1),
  voxelProbabilities: probabilities(),
};
const understanding: Understanding = {
  prediction,
  provenance: {
    model: 'test',
    backend: 'wasm',
    adapter: 'none',
    voxels: [2],
    voxelSizeM: 0.1,
    looks: 1,
    stagesMs: {},
    weightsSha256: '',
  },
};

describe('evidenceAt', () => {
  it('gives true coordinates in float64 and the attributes of the one point', () => {
    const evidence = evidenceAt(scene, undefined, 1);
    expect(evidence.coordinates).toEqual([500_001.25, 5_400_001, 100.25]);
    expect(evidence.position).toEqual([1, 0.5, 0.25]);
    expect(evidence.attributes).toEqual([
      { name: 'rgb', values: [4, 5, 6] },
      { name: 'intensity', values: [0.25] },
    ]);
    expect(evidence.prediction).toBeUndefined();
    expect(evidence.truth?.class).toEqual({ classId: VEHICLE, name: 'vehicle' });
    expect(evidence.truth?.instance).toBe(42);
    expect(evidence.truth?.boxes.map(({ id }) => id)).toEqual(['a']);
    expect(evidence.agrees).toBeUndefined();
  });

  it('gives class, confidence, instance, the five likeliest classes and the containing boxes, best first', () => {
    const { prediction: said, agrees } = evidenceAt(scene, understanding, 1);
    expect(agrees).toBe(true);
    expect(said?.name).toBe('vehicle');
    expect(said?.confidence).toBe(0.75);
    expect(said?.instance).toEqual({ id: 3, classId: VEHICLE, score: 0.875, points: 1, name: 'vehicle' });
    expect(said?.boxes.map(({ name, score }) => [name, score])).toEqual([
      ['vehicle', 0.5],
      ['sign', 0.25],
    ]);
    expect(said?.top.slice(0, 2).map(({ name, probability }) => [name, probability])).toEqual([
      ['vehicle', 0.75],
      ['sign', 0.25],
    ]);
    const first = evidenceAt(scene, understanding, 0).prediction;
    expect(first?.top.map(({ name }) => name)).toEqual(['road', 'vehicle', 'sidewalk', 'terrain', 'pedestrian']);
    expect(first?.instance).toBeUndefined();
  });

  it('judges agreement only on labelled points in the same label set', () => {
    expect(evidenceAt(scene, understanding, 2).agrees).toBe(false);
    const unlabelled = evidenceAt(scene, understanding, 3);
    expect(unlabelled.agrees).toBeUndefined();
    expect(unlabelled.truth?.class).toEqual({ classId: IGNORE_LABEL, name: 'unlabelled' });
    const other = { ...scene, truth: { ...scene.truth!, labelSet: 'scannet20' } };
    expect(evidenceAt(other, understanding, 1).agrees).toBeUndefined();
  });

  it('refuses points that do not exist', () => {
    for (const index of [-1, 4, 0.5, Number.NaN])
      expect(() => evidenceAt(scene, understanding, index)).toThrow(RangeError);
  });
});

describe('legend', () => {
  it('keeps a row for absent classes and counts all points', () => {
    const rows = legend(scene, prediction, 'prediction');
    expect(rows).toHaveLength(CLASSES);
    expect(rows[VEHICLE]).toEqual({ classId: VEHICLE, name: 'vehicle', color: [80, 140, 245], count: 3, share: 0.75 });
    expect(rows[1].count).toBe(0);
  });

  it('adds unlabelled points of the truth, and is empty without a source', () => {
    expect(legend(scene, undefined, 'truth').at(-1)).toMatchObject({ classId: IGNORE_LABEL, count: 1, share: 0.25 });
    expect(legend(scene, undefined, 'prediction')).toEqual([]);
    const { truth: _, ...bare } = scene;
    expect(legend(bare, prediction, 'truth')).toEqual([]);
  });
});
