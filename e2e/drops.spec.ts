import fs from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { MADE_FILES } from '../src/formats/fuzz/made-files.fixture.ts';
import { componentFiles } from '../src/formats/waymo/v2/components.fixture.ts';
import { drop, expect, open, type Page, picture, SHARED, screenshot, state, test, understood } from './page.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const LARGE_POINTS = 6_700_000;
const LARGE_BYTES = 15 * LARGE_POINTS;
/** Half a minute of decoding where the machine is shared with other work. */
const DECODED_MS = 180_000;

interface Timeline {
  readonly firstMs?: number;
  readonly firstPoints?: number;
  readonly wholeMs?: number;
  /** The longest that the page did not answer. */
  readonly longestTaskMs: number;
}

/** Drops a binary PLY of 100 MB that is made in the page: nothing but its header is the same twice. Notes when what was on screen. */
async function dropLarge(page: Page): Promise<void> {
  await page.evaluate(
    ({ points, bytes }) => {
      const header = ['ply', 'format binary_little_endian 1.0', `element vertex ${points}`];
      const fields = ['float x', 'float y', 'float z', 'uchar red', 'uchar green', 'uchar blue'];
      const body = new DataView(new ArrayBuffer(bytes));
      for (let i = 0, at = 0; i < points; i++, at += 15) {
        const angle = i * 2.399963;
        const radius = 40 * Math.sqrt(i / points);
        body.setFloat32(at, radius * Math.cos(angle), true);
        body.setFloat32(at + 4, radius * Math.sin(angle), true);
        body.setFloat32(at + 8, 2 * Math.sin(radius / 3), true);
        for (let c = 0; c < 3; c++) body.setUint8(at + 12 + c, (i * (977 + c)) % 256);
      }
      const head = [...header, ...fields.map((field) => `property ${field}`), 'end_header', ''].join('\n');
      const transfer = new DataTransfer();
      transfer.items.add(new File([head, body.buffer], 'field.ply'));
      const seen: { firstMs?: number; firstPoints?: number; wholeMs?: number; longestTaskMs: number } = {
        longestTaskMs: 0,
      };
      Object.assign(window, { seen });
      const started = performance.now();
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) {
          if (startTime > started) seen.longestTaskMs = Math.max(seen.longestTaskMs, duration);
        }
      }).observe({ entryTypes: ['longtask'] });
      const look = (): void => {
        const now = window.voxelens?.state();
        if (now?.preview && seen.firstMs === undefined) {
          seen.firstMs = performance.now() - started;
          seen.firstPoints = now.preview.points;
        }
        if (now?.scene?.name === 'field.ply') seen.wholeMs = performance.now() - started;
        else setTimeout(look, 20);
      };
      look();
      const target = document.querySelector('[data-testid="viewport"]');
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
      }
    },
    { points: LARGE_POINTS, bytes: LARGE_BYTES },
  );
}

const seen = (page: Page): Promise<Timeline> => page.evaluate(() => (window as unknown as { seen: Timeline }).seen);

/** Most memory that any of the browser's processes has held, MB. Linux tells it. */
async function peakMemory(page: Page): Promise<number> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo.map(({ id }) => {
    try {
      return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  });
  return Math.max(...peaks);
}

/** A small scene with its result: the work that must not be lost. */
async function openWork(page: Page): Promise<void> {
  await open(page, '?sample=room&model=tiny');
  await page.getByTestId('file-input').setInputFiles(path.join(SHARED, 'pcd/colored_cloud.pcd'));
  await page.waitForFunction(() => window.voxelens?.state().scene?.name === 'colored_cloud.pcd', undefined, {
    timeout: 240_000,
  });
  await understood(page);
}

