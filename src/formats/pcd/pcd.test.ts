import { describe, expect, it } from 'vitest';
import { Diagnostics, FormatError, findAttribute, type PointCloud } from '../../core/index.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { sniff } from '../sniff.ts';
import { LzfDecoder } from './lzf.ts';
import { readPcd } from './read.ts';

/** Points, attribute names, and bounds of the true coordinates as the README of the shared data states them. */
const FACTS: readonly [file: string, count: number, attributes: string, min: number[], max: number[]][] = [
  ['pcd/Zaghetto.pcd', 59750, '', [0.172, 0.423, 0.501], [0.728, 0.839, 0.697]],
  [
    'pcd/autzen-utm.pcd',
    1065,
    'rgb intensity ReturnNumber NumberOfReturns ScanDirectionFlag EdgeOfFlightLine classification ScanAngleRank UserData PointSourceId GpsTime',
    [493995, 4.87743e6, 123.93],
    [494994, 4.87882e6, 178.73],
  ],
  ['pcd/colored_cloud.pcd', 1000, 'rgb normal curvature', [-0.887, -0.651, 0.882], [0.489, -0.375, 1.532]],
  ['pcd/hitachi_pointcloud_labeling.pcd', 18524, 'intensity ignore', [5.366, -34.226, -6.52], [79.49, 37.336, 2.846]],
  ['pcd/isprs_samp11-utm-ground.pcd', 21786, '', [512701, 5.40355e6, 295.25], [512835, 5.40385e6, 399.86]],
  ['pcd/isprs_samp11-utm.pcd', 38010, '', [512701, 5.40355e6, 295.25], [512835, 5.40385e6, 404.08]],
  ['pcd/milk_color.pcd', 13704, 'rgb', [-0.14, -0.264, 0.714], [0.014, -0.012, 0.891]],
  ['pcd/min_cut_segmentation_tutorial.pcd', 9311, '', [64.799, -22.189, -0.1], [72.799, -14.929, 1.68]],
  ['pcd/octants.pcd', 8, '', [-9, -9, -9], [9, -3, -3]],
  ['pcd/region_growing_rgb_tutorial.pcd', 307200 - 47353, 'rgb', [-1.072, -1.581, 0.843], [1.81, 0.408, 3.821]],
  ['pcd/room_scan1.pcd', 112586, '', [-13.8, -6.493, -1.352], [15.447, 7.98, 1.709]],
  ['pcd/simple-ascii.pcd', 213, 'rgb', [-0.955, -0.315, 0], [0.992, 0.356, 0]],
  ['pcd/utm17_comma.pcd', 10, '', [289814, 4320978, 170.58], [289818, 4320981, 170.76]],
  ['pcd/utm17_space.pcd', 10, '', [289814, 4320978, 170.58], [289818, 4320981, 170.76]],
  ['osd/learn_learn20.pcd', 307200 - 113063, 'rgb label', [-0.446, -0.417, 0.561], [0.488, 0.281, 1.396]],
  ['osd/test_test0.pcd', 307200 - 118002, 'rgb label', [-0.4344, -0.306, 0.536], [0.554, 0.278, 1.21]],
  [
    'sustech/lidar/000950.pcd',
    68242,
    'intensity timestamp ring',
    [-128.848, -100.018, -13.053],
    [161.116, 199.264, 12.567],
  ],
];

function bounds({ positions, origin, count }: PointCloud): [number[], number[]] {
  const [min, max] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ];
  for (let i = 0; i < count * 3; i++) {
    const value = positions[i]! + origin[i % 3]!;
    min[i % 3] = Math.min(min[i % 3]!, value);
    max[i % 3] = Math.max(max[i % 3]!, value);
  }
  return [min, max] as [number[], number[]];
}

