import { expect, test } from 'vitest';
import { type InputFeature, Rng } from '../core/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../synthesis/index.ts';
import { augmentationOf } from './augmentation.ts';
import { cutCrop } from './crop.ts';
import { changeLooks, looksColumns, looksOf } from './looks.ts';
import { prepareScene } from './training-scene.ts';

const COLOR: readonly InputFeature[] = [{ source: 'shape' }, { source: 'color' }];
const ECHO: readonly InputFeature[] = [{ source: 'shape' }, { source: 'echo' }];
const ROOM = synthesizeRoom(3);
const LABELS = { name: ROOM.truth!.labelSet, classes: [] };

function crop(drop: number, seed = 1) {
  const source = prepareScene(ROOM, 0, COLOR);
  const augmentation = { ...augmentationOf('indoor'), overlay: 0, looksDrop: drop };
  const options = { radiusM: 2, voxelSizeM: 0.05, augmentation, labels: LABELS, features: COLOR, other: () => source };
  return cutCrop(source, options, new Rng(seed));
}

test('a crop carries the looks of its own points', () => {
  const looks = looksOf(ROOM, COLOR);
  expect(looks.channels).toBe(4);
  const all = looks.of(ROOM.cloud.count);
  const some = looks.of(Uint32Array.of(7, 2));
  expect([...some]).toEqual([...all.subarray(28, 32), ...all.subarray(8, 12)]);
  expect(crop(0).looks.length).toBe(4 * crop(0).count);
});

test('the same numbers repaint a crop the same way, others another; its points stay', () => {
  const [one, again, dropped, other] = [crop(0), crop(0), crop(1), crop(0, 2)];
  expect(one.looks).toEqual(again.looks);
  expect(one.looks.slice(0, 40)).not.toEqual(other.looks.slice(0, 40));
  expect(dropped.positions).toEqual(one.positions);
  expect(dropped.looks.every((value) => value === 0)).toBe(true);
  expect(one.looks.every((value) => Math.abs(value) <= 1)).toBe(true);
});

test('light changes, what stands out goes on standing out', () => {
  const looks = Float32Array.from({ length: 400 }, (_, i) => (i % 4 === 3 ? 1 : i < 200 ? -0.5 : 0.5));
  const plain = {
    count: 100,
    positions: new Float32Array(300),
    heights: new Float32Array(100),
    semantic: new Int16Array(100),
    instance: new Uint32Array(100),
    looks,
    boxes: [],
  };
  const options = { ...augmentationOf('indoor'), looksDrop: 0 };
  const mean = (values: Float32Array, from: number) => values.slice(from, from + 200).reduce((a, b) => a + b) / 200;
  for (let seed = 0; seed < 20; seed++) {
    const { looks: moved } = changeLooks(plain, COLOR, options, new Rng(seed));
    expect(mean(moved, 200)).toBeGreaterThan(mean(moved, 0) + 0.1);
    expect(moved.every((value, i) => i % 4 !== 3 || value === 1)).toBe(true);
  }
});

test('streets have returns that tell grass from asphalt', () => {
  let [grass, asphalt] = [0, 0];
  for (const seed of [1, 2]) {
    const street = synthesizeStreet(seed);
    const values = looksOf(street, ECHO).of(street.cloud.count);
    const read = looksColumns(values, ECHO)('echo')!;
    const mean = (label: number): number => {
      const points = [...street.truth!.semantic!.keys()].filter((i) => street.truth!.semantic![i] === label);
      return points.reduce((sum, point) => sum + read(point, 0), 0) / Math.max(1, points.length);
    };
    grass += mean(2);
    asphalt += mean(0);
  }
  expect(grass).toBeGreaterThan(asphalt + 0.5);
});
