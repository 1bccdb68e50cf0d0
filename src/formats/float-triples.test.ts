import { describe, expect, it } from 'vitest';
import { readFloatTriples } from './float-triples.ts';
import { readCloudAs } from './index.ts';
import { memorySource } from './shared-data.fixture.ts';

/** Rows of `stride` bytes with z, x, y as float32 from byte 4 on, in memory that begins at `shift`. */
function rowsOf(values: readonly (readonly [number, number, number])[], stride: number, shift: number) {
  const bytes = new Uint8Array(new ArrayBuffer(shift + stride * values.length), shift);
  const view = new DataView(bytes.buffer, shift);
  values.forEach(([x, y, z], row) => {
    view.setFloat32(row * stride + 4, z, true);
    view.setFloat32(row * stride + 8, x, true);
    view.setFloat32(row * stride + 12, y, true);
  });
  return { view, bytes, littleEndian: true, stride };
}

const VALUES: readonly (readonly [number, number, number])[] = [
  [1, -2, 3.5],
  [0, 7, -0.25],
  [-9, 2, 100],
];

describe('readFloatTriples', () => {
  it.each([
    [16, 0],
    [20, 8],
    [17, 0],
    [16, 3],
  ])('rows of %i bytes from byte %i on', (stride, shift) => {
    const out = new Float32Array(12).fill(5);
    const bounds = Float64Array.of(0, 0, 0, 0, 0, 0);
    const cells = rowsOf(VALUES, stride, shift);
    expect(readFloatTriples(cells, [8, 12, 4], 0, 3, out, 3, bounds)).toBe(true);
    expect([...out]).toEqual([5, 5, 5, ...VALUES.flat()]);
    expect([...bounds]).toEqual([-9, -2, -0.25, 1, 7, 100]);
  });

  it.each([NaN, Infinity, -Infinity, 1e38 * 2])('says that %d is no place, whichever axis it is of', (bad) => {
    for (const axis of [0, 1, 2]) {
      for (const stride of [16, 17]) {
        const values = VALUES.map((row, i) => row.map((v, a) => (i === 1 && a === axis ? bad : v)));
        const cells = rowsOf(values as unknown as typeof VALUES, stride, 0);
        const bounds = Float64Array.of(0, 0, 0, 0, 0, 0);
        expect(readFloatTriples(cells, [8, 12, 4], 0, 3, new Float32Array(9), 0, bounds)).toBe(false);
        expect([...bounds]).toEqual([0, 0, 0, 0, 0, 0]);
      }
    }
  });
});

describe('a binary table', () => {
  const FIELDS = ['float x', 'float y', 'float z', 'uchar red', 'uchar green', 'uchar blue'];
  /** Rows 0 … count: x is the row's number, but for the bad ones; colours are told from it. */
  function ply(count: number, bad: ReadonlyMap<number, number>, fields: readonly string[]) {
    const head = `ply\nformat binary_little_endian 1.0\nelement vertex ${count}\n${fields.map((f) => `property ${f}\n`).join('')}end_header\n`;
    const body = new DataView(new ArrayBuffer(count * 15));
    for (let row = 0; row < count; row++) {
      let at = row * 15;
      for (const field of fields) {
        const [type, name] = field.split(' ') as [string, string];
        if (type === 'float') body.setFloat32(at, name === 'x' ? (bad.get(row) ?? row) : row % 7, true);
        else body.setUint8(at, (row + ['red', 'green', 'blue'].indexOf(name)) % 256);
        at += type === 'float' ? 4 : 1;
      }
    }
    return memorySource('a.ply', Buffer.concat([Buffer.from(head), Buffer.from(body.buffer)]));
  }

  it.each<[string, string[]]>([
    ['behind the coordinates', FIELDS],
    ['before them', [...FIELDS.slice(3), ...FIELDS.slice(0, 3)]],
    ['in another order', [...FIELDS.slice(0, 3), 'uchar blue', 'uchar green', 'uchar red']],
    ['not side by side', ['uchar red', 'float x', 'float y', 'uchar green', 'float z', 'uchar blue']],
  ])('colours %s, and rows dropped here and there', async (_, fields) => {
    const bad = new Map([
      [3, NaN],
      [5000, Infinity],
      [9999, 3e38],
    ]);
    const { cloud, sourceCount } = await readCloudAs('ply', ply(10_000, bad, fields));
    expect([cloud.count, sourceCount]).toEqual([9997, 10_000]);
    const rgb = cloud.attributes.find(({ name }) => name === 'rgb')!.values;
    const rows = Array.from({ length: 10_000 }, (_, row) => row).filter((row) => !bad.has(row));
    const isRight = rows.every((row, i) => {
      const [r, g, b] = [rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]];
      const isColour = r === row % 256 && g === (row + 1) % 256 && b === (row + 2) % 256;
      return isColour && cloud.origin[0] + cloud.positions[i * 3]! === row;
    });
    expect(isRight).toBe(true);
    expect(cloud.attributes).toHaveLength(1);
  });
});