describe('PCD on real files', () => {
  it('is known without its comment line, with the line breaks of Windows', async () => {
    const text = 'VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nDATA ascii\n1 2 3\n';
    for (const file of [text, text.replaceAll('\n', '\r\n')]) {
      expect(await sniff(memorySource('a.pcd', file))).toEqual({ kind: 'cloud', format: 'pcd' });
      expect((await readPcd(memorySource('a.pcd', file))).cloud.count).toBe(1);
    }
  });

  it('says that 64-bit numbers lose their last digits, and nothing where they do not', async () => {
    const head = 'VERSION 0.7\nFIELDS x y z t\nSIZE 4 4 4 8\nTYPE F F F U\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA binary\n';
    const saidOf = async (t: bigint) => {
      const row = new DataView(new ArrayBuffer(20));
      row.setBigUint64(12, t, true);
      const diagnostics = new Diagnostics();
      const bytes = new Uint8Array([...new TextEncoder().encode(head), ...new Uint8Array(row.buffer)]);
      await readPcd(memorySource('a.pcd', bytes), { diagnostics });
      return diagnostics.list.map(({ code }) => code);
    };
    expect(await saidOf(1_700_000_000_123_456_789n)).toContain('INTEGERS_ROUNDED');
    expect(await saidOf(1_700_000_000_123_456n)).toEqual([]);
  });

  it.each(FACTS)('%s: points, bounds, attributes', async (file, count, attributes, min, max) => {
    const { cloud } = await readPcd(sharedSource(file));
    expect(cloud).toMatchObject({ count, format: 'pcd' });
    expect(cloud.attributes.map(({ name }) => name).join(' ')).toBe(attributes);
    const [low, high] = bounds(cloud);
    for (let axis = 0; axis < 3; axis++) {
      // The README rounds to three decimals, or to six digits.
      const tolerance = Math.max(0.0006, Math.abs(max[axis]!) * 6e-6);
      expect(Math.abs(low[axis]! - min[axis]!)).toBeLessThan(tolerance + (min[axis]! > 1e5 ? 1 : 0));
      expect(Math.abs(high[axis]! - max[axis]!)).toBeLessThan(tolerance + (max[axis]! > 1e5 ? 1 : 0));
    }
  });

  it('drops the invalid points of organised clouds with a count, and keeps labels beside the rest', async () => {
    const diagnostics = new Diagnostics();
    const { cloud, keptRows, sourceCount } = await readPcd(sharedSource('osd/test_test0.pcd'), { diagnostics });
    expect([sourceCount, keptRows!.length]).toEqual([307200, cloud.count]);
    expect(diagnostics.list).toMatchObject([{ code: 'PCD_ORGANISED' }, { code: 'NON_FINITE_DROPPED', count: 118002 }]);
    const labels = findAttribute(cloud, 'label')!.values;
    expect(labels).toBeInstanceOf(Uint32Array);
    expect(labels.filter((label) => label === 20)).toHaveLength(16630);
    expect(labels.filter((label) => label === 30)).toHaveLength(9836);
    expect(labels.filter((label) => label > 0 && label < 10)).toHaveLength(162732);
  });

  it('finds SUSTech’s fields where they are, not where the header’s padding puts them', async () => {
    const diagnostics = new Diagnostics();
    const { cloud } = await readPcd(sharedSource('sustech/lidar/000950.pcd'), { diagnostics });
    expect(diagnostics.list).toMatchObject([
      { code: 'PCD_TRAILING', count: 3848 },
      { code: 'PCD_OFFSETS', count: 2 },
    ]);
    const column = (name: string) => findAttribute(cloud, name)!.values;
    expect(Math.max(...column('intensity'))).toBe(255);
    const rings = new Set(column('ring'));
    expect(Math.max(...rings)).toBeLessThan(128);
    expect(rings.size).toBeGreaterThan(16);
    const times = column('timestamp') as Float64Array;
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(1);
  });

  it('reads colours by their bits, whatever their type', async () => {
    const ascii = (await readPcd(sharedSource('pcd/simple-ascii.pcd'))).cloud;
    expect([...findAttribute(ascii, 'rgb')!.values.subarray(0, 3)]).toEqual([128, 128, 224]);
    const wide = (await readPcd(sharedSource('pcd/autzen-utm.pcd'))).cloud;
    expect(Math.max(...findAttribute(wide, 'rgb')!.values)).toBe(249);
    expect(findAttribute(wide, 'intensity')!.values).toBeInstanceOf(Uint16Array);
    expect(findAttribute(wide, 'GpsTime')!.values).toBeInstanceOf(Float64Array);
  });

  it('warns of coordinates that lost their digits in the file, not of text that has them', async () => {
    const codes = async (file: string) => {
      const diagnostics = new Diagnostics();
      await readPcd(sharedSource(file), { diagnostics });
      return diagnostics.list.map(({ code }) => code);
    };
    expect(await codes('pcd/isprs_samp11-utm.pcd')).toEqual(['FLOAT_COARSE']);
    expect(await codes('pcd/utm17_comma.pcd')).toEqual([]);
    expect(await codes('pcd/autzen-utm.pcd')).toEqual([]);
  });

  it('keeps the viewpoint as information', async () => {
    const diagnostics = new Diagnostics();
    const { comments } = await readPcd(sharedSource('pcd/hitachi_pointcloud_labeling.pcd'), { diagnostics });
    expect(comments[0]).toMatch(/^VIEWPOINT 0\.059/);
    expect(diagnostics.list.map(({ code }) => code)).toContain('PCD_VIEWPOINT');
  });
});

