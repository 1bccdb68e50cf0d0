import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Diagnostics, findAttribute } from '../../core/index.ts';
import { memorySource } from '../shared-data.fixture.ts';
import { sniff } from '../sniff.ts';
import { readNpz } from './npz.ts';

const npy = (descr: string, shape: string, values: ArrayBufferView, fortran = false) => {
  const dict = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const head = new Uint8Array(128).fill(32);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  head.set(new TextEncoder().encode(dict), 10);
  head[127] = 10;
  return Uint8Array.of(...head, ...new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
};
const read = async (files: Record<string, Uint8Array>, level: 0 | 6 = 6) => {
  const diagnostics = new Diagnostics();
  const source = memorySource('a.npz', zipSync(files, { level }));
  expect(await sniff(source)).toEqual({ kind: 'cloud', format: 'npz' });
  return { ...(await readNpz(source, { diagnostics })), said: diagnostics.list };
};
const POINTS = npy('<f4', '(2, 3)', Float32Array.of(1, 2, 3, 4, 5, 6));

describe('readNpz', () => {
  it.each([0, 6] as const)('takes the points and every array beside them, level %i', async (level) => {
    const { cloud, said } = await read(
      {
        'other.npy': npy('<f8', '(4, 4)', new Float64Array(16)),
        'points.npy': POINTS,
        'colors.npy': npy('<f8', '(2, 3)', Float64Array.of(1, 0.5, 0, 0, 0, 1)),
        'normals.npy': npy('<f4', '(2, 3)', Float32Array.of(0, 1, 0, 0, 1, 0), true),
        'labels.npy': npy('<i8', '(2,)', BigInt64Array.of(7n, -1n)),
      },
      level,
    );
    expect(cloud).toMatchObject({ name: 'a.npz', format: 'npz', count: 2 });
    expect([...cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(cloud.attributes).toEqual([
      { name: 'rgb', components: 3, values: Uint8Array.of(255, 128, 0, 0, 0, 255) },
      { name: 'normal', components: 3, values: Float32Array.of(0, 0, 1, 1, 0, 0) },
      { name: 'labels', components: 1, values: Int32Array.of(7, -1) },
    ]);
    expect(said.map(({ code }) => code)).toEqual(['NPZ_POINTS', 'NPZ_ARRAYS_LEFT_OUT']);
  });

  it('takes x, y and z as three arrays, and drops what is not finite everywhere', async () => {
    const { cloud, keptRows } = await read({
      'x.npy': npy('<f8', '(3,)', Float64Array.of(500_000.5, NaN, 500_001.5)),
      'y.npy': npy('<f8', '(3,)', Float64Array.of(1, 2, 3)),
      'z.npy': npy('<f8', '(3,)', Float64Array.of(1, 2, 3)),
      'intensity.npy': npy('<u2', '(3,)', Uint16Array.of(10, 20, 30)),
    });
    expect(cloud.positions[0]! + cloud.origin[0]).toBe(500_000.5);
    expect(keptRows).toEqual(Uint32Array.of(0, 2));
    expect(findAttribute(cloud, 'intensity')!.values).toEqual(Uint16Array.of(10, 30));
  });

  it('takes the longest table where none has a name that tells', async () => {
    const { cloud } = await read({
      'pose.npy': npy('<f8', '(4, 4)', new Float64Array(16).fill(1)),
      'a.npy': npy(
        '<f4',
        '(5, 3)',
        new Float32Array(15).map((_, i) => i),
      ),
    });
    expect(cloud.count).toBe(5);
  });

  it('leaves pickled objects alone', async () => {
    const { cloud, said } = await read({ 'names.npy': npy('|O', '(2,)', new Uint8Array(9)), 'xyz.npy': POINTS });
    expect(cloud.count).toBe(2);
    expect(said.map(({ code }) => code)).toContain('NPZ_ARRAY_UNREADABLE');
  });

  it.each<[string, Record<string, Uint8Array>, RegExp]>([
    ['no points', { 'a.npy': npy('<f4', '(4,)', new Float32Array(4)) }, /no array of points: a \(4\)/],
    [
      'axes of several lengths',
      {
        'x.npy': npy('<f4', '(1,)', Float32Array.of(1)),
        'y.npy': npy('<f4', '(1,)', Float32Array.of(1)),
        'z.npy': npy('<f4', '(2,)', Float32Array.of(1, 2)),
      },
      /same length/,
    ],
    [
      'a shape of what is not there',
      { 'points.npy': npy('<f4', '(99999999, 3)', new Float32Array(3)) },
      /ends too early/,
    ],
  ])('refuses %s', async (_, files, message) => {
    await expect(read(files)).rejects.toThrow(message);
  });
});