test('somebody drops 100 MB, sees it before it is read, and then all of it', async ({ guarded: page }) => {
  await open(page, '?sample=room&model=tiny');
  const before = await peakMemory(page);
  await dropLarge(page);
  await page.waitForFunction(() => window.voxelens?.state().preview !== undefined, undefined, { timeout: DECODED_MS });
  await screenshot(page, 'drop-preview');
  await page.waitForFunction(() => window.voxelens?.state().scene?.name === 'field.ply', undefined, {
    timeout: DECODED_MS,
  });
  const { firstMs, firstPoints, wholeMs, longestTaskMs } = await seen(page);
  const peak = await peakMemory(page);
  const now = await state(page);
  print(
    `100 MB PLY: first picture of ${firstPoints} points after ${firstMs?.toFixed(0)} ms, all ${now.scene?.points} after ${wholeMs?.toFixed(0)} ms; longest task ${longestTaskMs.toFixed(0)} ms; largest process ${before.toFixed(0)} → ${peak.toFixed(0)} MB`,
  );
  expect(now.scene).toMatchObject({ points: LARGE_POINTS, format: 'ply' });
  expect(firstPoints).toBeGreaterThan(100_000);
  expect(firstMs).toBeLessThan(wholeMs!);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('activity')).toBeHidden({ timeout: 120_000 });
  expect((await picture(page)).vivid).toBeGreaterThan(2000);
  await screenshot(page, 'drop-large');
});

test('somebody thinks better of it while 100 MB are read, and has their work back', async ({ guarded: page }) => {
  await openWork(page);
  const before = await state(page);
  const shown = await picture(page);
  await dropLarge(page);
  await page.waitForFunction(() => window.voxelens?.state().preview !== undefined, undefined, { timeout: DECODED_MS });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('activity')).toBeHidden();
  const now = await state(page);
  expect([now.preview, now.problem]).toEqual([undefined, undefined]);
  expect(now.scene).toEqual(before.scene);
  expect(now.result).toEqual(before.result);
  await expect.poll(async () => (await picture(page)).hash, { timeout: 60_000 }).toBe(shown.hash);
  await page.getByTestId('file-input').setInputFiles(path.join(SHARED, 'ply/bunny.ply'));
  await page.waitForFunction(() => window.voxelens?.state().scene?.name === 'bunny.ply', undefined, {
    timeout: DECODED_MS,
  });
});

test('somebody stops the understanding of 100 MB, and goes on at once', async ({ guarded: page }) => {
  await open(page, '?sample=room&model=tiny');
  await dropLarge(page);
  await page.waitForFunction(
    () => {
      const now = window.voxelens?.state();
      return now?.scene?.name === 'field.ply' && now.activity?.progress?.stage === 'voxels';
    },
    undefined,
    { timeout: DECODED_MS },
  );
  await page.keyboard.press('Escape');
  // A device in software takes a quarter of a minute for the step that it is in; the person does not wait for it.
  await expect.poll(async () => (await state(page)).activity, { timeout: 30_000 }).toBeUndefined();
  await expect.poll(async () => (await state(page)).scene?.points).toBe(LARGE_POINTS);
  await page.getByTestId('file-input').setInputFiles(path.join(SHARED, 'ply/bunny.ply'));
  await page.waitForFunction(() => window.voxelens?.state().scene?.name === 'bunny.ply', undefined, {
    timeout: DECODED_MS,
  });
  await understood(page);
});

