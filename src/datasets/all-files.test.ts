import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Attribute, findAttribute, IGNORE_LABEL, type PointCloud, type Scene } from '../core/index.ts';
import { MADE_FILES } from '../formats/fuzz/made-files.fixture.ts';
import { readLidarseg, readPointLabels, readSemanticKittiLabels } from '../formats/index.ts';
import { fromBytes } from '../sources/index.ts';
import { FormatsDocument } from './formats-document.fixture.ts';
import { openScenes } from './index.ts';
import { MADE_FOLDERS } from './made-folders.fixture.ts';
import { countsOf, FACTS, namesOf, PRESENT, rangesOf } from './readme.fixture.ts';
import { histogram, sharedFolder, sharedSource } from './shared-data.fixture.ts';

/** What a file that is no cloud has to say, alone. */
const REFUSED: readonly (readonly [file: RegExp, code: string, message: RegExp])[] = [
  [/\.pkl$/, 'FORMAT_UNKNOWN', /is a Python pickle/],
  [/_lidarseg\.bin$|\.label$/, 'FORMAT_UNKNOWN', /holds labels.*Drop it together with its cloud/],
  [/(_mask|segmentation)\/.*\.bin$/, 'FORMAT_UNKNOWN', /holds labels.*Drop it together with its cloud/],
  [/_pred16\.bin$/, 'FORMAT_UNKNOWN', /was not recognised/],
  [/^waymo\/semisynthetic\/.*\.json$/, 'FORMAT_UNKNOWN', /is a JSON file/],
  [/\.(json|tsv)$|\/annotations\.feather$/, 'FORMAT_UNKNOWN', /holds labels.*Drop it together with its cloud/],
  [/^kitti\/(training|pointpillars_val)\/.*\.txt$/, 'FORMAT_UNKNOWN', /holds labels or calibration/],
  [/scene0000_00\.txt$/, 'FORMAT_UNKNOWN', /holds labels or calibration \(scannet-meta\)/],
  [/\.yaml$|^README\.md$|kitti\/mmdet3d\/000008\.txt$|pdal_text\.txt$/, 'FORMAT_UNKNOWN', /is a text file/],
  [/^bench\/README\.md$/, 'FORMAT_FIELD', /has no column x/],
  [/\/v2_parquet\//, 'FORMAT_UNKNOWN', /waymo-v2-component.*Drop it together with its cloud/],
  [/mmdet3d_val_metadata_only\.tfrecord$/, 'FORMAT_EMPTY', /18 boxes are labelled, but its 0 lidars are empty/],
  [/pvps_data_one_frame\.tfrecord$/, 'FORMAT_EMPTY', /75 boxes are labelled, but its 5 lidars are empty/],
  [/robust\/no-points\.las$|(trimesh_empty|empty_ascii|empty_bin)\.ply$/, 'FORMAT_EMPTY', /holds no points/],
  [/(no_vertex|empty_header)\.ply$/, 'FORMAT_FIELD', /no vertex element/],
  [/pdal_sized_dims\.ply$/, 'FORMAT_FIELD', /no z coordinate/],
  [/pdal_badheader\.txt$/, 'FORMAT_FIELD', /has 2 columns x/],
];

/** Points of files whose rows of the table do not say them, or say something else: why is in the README's text. */
const POINTS: Readonly<Record<string, number>> = {
  'bench/lidar_basic_features.npy': 125562,
  'bench/lidar_basic_voxels.npy': 125562,
  'bench/lidar_sweep_198k.npy': 198130,
  'drc/bunny.drc': 34834,
  'ptx/complex-transform.ptx': 4,
  'ptx/no-color.ptx': 15,
  'robust/garbage_nVariableLength.las': 718,
  'robust/pcd_missingheader.pcd': 10,
  'twins_ripple/ripple.ptx': 10201,
  'waymo/semisynthetic/sf_2frames.tfrecord': 236656,
};

/** Columns that go elsewhere: labels into the scene's truth; the label mesh's colours are only a palette. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'osd/learn_learn20.pcd': ['rgb'],
  'osd/test_test0.pcd': ['rgb'],
  'scannet/scene0000_00/scene0000_00_vh_clean_2.labels.ply': [],
};

const CLOUDS = PRESENT.filter((file) => !REFUSED.some(([pattern]) => pattern.test(file)));
const MADE_CLOUDS = MADE_FILES.filter(([file]) => !/\.(json|txt)$/.test(file));
const formatsDocument = new FormatsDocument();
const factOf = new Map(FACTS.map((fact) => [fact.file, fact]));

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

/** Columns of a headerless sweep, in the order of the row's ranges. */
function expectSweep(cloud: PointCloud, file: string, text: string): void {
  const widths: Readonly<Record<number, readonly string[]>> = {
    4: ['intensity'],
    5: ['intensity', 'ring'],
    6: ['rgb'],
  };
  const expected = rangesOf(text);
  expectBounds(cloud, expected);
  const isWaymo = file.startsWith('waymo');
  const names = isWaymo ? ['intensity', 'elongation', 'timestamp'] : widths[expected.length]!;
  expect(cloud.attributes.map(({ name }) => name)).toEqual(names);
  cloud.attributes.forEach(({ name, values, components }: Attribute, i) => {
    // Colours of 0–1 become bytes.
    const scale = name === 'rgb' && expected[3]![1] <= 1 ? 255 : 1;
    for (let c = 0; c < components; c++) expectRange(extent(values, c, components), expected[3 + i + c]!, scale);
  });
}

/** Everything that the table says of a cloud. */
function expectFacts({ cloud }: Scene, file: string): void {
  const { text, rows } = factOf.get(file) ?? { text: '', rows: undefined };
  const nonFinite = Number(/nonfinite (\d+)/.exec(text)?.[1] ?? 0);
  expect(cloud.count).toBe(POINTS[file] ?? rows! - nonFinite);
  for (const { values, components } of cloud.attributes) expect(values).toHaveLength(cloud.count * components);
  expect(cloud.positions.every(Number.isFinite)).toBe(true);
  if (text.startsWith('float32')) expectSweep(cloud, file, text);
  if (text.includes('bbox')) expectBounds(cloud, rangesOf(text.slice(text.indexOf('bbox'))));
  const names = NAMES[file] ?? namesOf(text);
  if (names) expect(cloud.attributes.map(({ name }) => name).sort()).toEqual(names);
  const intensity = /intensity (\[.*?\])/.exec(text)?.[1];
  if (intensity) expectRange(extent(findAttribute(cloud, 'intensity')!.values), rangesOf(intensity)[0]!);
  const classes = countsOf(text, 'class');
  if (Object.keys(classes).length > 0) {
    const found = histogram(findAttribute(cloud, 'classification')!.values);
    if (text.includes('…')) expect(found).toMatchObject(classes);
    else expect(found).toEqual(classes);
  }
  // 8 bits, or the high byte of 16; black throughout means that no colour was recorded.
  const largest = /rgb max ([\d.]+)/.exec(text)?.[1];
  if (largest === undefined) return;
  const rgb = findAttribute(cloud, 'rgb');
  const expected = Number(largest) > 255 ? Number(largest) >> 8 : Number(largest);
  expect((rgb ? Array.from(rgb.values) : []).reduce((a, b) => Math.max(a, b), 0)).toBe(expected);
}

describe('every file of the shared data', () => {
  it('is listed by its README, and is a cloud or has its refusal here', () => {
    const unlisted = PRESENT.filter((file) => !factOf.has(file));
    expect(unlisted.filter((file) => !/README\.md$|^bench\//.test(file))).toEqual([]);
    expect(FACTS.map(({ file }) => file).filter((file) => !PRESENT.includes(file))).toEqual([]);
    const unknown = CLOUDS.filter((file) => POINTS[file] === undefined && factOf.get(file)?.rows === undefined);
    expect(unknown).toEqual([]);
    const unused = REFUSED.filter(([pattern]) => !PRESENT.some((file) => pattern.test(file)));
    expect(unused).toEqual([]);
    expect(CLOUDS.length).toBeGreaterThan(110);
    const named = CLOUDS.filter((file) => namesOf(factOf.get(file)?.text ?? ''));
    expect(named.length).toBeGreaterThan(35);
  });

  it.each(CLOUDS)('%s', async (file) => {
    const set = await openScenes([sharedSource(file)], { overrides: { sensorFrame: 'kept' } });
    const scene = await set.load(0);
    expectFacts(scene, file);
    formatsDocument.add(scene);
  });

  it.each(MADE_CLOUDS)('%s, of a kind that is not there, or only large', async (file, make) => {
    const set = await openScenes([fromBytes(path.basename(file), await make(), file)]);
    const scene = await set.load(0);
    expect(scene.cloud.count).toBeGreaterThan(0);
    formatsDocument.add(scene);
  });

  it.each(PRESENT.filter((file) => !CLOUDS.includes(file)))('%s is refused', async (file) => {
    const [, code, message] = REFUSED.find(([pattern]) => pattern.test(file))!;
    const opening = openScenes([sharedSource(file)]).then((set) => set.load(0));
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toMatchObject({ name: 'FormatError', code });
  });
});

describe('labels beside clouds', () => {
  const matching = (pattern: RegExp) => FACTS.filter(({ file, text }) => pattern.test(`${file} ${text}`));

  it.each(matching(/_lidarseg\.bin LABELS/))('$file', async ({ file, rows, text }) => {
    const labels = await readLidarseg(sharedSource(file));
    expect(labels).toHaveLength(rows!);
    expect(histogram(labels)).toEqual(countsOf(text, 'LABELS'));
  });

  it.each(matching(/(mask|segmentation)\/.*LABELS/))('$file', async ({ file, rows, text }) => {
    const found = histogram(await readPointLabels(sharedSource(file), rows!));
    expect(found).toMatchObject(countsOf(text, 'LABELS'));
    if (!text.includes('…')) expect(found).toEqual(countsOf(text, 'LABELS'));
  });

  it.each(matching(/\.label uint32/))('$file', async ({ file, rows, text }) => {
    const { semantic, instance } = await readSemanticKittiLabels(sharedSource(file));
    expect(semantic).toHaveLength(rows!);
    expect(histogram(semantic)).toEqual(countsOf(text, 'LABELS'));
    expect(instance.every((id) => id === 0)).toBe(true);
  });
});

describe('folders as scenes', () => {
  /** Folder, dataset, points of each frame, boxes with a class and without one. */
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
      const scene = await set.load(frame);
      const { cloud, truth, dataset: found } = scene;
      if (frame === 0) formatsDocument.addFolder(folder, scene);
      expect([found, cloud.count]).toEqual([dataset, points[frame]]);
      expect([truth?.boxes.length, truth?.judged?.ignoredBoxes?.length ?? 0]).toEqual([boxes, ignored]);
      for (const column of [truth?.semantic, truth?.instance]) if (column) expect(column).toHaveLength(cloud.count);
      for (const label of new Set(truth?.semantic)) expect(label).toBeGreaterThanOrEqual(IGNORE_LABEL);
    }
  });
});

