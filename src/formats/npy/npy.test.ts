import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, findAttribute } from '../../core/index.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { readNpy } from './read.ts';

/** An NPY file as numpy writes it: padded so that the body starts at a multiple of 64. */
function npy(descr: string, shape: string, body: Uint8Array, { major = 1, fortran = false } = {}) {
  const start = major === 1 ? 10 : 12;
  const dict = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const length = Math.ceil((start + dict.length + 1) / 64) * 64 - start;
  const bytes = new Uint8Array(start + length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, major, 0]);
  const view = new DataView(bytes.buffer);
  if (major === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  bytes.set(new TextEncoder().encode(dict.padEnd(length - 1)), start);
  bytes[start + length - 1] = 10;
  bytes.set(body, start + length);
  return memorySource('a.npy', bytes);
}
const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe('readNpy', () => {
  it('reads the benchmark sweep and voxels', async () => {
    const sweep = await readNpy(sharedSource('bench/lidar_sweep_198k.npy'));
    expect(sweep.cloud.count).toBe(198130);
    expect(sweep.cloud.positions.every((value) => Math.abs(value) < 80)).toBe(true);
    const voxels = await readNpy(sharedSource('bench/lidar_basic_voxels.npy'));
    expect(voxels.cloud.count).toBe(125562);
    expect(voxels.cloud.attributes.map((attribute) => attribute.values.length)).toEqual([125562]);
  });

  it('takes an array on its side for columns, in either order', async () => {
    const side = Float32Array.from({ length: 4 * 40 }, (_, i) => Math.floor(i / 40) * 100 + (i % 40));
    const rowwise = Float32Array.from({ length: 4 * 40 }, (_, i) => (i % 4) * 100 + Math.floor(i / 4));
    for (const source of [
      npy("'<f4'", '(4, 40)', bytesOf(side)),
      npy("'<f4'", '(4, 40)', bytesOf(rowwise), { fortran: true }),
    ]) {
      const { cloud } = await readNpy(source);
      expect([cloud.count, ...cloud.positions.slice(0, 6)]).toEqual([40, 0, 100, 200, 1, 101, 201]);
      expect(cloud.attributes[0]!.values[39]).toBe(339);
    }
    expect((await readNpy(npy("'<f4'", '(4, 30)', bytesOf(new Float32Array(120))))).cloud.count).toBe(4);
  });

  it('names colours and normals beside coordinates, and takes no guessed label for a truth', async () => {
    const row = (i: number) => [i / 3, i / 5, 2.5, i * 4, 255 - i, 7, i % 13];
    const rooms = Float64Array.from(Array.from({ length: 60 }, (_, i) => row(i)).flat());
    const { cloud } = await readNpy(npy("'<f8'", '(60, 7)', bytesOf(rooms)));
    expect(cloud.attributes.map(({ name }) => name)).toEqual(['rgb', 'column6']);
    expect([...findAttribute(cloud, 'rgb')!.values.slice(3, 6)]).toEqual([4, 254, 7]);
  });

  it('finds the place in a field of three', async () => {
    const body = new DataView(new ArrayBuffer(2 * 14));
    [1, 2, 3, 4, 5, 6].forEach(
      (value, i) => void body.setFloat32(2 + Math.floor(i / 3) * 14 + (i % 3) * 4, value, true),
    );
    const { cloud } = await readNpy(npy("[('id', '<u2'), ('xyz', '<f4', (3,))]", '(2,)', bytesOf(body)));
    expect([...cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(cloud.attributes.map(({ name }) => name)).toEqual(['id']);
  });

  it.each([1, 2, 3])('reads version %i', async (major) => {
    const { cloud } = await readNpy(npy("'<f4'", '(2, 3)', bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6)), { major }));
    expect([...cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  const view = (bytes: number, fill: (view: DataView) => void) => {
    const buffer = new DataView(new ArrayBuffer(bytes));
    fill(buffer);
    return new Uint8Array(buffer.buffer);
  };
  it.each<[string, Uint8Array, number[]]>([
    ['<f8', bytesOf(Float64Array.of(1.5, -2, 3)), [1.5, -2, 3]],
    ['>f8', view(24, (v) => [1.5, -2, 3].forEach((n, i) => void v.setFloat64(i * 8, n))), [1.5, -2, 3]],
    ['>f4', view(12, (v) => [1.5, -2, 3].forEach((n, i) => void v.setFloat32(i * 4, n))), [1.5, -2, 3]],
    ['<f2', bytesOf(Uint16Array.of(0x3e00, 0xc000, 0x0001)), [1.5, -2, 2 ** -24]],
    ['>i2', view(6, (v) => [1, -2, 300].forEach((n, i) => void v.setInt16(i * 2, n))), [1, -2, 300]],
    ['<i4', bytesOf(Int32Array.of(7, -8, 9)), [7, -8, 9]],
    ['<u4', bytesOf(Uint32Array.of(7, 8, 4000)), [7, 8, 4000]],
    ['<i8', bytesOf(BigInt64Array.of(7n, -8n, 9n)), [7, -8, 9]],
    ['|i1', bytesOf(Int8Array.of(1, -2, 3)), [1, -2, 3]],
    ['|u1', Uint8Array.of(1, 200, 3), [1, 200, 3]],
    ['|b1', Uint8Array.of(1, 0, 1), [1, 0, 1]],
  ])('reads %s', async (dtype, body, expected) => {
    const { cloud } = await readNpy(npy(`'${dtype}'`, '(1, 3)', body));
    expect([...cloud.positions]).toEqual(expected);
  });

  it('reads Fortran order and organised shapes', async () => {
    const fortran = npy("'<f4'", '(2, 3)', bytesOf(Float32Array.of(1, 4, 2, 5, 3, 6)), { fortran: true });
    expect([...(await readNpy(fortran)).cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    const organised = npy("'<f4'", '(2, 2, 3)', bytesOf(Float32Array.from({ length: 12 }, (_, i) => i)));
    expect((await readNpy(organised)).cloud.count).toBe(4);
  });

  it('reads structured rows, past text fields, with sub-arrays', async () => {
    const descr = "[('id', '|S3'), ('x', '<f4'), ('y', '<f4'), ('z', '<f4'), ('rgb', '|u1', (3,)), ('label', '<u2')]";
    const row = view(20, (v) => {
      [1, 2, 3].forEach((n, i) => void v.setFloat32(3 + i * 4, n, true));
      [10, 20, 30].forEach((n, i) => void v.setUint8(15 + i, n));
      v.setUint16(18, 513, true);
    });
    const { cloud } = await readNpy(npy(descr, '(1,)', row));
    expect([...cloud.positions]).toEqual([1, 2, 3]);
    expect(findAttribute(cloud, 'rgb')).toEqual({ name: 'rgb', components: 3, values: Uint8Array.of(10, 20, 30) });
    expect(findAttribute(cloud, 'label')!.values).toEqual(Uint16Array.of(513));
  });

  it('keeps extra columns, and projected coordinates to the millimetre', async () => {
    const rows = [500_000.123, 4_600_000.456, 10, 7, 500_001.123, 4_600_001.456, 11, -9];
    const { cloud } = await readNpy(npy("'<f8'", '(2, 4)', bytesOf(Float64Array.from(rows))));
    expect(cloud.origin).toEqual([500_000, 4_600_000, 10]);
    expect(cloud.positions[1]! + cloud.origin[1]).toBeCloseTo(4_600_000.456, 4);
    expect(findAttribute(cloud, 'column3')!.values).toEqual(Int32Array.of(7, -9));
  });

  it.each([
    ["'|O'", '(1, 3)', /pickled/],
    ["'<c8'", '(1, 3)', /no coordinates/],
    ["'<f4'", '(3,)', /three columns/],
    ["'<f4'", '()', /three columns/],
    ["'<f4'", '(1, 2)', /three columns/],
    ["'<f4'", '(1, 640)', /too wide/],
    ["'<f4'", '(99999999999, 3)', /ends too early/],
    ["'<f4'", '(0, 3)', /holds no points/],
    ["[('a', '<f4'), ('b', '<f4')]", '(2,)', /no field x/],
  ])('refuses descr %s with shape %s', async (descr, shape, message) => {
    const reading = readNpy(npy(descr, shape, new Uint8Array(64)));
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(FormatError);
  });

  it('gives a FormatError when cut at any header byte or anywhere in the body', async () => {
    const bytes = sharedBytes('bench/lidar_sweep_198k.npy');
    const ends = [...Array.from({ length: 129 }, (_, i) => i), 1000, 10_000, 1_000_000, bytes.length - 1];
    for (const end of ends) {
      await expect(readNpy(memorySource('cut.npy', bytes.subarray(0, end))), `cut at ${end}`).rejects.toBeInstanceOf(
        FormatError,
      );
    }
  });

  it('gives back every float32 table it is given', async () => {
    const finite = fc.float({ min: -4000, max: 4000, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(finite, finite, finite), { minLength: 1 }), async (points) => {
        const values = Float32Array.from(points.flat());
        const { cloud } = await readNpy(npy("'<f4'", `(${points.length}, 3)`, bytesOf(values)));
        expect(cloud.positions).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });
});
