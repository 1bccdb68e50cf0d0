import { float32, tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { CancelledError, type PointCloud } from '../core/index.ts';
import { makeE57 } from './e57/make-e57.fixture.ts';
import { type CloudFormat, readCloudAs } from './index.ts';
import { piecesForPreview, sharesForPreview } from './preview.ts';
import { memorySource } from './shared-data.fixture.ts';

const LARGE = 52 << 20;

/** A head and so many bytes of rows, the same few again and again. */
function large(head: (rows: number) => string, rowBytes: number, fill: (rows: Uint8Array) => void): Uint8Array {
  const rows = Math.floor(LARGE / rowBytes);
  const first = new TextEncoder().encode(head(rows));
  const bytes = new Uint8Array(first.length + rows * rowBytes);
  bytes.set(first);
  fill(bytes.subarray(first.length));
  return bytes;
}

/** Rows of so many float32: 0 1 2 … from each row's number on. */
const floats = (perRow: number) => (rows: Uint8Array) => {
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
  for (let at = 0; at + 4 <= rows.length; at += 4) view.setFloat32(at, (at / 4 / perRow) % 50, true);
};
const LINE = '1.000 2.000 3.000\n';
const lines = (rows: Uint8Array): void => {
  const line = new TextEncoder().encode(LINE);
  for (let at = 0; at + line.length <= rows.length; at += line.length) rows.set(line, at);
};

const AXES = ['x', 'y', 'z'].map((axis) => `property float ${axis}\n`).join('');
const plyHead = (encoding: string) => (rows: number) =>
  `ply\nformat ${encoding} 1.0\nelement vertex ${rows}\n${AXES}end_header\n`;
const pcdHead = (data: string) => (rows: number) =>
  `VERSION .7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH ${rows}\nHEIGHT 1\nPOINTS ${rows}\nDATA ${data}\n`;

/** Rows of literals alone: no reference to anything before. */
function compressedPcd(): Uint8Array {
  const points = 4_400_000;
  const plain = new Uint8Array(points * 12);
  floats(1)(plain);
  const runs = plain.length / 32;
  const head = new TextEncoder().encode(pcdHead('binary_compressed')(points));
  const bytes = new Uint8Array(head.length + 8 + runs * 33);
  bytes.set(head);
  new DataView(bytes.buffer).setUint32(head.length, runs * 33, true);
  new DataView(bytes.buffer).setUint32(head.length + 4, plain.length, true);
  for (let run = 0, at = head.length + 8; run < runs; run++, at += 33) {
    bytes[at] = 31;
    bytes.set(plain.subarray(run * 32, run * 32 + 32), at + 1);
  }
  return bytes;
}

function npyHead(rows: number): string {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, 3), }`.padEnd(117);
  return `\u0093NUMPY\u0001\u0000\u0076\u0000${dictionary}\n`;
}
const npy = (): Uint8Array => {
  const bytes = large((rows) => npyHead(rows).slice(1), 12, floats(3));
  // The first byte is none of UTF-8.
  const whole = new Uint8Array(bytes.length + 1);
  whole[0] = 0x93;
  whole.set(bytes, 1);
  return whole;
};

const FILES: readonly (readonly [name: string, format: CloudFormat, make: () => Uint8Array])[] = [
  ['a.ply', 'ply', () => large(plyHead('binary_little_endian'), 12, floats(3))],
  ['ascii.ply', 'ply', () => large(plyHead('ascii'), LINE.length, lines)],
  ['a.pcd', 'pcd', () => large(pcdHead('binary'), 12, floats(3))],
  ['ascii.pcd', 'pcd', () => large(pcdHead('ascii'), LINE.length, lines)],
  ['compressed.pcd', 'pcd', compressedPcd],
  ['a.npy', 'npy', npy],
  ['a.xyz', 'text', () => large(() => '', LINE.length, lines)],
];

describe('a first picture of a large file, before it is read', () => {
  it.each(FILES)('%s', async (name, format, make) => {
    const controller = new AbortController();
    const previews: PointCloud[] = [];
    const onPreview = (cloud: PointCloud): void => {
      previews.push(cloud);
      controller.abort();
    };
    const reading = readCloudAs(format, memorySource(name, make()), { onPreview, signal: controller.signal });
    if (name !== 'compressed.pcd') await expect(reading).rejects.toBeInstanceOf(CancelledError);
    else await reading;
    expect(previews).toHaveLength(1);
    const [{ count, positions }] = previews as [PointCloud];
    expect(count).toBeGreaterThan(100_000);
    expect(positions).toHaveLength(count * 3);
    expect(positions.every(Number.isFinite)).toBe(true);
  });

  it('is not asked of a small one', async () => {
    const previews: PointCloud[] = [];
    const small = memorySource('a.xyz', LINE.repeat(1000));
    await readCloudAs('text', small, { onPreview: (cloud) => previews.push(cloud) });
    expect(previews).toEqual([]);
  });
});

/** Files whose readers go by lists of their pieces, and do not look at what lies between these: small ones with a long gap. */
describe('a first picture of files that come in pieces', () => {
  const GAP = new Uint8Array(LARGE);
  const ROWS = 700_000;
  const PIECE = 25_000;
  const column = (of: (row: number) => number, rows = ROWS) => Float32Array.from({ length: rows }, (_, row) => of(row));

  function arrow(): Uint8Array {
    const types = { x: float32(), y: float32(), z: float32() };
    const columns = { x: column((row) => row), y: column((row) => row % 9), z: column(() => 1) };
    const table = tableFromArrays(columns, { types, maxBatchRows: PIECE });
    return new Uint8Array(Buffer.concat([tableToIPC(table, { format: 'file' })!, GAP]));
  }

  /** Its footer is found from the end. */
  function parquet(): Uint8Array {
    const columnData = ['x', 'y', 'z'].map((name, c) => {
      return { name, data: column((row) => (c === 0 ? row : row % 7)), type: 'FLOAT' as const };
    });
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: PIECE }));
    const footer = bytes.length - 8 - new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    return Buffer.concat([bytes.subarray(0, footer), GAP, bytes.subarray(footer)]);
  }

  function e57(): Uint8Array {
    const single = 'type="Float" precision="single"';
    const scan = (name: string, shift: number) => ({
      xml: `<name type="String">${name}</name>`,
      count: 4000,
      fields: ['cartesianX', 'cartesianY', 'cartesianZ'].map((axis) => {
        return { name: axis, xml: single, stored: [...column((row) => row + shift, 4000)], bits: 'f32' as const };
      }),
    });
    return Buffer.concat([makeE57({ scans: [scan('a', 0), scan('b', 5000)] }), GAP]);
  }

  it.each<
    [name: string, format: CloudFormat, make: () => Uint8Array, points: number, of: number, ends: [number, number]]
  >([
    ['a.feather', 'arrow', arrow, 300_000, ROWS, [25_000, 674_999]],
    ['a.parquet', 'parquet', parquet, 300_000, ROWS, [25_000, 674_999]],
    ['a.e57', 'e57', e57, 8000, 8000, [0, 8999]],
  ])('%s', async (name, format, make, points, of, ends) => {
    const previews: PointCloud[] = [];
    const source = memorySource(name, make());
    const { cloud } = await readCloudAs(format, source, { onPreview: (part) => previews.push(part) });
    expect(cloud.count).toBe(of);
    expect(previews).toHaveLength(1);
    expect(previews[0]!.count).toBe(points);
    const origin = previews[0]!.origin[0];
    const xs = previews[0]!.positions
      .filter((_, i) => i % 3 === 0)
      .map((x) => x + origin)
      .sort();
    expect([xs[0], xs.at(-1)]).toEqual(ends);
    expect(previews[0]!.positions.buffer).not.toBe(cloud.positions.buffer);
  });
});

describe('pieces for a first picture', () => {
  it('are some from all over, as many as are enough', () => {
    const pieces = Array.from({ length: 100 }, (_, i) => i);
    expect(piecesForPreview(pieces, () => 60_000)).toEqual([10, 30, 50, 70, 90]);
    expect(piecesForPreview(pieces, () => 10_000_000)).toEqual([50]);
    // Nearly all of the file is no picture before it.
    expect(piecesForPreview(pieces, () => 4000)).toEqual([]);
    expect(piecesForPreview([1], () => 10_000_000)).toEqual([]);
    expect(piecesForPreview([], () => 1)).toEqual([]);
  });

  it('are of each scan its share', () => {
    expect(sharesForPreview([2_000_000, 1_000_000, 0])).toEqual([200_000, 100_000, 0]);
    expect(sharesForPreview([10, 20])).toEqual([10, 20]);
  });
});
