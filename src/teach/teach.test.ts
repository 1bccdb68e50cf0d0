import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_ROW, Rng } from '../core/index.ts';
import { type ModelManifest, readSafetensors } from '../nn/index.ts';
import { createWasmOps } from '../ops/index.ts';
import {
  type Example,
  type FeatureRows,
  fitHead,
  growClick,
  joinFeatures,
  type LinearHead,
  nearClicks,
  prepareLesson,
  probabilitiesOf,
  relabel,
  simulateClicks,
  taughtModel,
  uploadFeatures,
  voxelTruth,
  winners,
} from './index.ts';

const CHANNELS = 4;

/** Three clouds of features around corners of a simplex; a head that knows the first two and takes the third for the second. */
function scene(seed = 3, rows = 600): { features: FeatureRows; kind: Uint8Array; head: LinearHead } {
  const rng = new Rng(seed);
  const values = new Float32Array(rows * CHANNELS);
  const kind = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    kind[row] = row % 3;
    for (let c = 0; c < CHANNELS; c++) {
      const center = c === kind[row] ? 2 : 0.4;
      values[row * CHANNELS + c] = Math.max(0, rng.normal(center, 0.25));
    }
  }
  const weights = new Float32Array(CHANNELS * 2);
  weights.set([3, -3, -1, 1, -1, 1]);
  const head = { channels: CHANNELS, classes: 2, weights, bias: Float32Array.of(-2, 2) };
  return { features: { rows, channels: CHANNELS, values }, kind, head };
}

const clicksOn = (kind: Uint8Array, ids: readonly number[], count: number): Example[] =>
  ids.flatMap((id) => {
    const rows = [...kind.keys()].filter((row) => kind[row] === id);
    return Array.from({ length: count }, (_, i) => ({ rows: [rows[i * 7]!], classId: id }));
  });

const answers = (head: LinearHead, features: FeatureRows): Uint8Array =>
  winners(probabilitiesOf(head, features), head.classes);

function share(kind: Uint8Array, answer: Uint8Array, id: number): number {
  const members = [...kind.keys()].filter((row) => kind[row] === id);
  return members.filter((row) => answer[row] === id).length / members.length;
}

