import { expect, test } from 'vitest';
import { Rng } from '../core/index.ts';
import { type GroupingInput, groupInstances } from './index.ts';

const DIMS = 8;
const CLASSES = 4;
const FLOOR = 0;
const CHAIR = 2;
const TABLE = 3;

interface Thing {
  readonly classId: number;
  readonly voxels: number;
  readonly at: readonly [number, number, number];
  /** Objects of one code have equal embeddings. */
  readonly code: number;
}

/** Voxels of objects half a metre across, their embeddings spread by `noise` round one random code an object. */
function scene(things: readonly Thing[], noise: number, seed = 1): GroupingInput & { truth: number[] } {
  const rng = new Rng(seed);
  const codes = Array.from({ length: 100 }, () => Array.from({ length: DIMS }, () => rng.normal(0, 1.5)));
  const embeddings: number[] = [];
  const probabilities: number[] = [];
  const centers: number[] = [];
  const truth: number[] = [];
  things.forEach((thing, t) => {
    for (let v = 0; v < thing.voxels; v++) {
      embeddings.push(...codes[thing.code].map((value) => value + rng.normal(0, noise)));
      const row = Array.from({ length: CLASSES }, () => 0.02);
      row[thing.classId] = rng.range(0.6, 0.94);
      probabilities.push(...row);
      centers.push(...thing.at.map((c) => c + rng.range(-0.25, 0.25)));
      truth.push(t);
    }
  });
  return {
    embeddings: Float32Array.from(embeddings),
    dims: DIMS,
    probabilities: Float32Array.from(probabilities),
    classes: CLASSES,
    thingClasses: [CHAIR, TABLE],
    centers: Float32Array.from(centers),
    truth,
  };
}