describe('folders of data sets that the shared data has no frame of', () => {
  const EXPECTED = ['waymo-v2', 'kitti-raw', 'nuscenes'];

  it.each(MADE_FOLDERS)('%s', async (folder, make) => {
    const set = await openScenes(await make());
    // The last frame: there is something to see in it.
    const scene = await set.load(set.frameCount - 1);
    expect(EXPECTED).toContain(scene.dataset);
    expect(scene.cloud.count).toBeGreaterThan(3);
    expect(scene.truth?.semantic ?? scene.truth?.boxes).not.toHaveLength(0);
    formatsDocument.add(scene);
    formatsDocument.addFolder(folder, scene);
  });
});

describe('the twins', () => {
  const TWINS = ['ripple_bin.ply', 'ripple.las', 'ripple.laz', 'ripple.pts', 'ripple.ptx', 'ripple.txt'];

  it('are all the files of their folder', () => {
    const found = PRESENT.filter((file) => file.startsWith('twins_ripple/'));
    expect(found).toEqual(['ripple_ascii.ply', ...TWINS].map((name) => `twins_ripple/${name}`).sort());
  });

  it.each(TWINS)('%s is ripple_ascii.ply', async (name) => {
    const load = async (file: string) =>
      (await (await openScenes([sharedSource(`twins_ripple/${file}`)])).load(0)).cloud;
    const [original, twin] = [await load('ripple_ascii.ply'), await load(name)];
    expect([twin.count, twin.origin]).toEqual([original.count, original.origin]);
    const apart = twin.positions.reduce((most, v, i) => Math.max(most, Math.abs(v - original.positions[i]!)), 0);
    // The texts have four decimals, LAS a scale of a tenth of a millimetre.
    expect(apart).toBeLessThan(1.1e-4);
    expect(findAttribute(twin, 'rgb')!.values).toEqual(findAttribute(original, 'rgb')!.values);
  });
});

describe('docs/formats.md', () => {
  it('says what was read and written here', async () => {
    await formatsDocument.addTargets();
    const document = path.resolve(import.meta.dirname, '../../docs/formats.md');
    // Only the whole file of tests has seen every format.
    expect(formatsDocument.formats).toHaveLength(20);
    if (process.env['UPDATE_DOCS']) writeFileSync(document, formatsDocument.text());
    expect(formatsDocument.text()).toBe(readFileSync(document, 'utf8'));
  });
});
