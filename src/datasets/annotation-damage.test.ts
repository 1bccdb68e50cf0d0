import { describe, expect, it } from 'vitest';
import { Rng, WorkbenchError } from '../core/index.ts';
import {
  readLabelCloudBoxes,
  readLabelCloudClasses,
  readMmdetInfos,
  readNuscenesTable,
  readPointLabels,
  readSustechBoxes,
} from '../formats/index.ts';
import { fromBytes } from '../sources/index.ts';
import { sharedSource } from './shared-data.fixture.ts';

type Reader = (source: ReturnType<typeof fromBytes>) => Promise<unknown>;

const READERS: readonly [name: string, file: string, read: Reader][] = [
  ['SUSTechPOINTS', 'sustech/label/000950.json', readSustechBoxes],
  ['labelCloud boxes', 'labelcloud/exemplary.json', readLabelCloudBoxes],
  ['labelCloud classes', 'labelcloud/_classes.json', readLabelCloudClasses],
  ['KITTI infos', 'kitti/mmdet3d/000008.derived.json', readMmdetInfos],
  ['SUN RGB-D infos', 'sunrgbd/sunrgbd_000017_infos.derived.json', readMmdetInfos],
  ['masks', 'mmdet3d_tiny/s3dis/semantic_mask/Area_1_office_2.bin', (source) => readPointLabels(source, 100)],
];

const typed = (reading: Promise<unknown>) =>
  reading.then(
    () => true,
    (error: unknown) => error instanceof WorkbenchError || error,
  );

describe('damaged annotations', () => {
  it.each(READERS)('%s: cut anywhere, flipped anywhere: read, or a typed error', async (_, file, read) => {
    const source = sharedSource(file);
    const whole = await source.read(0, source.size);
    const rng = new Rng(5);
    for (let round = 0; round < 150; round++) {
      const bytes = whole.slice(0, round % 3 === 0 ? rng.int(whole.length) : whole.length);
      for (let flips = round % 4; flips > 0 && bytes.length > 0; flips--) {
        bytes[rng.int(bytes.length)]! ^= 1 << rng.int(8);
      }
      expect(await typed(read(fromBytes(source.name, bytes))), `round ${round}`).toBe(true);
    }
  });

  it.each([
    'null',
    '[]',
    '{}',
    '[null, 3, "x"]',
    '{"objects": [{}]}',
    '{"data_list": [1], "metainfo": []}',
    '[[[[[]]]]]',
  ])('JSON of another kind: %s', async (text) => {
    const source = fromBytes('a.json', new TextEncoder().encode(text));
    for (const read of [
      readSustechBoxes,
      readLabelCloudBoxes,
      readLabelCloudClasses,
      readMmdetInfos,
      readNuscenesTable,
    ])
      expect(await typed(read(source))).toBe(true);
  });

  it('keys of prototypes are no fields, and deep nesting is no crash', async () => {
    const hostile = '{"__proto__": {"objects": []}, "constructor": {"prototype": {"polluted": 1}}}';
    await expect(readLabelCloudBoxes(fromBytes('a.json', new TextEncoder().encode(hostile)))).rejects.toMatchObject({
      code: 'FORMAT_FIELD',
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(await typed(readSustechBoxes(fromBytes('deep.json', new TextEncoder().encode(deep))))).toBe(true);
    const infos = JSON.stringify({ metainfo: { dataset: 'constructor', categories: { toString: 0 } }, data_list: [] });
    expect(await readMmdetInfos(fromBytes('i.json', new TextEncoder().encode(infos)))).toMatchObject({ frames: [] });
  });

  it('NaN of Python is read as null, inside a string it stays', async () => {
    const text = '[{"token": "NaN Infinity", "v": [NaN, -Infinity], "n": 3}]';
    const [row] = await readNuscenesTable(fromBytes('sample.json', new TextEncoder().encode(text)));
    expect([row!.text('token'), row!.number('n')]).toEqual(['NaN Infinity', 3]);
    expect(() => row!.numbers('v', 2)).toThrow(/no usable "v"/);
  });
});
