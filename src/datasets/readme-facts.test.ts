import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Attribute, findAttribute, IGNORE_LABEL, type PointCloud } from '../core/index.ts';
import { readCloud, readLidarseg, readPointLabels, readSemanticKittiLabels } from '../formats/index.ts';
import { openScenes } from './index.ts';
import { histogram, sharedFolder, sharedSource } from './shared-data.fixture.ts';

/** One row of the table of files: what an independent parser found in it. */
interface Fact {
  readonly file: string;
  readonly points: number;
  readonly text: string;
}

const README = readFileSync(path.resolve(import.meta.dirname, '../../../shared/data/README.md'), 'utf8');
const FACTS = README.split('\n').flatMap((line): Fact[] => {
  const cells = line.split('|').map((cell) => cell.trim());
  const [, file = '', bytes = '', points = '', text = ''] = cells;
  return /^\d+$/.test(bytes) ? [{ file, points: Number(points), text }] : [];
});
const OWN =
  /^(pcd|osd|sustech|av2|kitti|nuscenes|mmdet3d_tiny|sunrgbd|labelcloud|waymo\/kitti_format|scannet\/mmdet3d)\//;
const ROWS = FACTS.filter(({ file }) => OWN.test(file));
const matching = (pattern: RegExp) => ROWS.filter(({ file, text }) => pattern.test(`${file} ${text}`));

const range = String.raw`\[(-?[\d.e+]+), ?(-?[\d.e+]+)\]`;
/** Ranges in the order of the row's text. */
function ranges(text: string): [number, number][] {
  return [...text.matchAll(new RegExp(range, 'g'))].map((match) => [Number(match[1]), Number(match[2])]);
}

function extent(values: ArrayLike<number>, start = 0, step = 1, shift = 0): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (let i = start; i < values.length; i += step) {
    min = Math.min(min, values[i]! + shift);
    max = Math.max(max, values[i]! + shift);
  }
  return [min, max];
}

function expectRange([min, max]: [number, number], expected: [number, number], scale = 1): void {
  // The table rounds to three decimals or six digits.
  const tolerance = (value: number) => Math.max(0.00051, Math.abs(value) * 6e-6) * scale;
  expect(Math.abs(min - expected[0] * scale)).toBeLessThanOrEqual(tolerance(expected[0]) + (scale > 1 ? 1 : 0));
  expect(Math.abs(max - expected[1] * scale)).toBeLessThanOrEqual(tolerance(expected[1]) + (scale > 1 ? 1 : 0));
}

function expectBounds({ positions, origin }: PointCloud, expected: readonly [number, number][]): void {
  for (let axis = 0; axis < 3; axis++) expectRange(extent(positions, axis, 3, origin[axis]), expected[axis]!);
}

function labelsOf(text: string): Record<number, number> {
  const listed = /LABELS ([\d: ]+)/.exec(text)?.[1] ?? '';
  return Object.fromEntries([...listed.matchAll(/(\d+):(\d+)/g)].map((match) => [match[1], Number(match[2])]));
}

describe('the shared data', () => {
  it('has these files, and the README lists each of them', () => {
    expect(ROWS.length).toBeGreaterThan(60);
    const listed = new Set(FACTS.map(({ file }) => file));
    const present = ['pcd', 'osd', 'sustech', 'av2', 'kitti', 'nuscenes', 'mmdet3d_tiny', 'sunrgbd', 'labelcloud'];
    for (const folder of present) for (const source of sharedFolder(folder)) expect(listed).toContain(source.path);
  });
});

describe('PCD', () => {
  it.each(matching(/\.pcd .*bbox/))('$file', async ({ file, points, text }) => {
    const { cloud } = await readCloud(sharedSource(file));
    const nonFinite = Number(/nonfinite (\d+)/.exec(text)?.[1] ?? 0);
    expect(cloud).toMatchObject({ format: 'pcd', count: points - nonFinite });
    expectBounds(cloud, ranges(text.slice(text.indexOf('bbox'))));
    const intensity = /intensity (\[.*?\])/.exec(text)?.[1];
    if (intensity) expectRange(extent(findAttribute(cloud, 'intensity')!.values), ranges(intensity)[0]!);
    const labels = labelsOf(text);
    // Label 0 marks the points without coordinates, which are gone.
    const { 0: _, ...kept } = labels;
    if (Object.keys(kept).length > 0) expect(histogram(findAttribute(cloud, 'label')!.values)).toEqual(kept);
  });
});

