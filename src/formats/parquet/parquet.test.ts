import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { Diagnostics, FormatError, findAttribute } from '../../core/index.ts';
import { memorySource, sharedSource } from '../shared-data.fixture.ts';
import { readParquet } from './read.ts';
import { sniffParquet } from './sniff.ts';

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];
const table = (columnData: Columns, options: object = {}) =>
  memorySource('a.parquet', new Uint8Array(parquetWriteBuffer({ columnData, ...options })));
const axes = (count: number): Columns => [
  { name: 'x', data: Float32Array.from({ length: count }, (_, i) => i), type: 'FLOAT' },
  { name: 'y', data: Float64Array.from({ length: count }, (_, i) => -i), type: 'DOUBLE' },
  { name: 'z', data: Float32Array.from({ length: count }, (_, i) => i / 2), type: 'FLOAT' },
];

describe('readParquet', () => {
  it.each(['UNCOMPRESSED', 'SNAPPY'] as const)(
    'reads points and attributes, %s, over several row groups',
    async (codec) => {
      const count = 2500;
      const columns: Columns = [
        ...axes(count),
        { name: 'Intensity', data: Int32Array.from({ length: count }, (_, i) => i - 7), type: 'INT32' },
        { name: 'track', data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i)), type: 'INT64' },
        { name: 'red', data: new Int32Array(count).fill(300), type: 'INT32' },
        { name: 'green', data: new Int32Array(count).fill(65535), type: 'INT32' },
        { name: 'blue', data: new Int32Array(count).fill(0), type: 'INT32' },
        { name: 'note', data: Array.from({ length: count }, () => 'tree'), type: 'STRING' },
      ];
      const diagnostics = new Diagnostics();
      const { cloud } = await readParquet(table(columns, { codec, rowGroupSize: 1000 }), { diagnostics });
      expect([cloud.count, cloud.format]).toEqual([count, 'parquet']);
      expect([...cloud.positions.slice(-3)]).toEqual([2499, -2499, 1249.5]);
      expect(findAttribute(cloud, 'intensity')!.values[2499]).toBe(2492);
      expect(findAttribute(cloud, 'track')!.values).toBeInstanceOf(Int32Array);
      expect([...findAttribute(cloud, 'rgb')!.values.slice(-3)]).toEqual([1, 255, 0]);
      expect(diagnostics.list.map(({ code }) => code)).toEqual(['PARQUET_COLUMNS_LEFT_OUT', 'COLOR_DEPTH']);
    },
  );

  it('keeps projected coordinates, and drops rows with a missing one', async () => {
    const columns: Columns = [
      { name: 'X', data: [500_000.123, null, 500_001.5], type: 'DOUBLE' },
      { name: 'Y', data: [4_600_000.456, 1, 4_600_001], type: 'DOUBLE' },
      { name: 'Z', data: [1, 2, 3], type: 'DOUBLE' },
    ];
    const diagnostics = new Diagnostics();
    const { cloud, keptRows } = await readParquet(table(columns), { diagnostics });
    expect(cloud.positions[1]! + cloud.origin[1]).toBeCloseTo(4_600_000.456, 4);
    expect(keptRows).toEqual(Uint32Array.of(0, 2));
    expect(diagnostics.list.map(({ code }) => code)).toEqual(['PARQUET_VALUES_MISSING', 'NON_FINITE_DROPPED']);
  });

  it.each<[string, Columns, RegExp]>([
    ['no z', axes(3).slice(0, 2), /no column z of numbers \(its columns are x, y\)/],
    [
      'lists',
      [
        {
          name: 'xyz',
          data: [
            [1, 2, 3],
            [4, 5, 6],
          ],
          type: 'JSON',
        },
      ],
      /no column x/,
    ],
    ['text', [...axes(2).slice(0, 2), { name: 'z', data: ['1', '2'], type: 'STRING' }], /no column z of numbers/],
  ])('refuses %s', async (_, columns, message) => {
    await expect(readParquet(table(columns))).rejects.toThrow(message);
    await expect(readParquet(table(columns))).rejects.toBeInstanceOf(FormatError);
  });

  it("says that Waymo's components are what they are", async () => {
    const pose = 'waymo/v2_parquet/vehicle_pose_10023947602400723454_1120_000_1140_000.parquet';
    expect(await sniffParquet(sharedSource(pose))).toMatchObject({
      kind: 'known',
      file: { name: expect.stringContaining('Waymo v2') },
    });
    await expect(readParquet(sharedSource(pose))).rejects.toMatchObject({ code: 'FORMAT_FIELD' });
    expect(await sniffParquet(table(axes(2)))).toEqual({ kind: 'cloud', format: 'parquet' });
  });
});