describe('fitHead', () => {
  it('learns a class that the old head never had from three clicks, and keeps the others', () => {
    const { features, kind, head } = scene();
    const before = answers(head, features);
    expect(share(kind, before, 2)).toBe(0);
    const { head: taught, agreement } = fitHead(prepareLesson(features, head), clicksOn(kind, [2], 3), { classes: 3 });
    const after = answers(taught, features);
    expect(share(kind, after, 2)).toBeGreaterThan(0.95);
    expect(share(kind, after, 0)).toBeGreaterThan(0.95);
    expect(share(kind, after, 1)).toBeGreaterThan(0.9);
    expect(agreement).toBe(1);
  });

  it('unlearns a mistake of the old head when it is bold, and hardly moves when it is not', () => {
    const { features, kind, head } = scene();
    const swapped = kind.map((id) => (id === 2 ? 0 : id));
    const examples = clicksOn(kind, [2], 4).map(({ rows }) => ({ rows, classId: 0 }));
    const lesson = prepareLesson(features, head);
    const bold = answers(fitHead(lesson, examples, { classes: 2, boldness: 1 }).head, features);
    const shy = answers(fitHead(lesson, examples, { classes: 2, boldness: 0 }).head, features);
    const right = (answer: Uint8Array) => answer.filter((id, row) => id === swapped[row]).length / answer.length;
    expect(right(answers(head, features))).toBeLessThan(0.7);
    expect(right(bold)).toBeGreaterThan(0.9);
    expect(right(shy)).toBeLessThan(0.75);
  });

  it('does not depend on the order of the clicks, nor on the units of a feature', () => {
    const { features, kind, head } = scene();
    const examples = clicksOn(kind, [0, 1, 2], 3);
    const plain = fitHead(prepareLesson(features, head), examples, { classes: 3 }).head;
    const reversed = fitHead(prepareLesson(features, head), [...examples].reverse(), { classes: 3 }).head;
    const scale = [1, 40, 0.5, 8];
    const stretched = {
      ...features,
      values: features.values.map((value, i) => value * scale[i % CHANNELS]!),
    };
    const stretchedHead = { ...head, weights: head.weights.map((w, i) => w / scale[Math.floor(i / 2)]!) };
    const inOtherUnits = fitHead(prepareLesson(stretched, stretchedHead), examples, { classes: 3 }).head;
    const odds = probabilitiesOf(plain, features);
    const most = (other: Float32Array) => odds.reduce((top, value, i) => Math.max(top, Math.abs(value - other[i]!)), 0);
    expect(most(probabilitiesOf(reversed, features))).toBeLessThan(1e-5);
    expect(most(probabilitiesOf(inOtherUnits, stretched))).toBeLessThan(0.02);
  });

  it('says a tie the same way twice, and leaves one side out of a contradiction', () => {
    const { features, kind, head } = scene();
    const row = [...kind.keys()].find((at) => kind[at] === 2)!;
    const examples = [
      { rows: [row], classId: 0 },
      { rows: [row], classId: 1 },
    ];
    const once = fitHead(prepareLesson(features, head), examples, { classes: 2, boldness: 1 });
    const twice = fitHead(prepareLesson(features, head), examples, { classes: 2, boldness: 1 });
    expect(twice).toEqual(once);
    expect(once.agreement).toBe(0.5);
    expect(once.head.weights.every(Number.isFinite)).toBe(true);
  });

  it('refuses nothing, nowhere, and what is no class', () => {
    const { features, head } = scene();
    const lesson = prepareLesson(features, head);
    expect(() => fitHead(lesson, [], { classes: 2 })).toThrow(/no examples/);
    expect(() => fitHead(lesson, [{ rows: [], classId: 0 }], { classes: 2 })).toThrow(/no voxels/);
    expect(() => fitHead(lesson, [{ rows: [0], classId: 2 }], { classes: 2 })).toThrow(/class 2 of 2/);
    expect(() => fitHead(lesson, [{ rows: [600], classId: 0 }], { classes: 2 })).toThrow(/voxel 600/);
    expect(() => fitHead(lesson, [{ rows: [0], classId: 0 }], { classes: 1 })).toThrow(/the old head has 2/);
    expect(() => prepareLesson({ rows: 0, channels: 4, values: new Float32Array(0) }, head)).toThrow(/without voxels/);
  });

  it('bears a feature that is the same everywhere', () => {
    const { features, kind, head } = scene();
    const flat = { ...features, values: features.values.map((value, i) => (i % CHANNELS === 3 ? 7 : value)) };
    const { head: taught } = fitHead(prepareLesson(flat, head), clicksOn(kind, [2], 3), { classes: 3 });
    expect(share(kind, answers(taught, flat), 2)).toBeGreaterThan(0.9);
  });
});