/** Share of the objects' voxels that are in the largest instance of their object, less what that instance holds of others. */
function agreement(truth: readonly number[], instance: Uint32Array, objects: readonly number[]): number {
  const sizes = new Map<number, number>();
  const shared = new Map<number, Map<number, number>>(objects.map((object) => [object, new Map()]));
  let all = 0;
  truth.forEach((object, row) => {
    const id = instance[row];
    sizes.set(id, (sizes.get(id) ?? 0) + 1);
    const counts = shared.get(object);
    if (!counts) return;
    all++;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  });
  let right = 0;
  for (const counts of shared.values()) {
    const [id, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    // What the instance holds of other objects counts against it.
    if (id !== 0) right += 2 * count - (sizes.get(id) ?? 0);
  }
  return right / all;
}

const CHAIRS: Thing[] = Array.from({ length: 6 }, (_, i) => ({
  classId: CHAIR,
  voxels: 80,
  at: [2 * i, 0, 0.5],
  code: i,
}));
const FURNISHED: Thing[] = [
  ...CHAIRS,
  { classId: TABLE, voxels: 200, at: [4, 3, 0.5], code: 6 },
  { classId: FLOOR, voxels: 500, at: [4, 3, 0], code: 7 },
];

test('objects with embeddings of their own come back one to one; the floor has none', () => {
  const input = scene(FURNISHED, 0.2);
  const { voxelInstance, instances } = groupInstances(input);
  expect(instances.map(({ classId }) => classId).sort()).toEqual([2, 2, 2, 2, 2, 2, 3]);
  expect(agreement(input.truth, voxelInstance, [0, 1, 2, 3, 4, 5, 6])).toBeGreaterThan(0.99);
  input.truth.forEach((thing, row) => {
    if (thing === 7) expect(voxelInstance[row]).toBe(0);
  });
  instances.forEach((instance, i) => {
    expect(instance.rows.every((row) => voxelInstance[row] === i + 1)).toBe(true);
    expect(instance.voxels).toBe(instance.rows.length);
    expect(instance.score).toBeCloseTo(input.probabilities[instance.seed * CLASSES + instance.classId], 6);
  });
  expect(instances.map(({ score }) => score)).toEqual(instances.map(({ score }) => score).sort((a, b) => b - a));
});

test('two chairs with equal embeddings are one until space splits them, by gaps or by reach', () => {
  const input = scene(
    [0, 8].map((x) => ({ classId: CHAIR, voxels: 100, at: [x, 0, 0.5], code: 1 })),
    0.1,
  );
  expect(groupInstances(input).instances).toHaveLength(1);
  for (const options of [{ linkM: 0.3 }, { maxRadiusM: 1.5 }]) {
    const split = groupInstances(input, options);
    expect(split.instances).toHaveLength(2);
    expect(agreement(input.truth, split.voxelInstance, [0, 1])).toBe(1);
  }
});

test('centre votes part touching objects whose embeddings say nothing', () => {
  const input = scene(
    [0, 0.5].map((x) => ({ classId: CHAIR, voxels: 150, at: [x, 0, 0.5], code: 1 })),
    0.1,
  );
  const rng = new Rng(7);
  const votes = Float32Array.from({ length: input.truth.length * 3 }, (_, i) =>
    i % 3 === 0 ? 0.5 * input.truth[Math.floor(i / 3)] + rng.normal(0, 0.05) : rng.normal(0, 0.05),
  );
  expect(groupInstances(input, { linkM: 0.3 }).instances).toHaveLength(1);
  const sides = new Float32Array(input.truth.length).fill(0.5);
  const options = { linkM: 0.3, voteShare: 0.5, embeddingWeight: 0 };
  const split = groupInstances({ ...input, votes, sides }, options);
  expect(split.instances).toHaveLength(2);
  expect(agreement(input.truth, split.voxelInstance, [0, 1])).toBeGreaterThan(0.95);
  // The same votes are of one thing where things are four times as long.
  const long = groupInstances({ ...input, votes, sides: sides.map((side) => 4 * side) }, options);
  expect(long.instances).toHaveLength(1);
});

test('objects whose embeddings are too spread for any mask are still found by their place', () => {
  const input = scene(CHAIRS, 3);
  expect(groupInstances(input).instances).toHaveLength(0);
  const placed = groupInstances(input, { linkM: 0.3 });
  expect(placed.instances).toHaveLength(6);
  expect(agreement(input.truth, placed.voxelInstance, [0, 1, 2, 3, 4, 5])).toBe(1);
});

test('specks are dropped by voxels and by points', () => {
  const input = scene([...CHAIRS, { classId: TABLE, voxels: 4, at: [0, 5, 0], code: 9 }], 0.1);
  expect(groupInstances(input).instances).toHaveLength(6);
  expect(groupInstances(input, { minVoxels: 1 }).instances).toHaveLength(7);
  const pointCounts = input.truth.map((thing) => (thing === 2 ? 1 : 3));
  expect(groupInstances({ ...input, pointCounts }, { minPoints: 100 }).instances).toHaveLength(5);
});

test("TF 3D's masks cover all classes' voxels and may come out twice", () => {
  const input = scene(CHAIRS, 0.15);
  // Every chair might as well be a table.
  const probabilities = input.probabilities.map((p, i) => (i % CLASSES === TABLE ? 0.3 : p));
  const { instances } = groupInstances({ ...input, probabilities }, { mode: 'tf3d' });
  const chairs = instances.filter(({ classId }) => classId === CHAIR);
  const tables = instances.filter(({ classId }) => classId === TABLE);
  expect(chairs).toHaveLength(6);
  expect(tables.length).toBeGreaterThanOrEqual(6);
  const shared = chairs.filter((chair) => tables.some((table) => table.rows.join() === chair.rows.join()));
  expect(shared.length).toBeGreaterThan(0);
  expect(groupInstances({ ...input, probabilities }).instances.every(({ classId }) => classId === CHAIR)).toBe(true);
});

test('nothing to group gives nothing', () => {
  const none = groupInstances(scene([{ classId: FLOOR, voxels: 50, at: [0, 0, 0], code: 0 }], 0.1));
  expect(none.instances).toEqual([]);
  expect(none.voxelInstance.every((id) => id === 0)).toBe(true);
  const empty = scene([], 0.1);
  for (const mode of ['exclusive', 'tf3d'] as const) expect(groupInstances(empty, { mode }).instances).toEqual([]);
});

test('the same result every time, whatever the order of the voxels', () => {
  const input = scene(FURNISHED, 0.25);
  const rows = input.truth.length;
  const reverse = (values: Float32Array, width: number): Float32Array =>
    Float32Array.from(values, (_, i) => values[(rows - 1 - Math.floor(i / width)) * width + (i % width)]);
  const turned = groupInstances({
    ...input,
    embeddings: reverse(input.embeddings, DIMS),
    probabilities: reverse(input.probabilities, CLASSES),
  });
  const plain = groupInstances(input);
  expect(turned.instances.map(({ seed, voxels }) => [rows - 1 - seed, voxels])).toEqual(
    plain.instances.map(({ seed, voxels }) => [seed, voxels]),
  );
});

test('sixty objects of a thousand voxels each are told apart', () => {
  const many: Thing[] = Array.from({ length: 60 }, (_, i) => ({
    classId: i % 3 === 0 ? TABLE : CHAIR,
    voxels: 1000,
    at: [2 * i, 0, 0],
    code: i,
  }));
  const input = scene(many, 0.25);
  const { voxelInstance } = groupInstances(input, { linkM: 0.3 });
  expect(
    agreement(
      input.truth,
      voxelInstance,
      many.map((_, i) => i),
    ),
  ).toBeGreaterThan(0.97);
});