const header = (lines: Record<string, string | number>) =>
  Object.entries({ VERSION: '0.7', FIELDS: 'x y z', SIZE: '4 4 4', TYPE: 'F F F', COUNT: '1 1 1', ...lines })
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');

describe('PCD dialects', () => {
  it('takes minimal headers in lower case, commas, stray header lines, nan, and integers that are colours', async () => {
    const text = `fields x y z rgb\nsize 4 4 4 4\ntype f f f f\nwidth 4\ndata ascii\nMETADATA none\n1,2,3,4278255360\n1.5;2;3 16711680.0\nnan 1 1 0\n-1e-3 +2 .5 0`;
    const { cloud } = await readPcd(memorySource('a.pcd', text));
    expect(cloud.count).toBe(3);
    expect([...cloud.positions.subarray(6)]).toEqual([Math.fround(-1e-3), 2, 0.5]);
    expect([...findAttribute(cloud, 'rgb')!.values.subarray(0, 3)]).toEqual([0, 255, 0]);
  });

  it('keeps the digits that a text coordinate has beyond float32', async () => {
    const { cloud } = await readPcd(sharedSource('pcd/utm17_comma.pcd'));
    expect(cloud.positions[1]! + cloud.origin[1]).toBeCloseTo(4320978.61, 3);
  });

  it('keeps descriptors as one attribute and skips fields that are declared away', async () => {
    const fields = { FIELDS: 'x y z f _ w#', SIZE: '4 4 4 4 1 2', TYPE: 'F F F F U I', COUNT: '1 1 1 3 0 1' };
    const text = `${header({ ...fields, WIDTH: 2, HEIGHT: 1, DATA: 'ascii' })}0 0 0 1 2 3 -7\n1 1 1 4 5 6 8\n`;
    const { cloud } = await readPcd(memorySource('a.pcd', text));
    expect(findAttribute(cloud, 'f')).toMatchObject({ components: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect(findAttribute(cloud, 'w#')!.values).toEqual(Int16Array.of(-7, 8));
  });

  it('takes the row’s length from the file where padding is wrong', async () => {
    const points = 5000;
    const head = new TextEncoder().encode(
      header({ FIELDS: 'x y z _', SIZE: '4 4 4 1', TYPE: 'F F F U', COUNT: '1 1 1 0', WIDTH: points, DATA: 'binary' }),
    );
    const rows = new Float32Array(points * 4).map((_, i) => i);
    const bytes = new Uint8Array(head.length + rows.byteLength);
    bytes.set(head);
    bytes.set(new Uint8Array(rows.buffer), head.length);
    const diagnostics = new Diagnostics();
    const { cloud } = await readPcd(memorySource('a.pcd', bytes), { diagnostics });
    expect(diagnostics.list[0]).toMatchObject({ code: 'PCD_STRIDE', severity: 'warning' });
    expect(cloud.positions[3]! + cloud.origin[0]).toBe(4);
  });
});

describe('PCD damage', () => {
  it('says that decimal commas are none, and takes commas between values', async () => {
    const head = 'FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH 2\nHEIGHT 1\nDATA ascii\n';
    const decimal = readPcd(memorySource('a.pcd', `${head}1,5 2,5 3,5\n4,5 5,5 6,5\n`));
    await expect(decimal).rejects.toMatchObject({
      code: 'FORMAT_FIELD',
      message: expect.stringContaining('decimal commas'),
    });
    for (const rows of ['1,2,3\n4,5,6\n', '1, 2, 3\n4, 5, 6\n', '1 2 3\n4 5 6\n'])
      expect([...(await readPcd(memorySource('a.pcd', head + rows))).cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each<[string, string, RegExp]>([
    ['FORMAT_MAGIC', '1 2 3\n4 5 6\n', /no DATA line/],
    ['FORMAT_TRUNCATED', '# .PCD v.7\nVERSION .7\nFIELDS x y z\n', /no DATA line/],
    [
      'FORMAT_FIELD',
      header({ FIELDS: 'x y', SIZE: '4 4', TYPE: 'F F', COUNT: '1 1', WIDTH: 1, DATA: 'ascii' }),
      /no z/,
    ],
    ['FORMAT_FIELD', header({ SIZE: '4 4', WIDTH: 1, DATA: 'ascii' }), /SIZE has 2 entries/],
    ['FORMAT_FIELD', header({ TYPE: 'F F X', WIDTH: 1, DATA: 'ascii' }), /unknown TYPE X/],
    ['FORMAT_FIELD', header({ COUNT: '1 1 99999999', WIDTH: 1, DATA: 'ascii' }), /COUNT/],
    ['FORMAT_FIELD', header({ WIDTH: '1e9', DATA: 'ascii' }), /WIDTH/],
    ['FORMAT_TRUNCATED', header({ WIDTH: 1e9, DATA: 'ascii' }), /1000000000 points/],
    ['FORMAT_TRUNCATED', header({ WIDTH: 1e9, DATA: 'binary' }), /1000000000 points/],
    ['FORMAT_FIELD', `${header({ WIDTH: 1, DATA: 'ascii' })}1 2 zero\n`, /"zero" in row 0/],
    ['FORMAT_TRUNCATED', `${header({ WIDTH: 2, DATA: 'ascii' })}1.0 2.0 3.0 4.0\n`, /too early/],
    ['FORMAT_FIELD', header({ WIDTH: 1, DATA: 'zip' }), /not a known encoding/],
    ['FORMAT_EMPTY', header({ WIDTH: 0, DATA: 'ascii' }), /no points/],
  ])('%s', async (code, text, message) => {
    const reading = readPcd(memorySource('a.pcd', text));
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code });
  });

  it('refuses a compressed block that claims more than LZF can hold, before allocating it', async () => {
    const head = new TextEncoder().encode(header({ WIDTH: 300_000_000, DATA: 'binary_compressed' }));
    const bytes = new Uint8Array(head.length + 8 + 16);
    bytes.set(head);
    new DataView(bytes.buffer).setUint32(head.length, 16, true);
    new DataView(bytes.buffer).setUint32(head.length + 4, 3_600_000_000, true);
    await expect(readPcd(memorySource('bomb.pcd', bytes))).rejects.toThrow(/cannot hold/);
  });

  it('gives a typed error for every cut and for flipped bits', async () => {
    for (const file of ['pcd/milk_color.pcd', 'pcd/autzen-utm.pcd', 'pcd/octants.pcd']) {
      const whole = sharedBytes(file);
      for (let cut = 1; cut < 40; cut++) {
        const bytes = whole.slice(0, Math.floor((whole.length * cut) / 41));
        await expect(readPcd(memorySource('cut.pcd', bytes))).rejects.toBeInstanceOf(FormatError);
      }
      for (let flip = 0; flip < 60; flip++) {
        const bytes = whole.slice();
        const at = (flip * 7919) % Math.min(bytes.length, 4000);
        bytes[at] = bytes[at]! ^ (1 << (flip % 8));
        const outcome = await readPcd(memorySource('flip.pcd', bytes)).then(
          () => true,
          (error: unknown) => error instanceof FormatError,
        );
        expect(outcome, `${file} byte ${at}`).toBe(true);
      }
    }
  });

  it('LZF: literals, overlapping copies, and references before the start, in any pieces', () => {
    const decode = (block: readonly number[], pieceBytes: number): number[] | undefined => {
      const output = new Uint8Array(8);
      const decoder = new LzfDecoder(output);
      for (let at = 0; at < block.length; at += pieceBytes) {
        if (!decoder.add(Uint8Array.from(block.slice(at, at + pieceBytes)))) return undefined;
      }
      return decoder.finish() ? [...output] : undefined;
    };
    for (const pieceBytes of [1, 2, 100]) {
      expect(decode([1, 7, 8, 0b100_00000, 1], pieceBytes)).toEqual([7, 8, 7, 8, 7, 8, 7, 8]);
      expect(decode([1, 7, 8, 0b100_00000, 2], pieceBytes)).toBeUndefined();
      expect(decode([1, 7], pieceBytes)).toBeUndefined();
      expect(decode([0b111_00000], pieceBytes)).toBeUndefined();
    }
  });
});
