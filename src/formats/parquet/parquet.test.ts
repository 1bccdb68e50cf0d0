import { brotliCompressSync, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { Diagnostics, FormatError, findAttribute, LimitError } from '../../core/index.ts';
import { memorySource, sharedSource } from '../shared-data.fixture.ts';
import { Cursor, readThrift } from './compact-thrift.ts';
import { decompress } from './decompress.ts';
import { readParquet } from './read.ts';
import { readRuns } from './run-lengths.ts';
import { sniffParquet } from './sniff.ts';
import { WorkBudget } from './work-budget.ts';

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

  it('leaves the components of Waymo v2 to their own reader', async () => {
    const pose = 'waymo/v2_parquet/vehicle_pose_10023947602400723454_1120_000_1140_000.parquet';
    expect(await sniffParquet(sharedSource(pose))).toEqual({ kind: 'part', format: 'waymo-v2-component' });
    await expect(readParquet(sharedSource(pose))).rejects.toMatchObject({ code: 'FORMAT_FIELD' });
    expect(await sniffParquet(table(axes(2)))).toEqual({ kind: 'cloud', format: 'parquet' });
  });

  const COUNT = 3000;
  const values = {
    x: Float32Array.from({ length: COUNT }, (_, i) => (i % 7) - 3.5),
    y: Float64Array.from({ length: COUNT }, (_, i) => i * 1e-3),
    z: Int32Array.from({ length: COUNT }, (_, i) => ((i * 7919) % 1001) - 500),
    stamp: BigInt64Array.from({ length: COUNT }, (_, i) => 1_552_440_195_362_591n + BigInt(i * i)),
    flag: Array.from({ length: COUNT }, (_, i) => i % 3 === 0),
  };
  const column = (name: keyof typeof values, type: string, encoding: string | undefined, nullable: boolean) => ({
    name,
    type,
    nullable,
    ...(encoding && { encoding }),
    data: values[name],
  });
  type Compress = (bytes: Uint8Array) => Uint8Array;
  const codecs: readonly (readonly [string, Compress | undefined])[] = [
    ['UNCOMPRESSED', undefined],
    ['SNAPPY', undefined],
    ['GZIP', (bytes) => new Uint8Array(gzipSync(bytes))],
    ['BROTLI', (bytes) => new Uint8Array(brotliCompressSync(bytes))],
  ];

  it.each(
    codecs.flatMap(([codec, compress]) =>
      ['PLAIN', 'RLE_DICTIONARY', 'BYTE_STREAM_SPLIT', 'DELTA_BINARY_PACKED'].map(
        (encoding) => [codec, encoding, compress] as const,
      ),
    ),
  )('reads %s pages in %s', async (codec, encoding, compress) => {
    const isOfIntegers = encoding === 'DELTA_BINARY_PACKED';
    const columnData = [
      column('x', 'FLOAT', isOfIntegers ? undefined : encoding, true),
      column('y', 'DOUBLE', isOfIntegers ? undefined : encoding, false),
      column('z', 'INT32', encoding, true),
      column('stamp', 'INT64', encoding, false),
      column('flag', 'BOOLEAN', undefined, true),
    ] as unknown as Columns;
    const source = table(columnData, {
      codec,
      pageSize: 4000,
      rowGroupSize: 1700,
      ...(compress && { compressors: { [codec]: compress } }),
    });
    const { cloud } = await readParquet(source);
    expect(cloud.count).toBe(COUNT);
    for (let i = 0; i < COUNT; i++) {
      expect(cloud.positions[i * 3]).toBe(values.x[i]);
      expect(cloud.positions[i * 3 + 1]).toBe(Math.fround(values.y[i]!));
      expect(cloud.positions[i * 3 + 2]).toBe(values.z[i]);
    }
    expect(findAttribute(cloud, 'stamp')!.values).toEqual(Float64Array.from(values.stamp, Number));
    expect(findAttribute(cloud, 'flag')!.values).toEqual(Uint8Array.from(values.flag, Number));
  });
});

describe('hostile Parquet', () => {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];

  it('a run never writes more than the page declares, and never none', () => {
    expect([...readRuns(Uint8Array.of(...varint(2 ** 31 * 2), 5), 3, 4)]).toEqual([5, 5, 5, 5]);
    expect([...readRuns(Uint8Array.of(...varint(2 ** 40 + 1), 0b10001000, 0b11000110, 0b11111010), 3, 8)]).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    for (const bytes of [[0, 5], [1], [], [2], [255, 255, 255, 255, 255, 255, 255, 255, 255, 255]])
      expect(() => readRuns(Uint8Array.from(bytes), 3, 4)).toThrow(RangeError);
  });

  it('lists in headers are held against the bytes before they are made, and nesting ends', () => {
    const list = (count: number) => Uint8Array.of(0x19, 0xf5, ...varint(count), 0);
    expect(() => readThrift(new Cursor(list(2 ** 31)))).toThrow(/list of/);
    expect(() => readThrift(new Cursor(new Uint8Array(100_000).fill(0x1c)))).toThrow(/nested/);
    expect(() => readThrift(new Cursor(Uint8Array.of(0x19, ...new Uint8Array(100_000).fill(0x19))))).toThrow(/nested/);
  });

  it('work is counted: pages that grow, and many of them', () => {
    expect(() => new WorkBudget('a', 1000).spend(2 ** 28)).toThrow(LimitError);
    const budget = new WorkBudget('a', 1000);
    expect(() => {
      for (let page = 0; page < 10; page++) budget.spend(2 ** 25);
    }).toThrow(/unpacks to more/);
    expect(() => new WorkBudget('a', 2 ** 30).spend(2 ** 26)).not.toThrow();
  });

  it.each(['GZIP', 'BROTLI', 'SNAPPY', 'LZ4', 'LZ4_RAW', 'ZSTD'])(
    'a %s page that is larger than it says',
    async (codec) => {
      const zeros = new Uint8Array(1 << 20);
      const packed =
        codec === 'GZIP' ? gzipSync(zeros) : codec === 'BROTLI' ? brotliCompressSync(zeros) : Buffer.alloc(64, 255);
      const outcome = await decompress(codec, new Uint8Array(packed), 1000, new WorkBudget('a', packed.length)).then(
        (bytes) => bytes.length,
        () => 'refused',
      );
      expect([1000, 'refused']).toContain(outcome);
      if (codec === 'GZIP' || codec === 'BROTLI') expect(outcome).toBe('refused');
    },
  );

  it('a table of a billion rows in a kilobyte', async () => {
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData: axes(3), codec: 'UNCOMPRESSED' }));
    for (let at = 0; at < bytes.length; at++) {
      // Numbers of rows and values are 3, zigzag 6: one after the other becomes a huge one of as many bytes.
      if (bytes[at] !== 6) continue;
      const broken = bytes.slice();
      broken[at] = 126;
      const outcome = await readParquet(memorySource('a.parquet', broken)).then(
        ({ cloud }) => cloud.count,
        (error: Error) => error.name,
      );
      expect([3, 'FormatError', 'LimitError'], `byte ${at}`).toContain(outcome);
    }
  });
});