const cutLas = (): Buffer => fs.readFileSync(path.join(SHARED, 'las/simple.las')).subarray(0, 200);
const WRONG: readonly (readonly [name: string, bytes: () => Buffer | Uint8Array, says: RegExp])[] = [
  ['empty.ply', () => Buffer.alloc(0), /empty/i],
  ['photo.png', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /image|picture|PNG/i],
  ['paper.pdf', () => Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n'), /PDF/i],
  ['letter.txt', () => Buffer.from('Dear all,\nthe scan is on the other disk.\nYours\n'), /text/i],
  ['cut.las', cutLas, /ends too early|cut|truncated|damaged/i],
  ['mesh.ply', () => Buffer.from('ply\nformat ascii 1.0\nelement face 1\nend_header\n3 0 1 2\n'), /no vertex element/i],
  ['labels.json', () => Buffer.from('{"a": [1, 2, 3]}'), /JSON/i],
  ['holiday.zip', () => zipSync({ 'beach.txt': strToU8('sand') }), /beach|holds points|not recognised|text/i],
  ['noise.bin', () => Buffer.from(Array.from({ length: 4003 }, (_, i) => (i * 7919) % 251)), /recognised|point/i],
  [
    'words.ply',
    () =>
      Buffer.from(
        'ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\none two three\n',
      ),
    /number/i,
  ],
];

test('somebody drops ten wrong files in a row, is told of each, and keeps their work', async ({ guarded: page }) => {
  await openWork(page);
  const before = await state(page);
  const shown = await picture(page);
  for (const [name, bytes, says] of WRONG) {
    await drop(page, [{ name, buffer: Buffer.from(bytes()) }]);
    await expect.poll(async () => (await state(page)).problem?.subject, { timeout: 60_000 }).toContain(name);
    const alert = page.getByRole('alert').filter({ hasText: says });
    await expect(alert, name).toBeVisible();
    print(`${name}: ${((await alert.first().textContent()) ?? '').replaceAll(/\s+/g, ' ').trim()}`);
    const now = await state(page);
    expect(now.scene, name).toEqual(before.scene);
    expect(now.result, name).toEqual(before.result);
  }
  await screenshot(page, 'drop-wrong');
  expect((await picture(page)).hash).toBe(shown.hash);
});

/** What each folder is recognised as, how many points its first frame has, and whether labels or boxes came with it. */
const FOLDERS: readonly (readonly [
  folder: string,
  dataset: string,
  points: number,
  truth: 'classes' | 'boxes' | 'none',
])[] = [
  ['scannet/scene0000_00', 'scannet', 81_369, 'classes'],
  ['kitti/training', 'kitti-object', 115_384, 'boxes'],
  ['nuscenes/lidarseg', 'nuscenes', 34_720, 'classes'],
  ['av2', 'av2', 100_660, 'boxes'],
  ['sustech', 'sustech', 68_242, 'boxes'],
  ['osd', 'osd', 194_137, 'classes'],
  ['labelcloud', 'labelcloud', 86_357, 'boxes'],
  ['sunrgbd', 'sunrgbd', 50_000, 'boxes'],
  ['waymo/kitti_format', 'waymo-kitti-format', 800, 'boxes'],
  ['waymo/semisynthetic', 'waymo-v1', 236_656, 'classes'],
  ['mmdet3d_tiny/semantickitti', 'semantickitti', 50, 'classes'],
  ['mmdet3d_tiny/s3dis', 's3dis', 100, 'classes'],
  ['mmdet3d_tiny/scannet', 'scannet', 100, 'classes'],
];

/** Opens a folder and waits until its cloud is there. */
async function openFolder(page: Page, folder: string, dataset: string, points: number): Promise<void> {
  await page.getByTestId('folder-input').setInputFiles(folder);
  await page.waitForFunction(
    ([expected, count]) => {
      const { scene } = window.voxelens!.state();
      return scene?.dataset === expected && scene.points === count;
    },
    [dataset, points] as const,
    { timeout: DECODED_MS },
  );
}

test('somebody opens a folder of each data set, one after the other', async ({ guarded: page }) => {
  await open(page, '?sample=room&model=tiny');
  for (const [folder, dataset, points, truth] of FOLDERS) {
    await openFolder(page, path.join(SHARED, folder), dataset, points);
    const { scene, problem } = await state(page);
    expect(problem, folder).toBeUndefined();
    if (truth === 'classes') expect(scene?.truthLabelSet, folder).toBeDefined();
    if (truth === 'boxes') expect(scene?.truthBoxes, folder).toBeGreaterThan(0);
  }
});

const made = async (name: string): Promise<Uint8Array> => MADE_FILES.find(([file]) => file === `made/${name}`)![1]();
const sweepOf = (columns: number): Uint8Array => {
  const values = Float32Array.from({ length: 64 * columns }, (_, i) => {
    const row = Math.floor(i / columns);
    return [row, -row / 2, 1 + (row % 5) / 3, (row % 10) / 16, row % 32][i % columns]!;
  });
  return new Uint8Array(values.buffer);
};
const OBJECTS = [
  ...['ply', 'format ascii 1.0', 'element vertex 4', 'property float x', 'property float y', 'property float z'],
  ...[
    'property ushort objectId',
    'property uchar NYU40',
    'end_header',
    '0 0 0 7 5',
    '1 0 0 7 5',
    '0 1 1 7 5',
    '3 3 0 0 1',
    '',
  ],
].join('\n');
const room = (x: number): string =>
  Array.from({ length: 20 }, (_, i) => `${x + i / 10} ${i % 4} ${i % 3} ${i} 200 30\n`).join('');

/** Folders of the kinds that the shared data has none of, as small as they can be. */
const MADE: readonly (readonly [dataset: string, points: number, files: () => Promise<Record<string, Uint8Array>>])[] =
  [
    [
      'semantickitti',
      64,
      async () => ({
        'sequences/04/velodyne/000000.bin': sweepOf(4),
        'sequences/04/labels/000000.label': new Uint8Array(new Uint32Array(64).fill(40).buffer),
        'sequences/04/calib.txt': strToU8('P0: 1 0 0 0 0 1 0 0 0 0 1 0\nTr: 0 -1 0 0 0 0 -1 0 1 0 0 0\n'),
        'sequences/04/poses.txt': strToU8('1 0 0 0 0 1 0 0 0 0 1 0\n'),
      }),
    ],
    [
      'kitti-odometry',
      64,
      async () => ({
        'sequences/11/velodyne/000000.bin': sweepOf(4),
        'sequences/11/calib.txt': strToU8('P0: 1 0 0 0 0 1 0 0 0 0 1 0\nTr: 0 -1 0 0 0 0 -1 0 1 0 0 0\n'),
      }),
    ],
    [
      'kitti-raw',
      64,
      async () => ({
        '2011_09_26/2011_09_26_drive_0001_sync/velodyne_points/data/0000000000.bin': sweepOf(4),
        '2011_09_26/2011_09_26_drive_0001_sync/oxts/data/0000000000.txt': await made('oxts/data/0000000000.txt'),
      }),
    ],
    [
      's3dis',
      40,
      async () => ({
        'Area_1/office_1/office_1.txt': strToU8(room(0) + room(5)),
        'Area_1/office_1/Annotations/chair_1.txt': strToU8(room(0)),
        'Area_1/office_1/Annotations/floor_1.txt': strToU8(room(5)),
      }),
    ],
    ['3rscan', 4, async () => ({ '0cac753c/labels.instances.annotated.v2.ply': strToU8(OBJECTS) })],
    ['scannet-sens', 4, async () => ({ 'scene0000_00/scene0000_00.sens': await made('a.sens') })],
    ['waymo-v2', 8, async () => componentFiles(await made('waymo.tfrecord'))],
    ['tf3d-frame', 2, async () => ({ 'train/00000.tfrecord': await made('tf3d.tfrecord') })],
  ];

test('somebody opens folders of the other data sets', async ({ guarded: page }, info) => {
  await open(page, '?sample=room&model=tiny');
  for (const [dataset, points, files] of MADE) {
    const folder = info.outputPath(dataset);
    for (const [name, bytes] of Object.entries(await files())) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, bytes);
    }
    await openFolder(page, folder, dataset, points);
    expect((await state(page)).problem, dataset).toBeUndefined();
  }
});

test('somebody drops a zip of a KITTI folder', async ({ guarded: page }) => {
  await open(page, '?sample=room&model=tiny');
  const inside = ['velodyne/000000.bin', 'label_2/000000.txt', 'calib/000000.txt'];
  const entries = inside.map((name) => [
    `training/${name}`,
    fs.readFileSync(path.join(SHARED, 'kitti/training', name)),
  ]);
  const zip = zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>);
  await drop(page, [{ name: 'kitti.zip', buffer: Buffer.from(zip) }]);
  await page.waitForFunction(() => window.voxelens?.state().scene?.dataset === 'kitti-object', undefined, {
    timeout: DECODED_MS,
  });
  await expect.poll(async () => (await state(page)).scene).toMatchObject({ points: 115_384, truthBoxes: 1 });
});