describe('headerless floats', () => {
  const widths: Readonly<Record<number, readonly string[]>> = {
    4: ['intensity'],
    5: ['intensity', 'ring'],
    6: ['rgb'],
  };

  it.each(matching(/\.bin float32 x\d/))('$file', async ({ file, points, text }) => {
    const { cloud } = await readCloud(sharedSource(file));
    expect(cloud).toMatchObject({ format: 'float32-bin', count: points });
    const expected = ranges(text);
    expectBounds(cloud, expected);
    const isWaymo = file.startsWith('waymo');
    const names = isWaymo ? ['intensity', 'elongation', 'timestamp'] : widths[expected.length]!;
    expect(cloud.attributes.map(({ name }) => name)).toEqual(names);
    cloud.attributes.forEach((attribute: Attribute, i) => {
      // Colours of 0–1 become bytes.
      const scale = attribute.name === 'rgb' && expected[3]![1] <= 1 ? 255 : 1;
      for (let c = 0; c < attribute.components; c++) {
        expectRange(extent(attribute.values, c, attribute.components), expected[3 + i + c]!, scale);
      }
    });
  });
});

describe('labels beside clouds', () => {
  it.each(matching(/_lidarseg\.bin LABELS/))('$file', async ({ file, points, text }) => {
    const labels = await readLidarseg(sharedSource(file));
    expect(labels).toHaveLength(points);
    expect(histogram(labels)).toEqual(labelsOf(text));
  });

  it.each(matching(/(mask|segmentation)\/.*LABELS/))('$file', async ({ file, points, text }) => {
    const found = histogram(await readPointLabels(sharedSource(file), points));
    // Long lists end in an ellipsis.
    expect(found).toMatchObject(labelsOf(text));
    if (!text.includes('…')) expect(found).toEqual(labelsOf(text));
  });

  it.each(matching(/\.label uint32/))('$file', async ({ file, points, text }) => {
    const { semantic, instance } = await readSemanticKittiLabels(sharedSource(file));
    expect(semantic).toHaveLength(points);
    expect(histogram(semantic)).toEqual(labelsOf(text));
    expect(instance.every((id) => id === 0)).toBe(true);
  });
});

describe('folders as scenes', () => {
  /** Folder, dataset, frames, points of each, boxes with a class and without one. */
  it.each<[folder: string, dataset: string, points: number[], boxes: number, ignored: number]>([
    ['osd', 'osd', [307200 - 113063, 307200 - 118002], 0, 0],
    ['sustech', 'sustech', [68242], 18, 1],
    ['av2', 'av2', [100660], 44, 3],
    ['kitti/training', 'kitti-object', [115384], 1, 0],
    ['kitti/pointpillars_val', 'kitti-object', [19097], 15, 0],
    ['kitti/mmdet3d', 'kitti-object', [17238], 6, 0],
    ['nuscenes/lidarseg', 'nuscenes', [34720, 34688, 34688, 34688, 34752, 34688], 0, 0],
    ['nuscenes/boxes', 'nuscenes', [34688], 43, 26],
    ['mmdet3d_tiny/semantickitti', 'semantickitti', [50], 0, 0],
    ['mmdet3d_tiny/s3dis', 's3dis', [100], 0, 0],
    ['mmdet3d_tiny/scannet', 'scannet', [100], 0, 0],
    ['sunrgbd', 'sunrgbd', [50000], 1, 1],
    ['labelcloud', 'labelcloud', [86357], 1, 0],
    ['waymo/kitti_format', 'waymo-kitti-format', [800], 1, 0],
  ])('%s', async (folder, dataset, points, boxes, ignored) => {
    const set = await openScenes(sharedFolder(folder));
    expect(set.frameCount).toBe(points.length);
    for (let frame = 0; frame < points.length; frame++) {
      const { cloud, truth, dataset: found } = await set.load(frame);
      expect([found, cloud.count]).toEqual([dataset, points[frame]]);
      expect([truth?.boxes.length, truth?.judged?.ignoredBoxes?.length ?? 0]).toEqual([boxes, ignored]);
      for (const column of [truth?.semantic, truth?.instance]) if (column) expect(column).toHaveLength(cloud.count);
      for (const label of new Set(truth?.semantic)) expect(label).toBeGreaterThanOrEqual(IGNORE_LABEL);
    }
  });
});