describe('growClick', () => {
  it('takes what hangs together and looks alike, and stops at what does not', () => {
    const rows = 12; // a row of voxels along x: two kinds, and a gap
    const centers = Float32Array.from({ length: rows * 3 }, (_, i) => (i % 3 === 0 ? (i / 3) * 0.1 : 0));
    const neighbours = new Uint32Array(27 * rows).fill(NO_ROW);
    for (let row = 0; row < rows; row++) {
      neighbours[13 * rows + row] = row;
      if (row > 0 && row !== 9) neighbours[4 * rows + row] = row - 1;
      if (row < rows - 1 && row !== 8) neighbours[22 * rows + row] = row + 1;
    }
    const values = Float32Array.from({ length: rows * 2 }, (_, i) => {
      const isSecond = Math.floor(i / 2) >= 5 && Math.floor(i / 2) < 9;
      return i % 2 === (isSecond ? 1 : 0) ? 1 : 0;
    });
    const head = { channels: 2, classes: 2, weights: new Float32Array(4), bias: new Float32Array(2) };
    const lesson = prepareLesson({ rows, channels: 2, values }, head);
    const places = { neighbours, centers, voxelSizeM: 0.1 };
    expect([...growClick(lesson, places, 2)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect([...growClick(lesson, places, 10)].sort((a, b) => a - b)).toEqual([9, 10, 11]);
  });
});

describe('simulated clicks', () => {
  it('are spread over classes that are large enough, and half go to mistakes where that is asked', () => {
    const truth = Int16Array.from({ length: 100 }, (_, row) => (row < 40 ? 0 : row < 90 ? 1 : 2));
    const answer = truth.map((id, row) => (row % 10 === 0 ? 1 - id : id));
    const options = { perClass: 6, classes: 3, rng: new Rng(1) };
    const clicks = simulateClicks(truth, answer, { ...options, mistakes: true });
    expect(new Set(clicks.map(({ classId }) => classId))).toEqual(new Set([0, 1])); // ten voxels are too few
    expect(clicks.every(({ row, classId }) => truth[row] === classId)).toBe(true);
    const wrong = clicks.filter(({ row, classId }) => answer[row] !== classId).length;
    expect(wrong).toBeGreaterThanOrEqual(4);
    const again = simulateClicks(truth, answer, { ...options, rng: new Rng(1), mistakes: true });
    expect(again.length).toBeGreaterThan(8);
  });

  it('count voxels by the most of their points, and leave their neighbourhood out', () => {
    const truth = voxelTruth(Int16Array.of(1, 1, 0, -1, 0), Uint32Array.of(0, 0, 0, 1, 2), { rows: 3, classes: 2 });
    expect([...truth]).toEqual([1, -1, 0]);
    const near = nearClicks(
      Float32Array.of(0, 0, 0, 1, 0, 0),
      Float32Array.of(0.2, 0, 0),
      [{ row: 0, classId: 0 }],
      0.5,
    );
    expect([...near]).toEqual([1, 0]);
  });
});

describe('a taught model', () => {
  const folder = path.resolve(import.meta.dirname, '../../public/models/indoor-tiny');
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'model.json'), 'utf8')) as ModelManifest;
  const { weights } = readSafetensors(fs.readFileSync(path.join(folder, 'weights.safetensors')));

  it('is the old one with another last layer, a wider one before it and the added class by name', () => {
    const channels = 24 + 12;
    const head = {
      channels,
      classes: 21,
      weights: new Float32Array(channels * 21).fill(0.5),
      bias: new Float32Array(21),
    };
    const taught = taughtModel({ manifest, weights }, head, { title: 'Mine', addedClasses: ['floor lamp'] });
    expect(taught.manifest).toMatchObject({ title: 'Mine', labelSet: 'scannet20+floor%20lamp', voxelSizeM: 0.05 });
    const stored = readSafetensors(taught.weights).weights;
    expect(stored.get('heads.semantic.1.weight')!.shape).toEqual([1, channels, 21]);
    const passing = stored.get('heads.semantic.0.weight')!;
    expect(passing.shape).toEqual([1, 12, channels]);
    expect(passing.values[3 * channels + 24 + 3]).toBe(1);
    expect(passing.values[3 * channels + 24 + 4]).toBe(0);
    expect(stored.get('encoder.0.0.weight')).toEqual(weights.get('encoder.0.0.weight'));
  });

  it('is refused for a network whose classes are not the label set', () => {
    const other = { ...manifest, outputClasses: [0, 1] };
    const head = { channels: 24, classes: 20, weights: new Float32Array(480), bias: new Float32Array(20) };
    expect(() => taughtModel({ manifest: other, weights }, head, { title: 'x', addedClasses: [] })).toThrow(
      /cannot be taught/,
    );
  });
});

it('kernels relabel as the plain sum does', async () => {
  const { features, head } = scene();
  const joined = joinFeatures(features.rows, [features, features]);
  const wide = { ...head, channels: 8, weights: Float32Array.from([...head.weights, ...head.weights]) };
  const ops = await createWasmOps();
  const tensor = uploadFeatures(ops, joined);
  const odds = await relabel(ops, tensor, wide);
  const plain = probabilitiesOf(wide, joined);
  expect(odds.length).toBe(plain.length);
  for (const [i, value] of odds.entries()) expect(value).toBeCloseTo(plain[i]!, 5);
  ops.dispose();
});
