import { describe, expect, it } from 'vitest';
import { findAttribute } from '../../core/index.ts';
import { memorySource } from '../shared-data.fixture.ts';
import { isObj, readObj } from './read.ts';

const read = async (text: string) => (await readObj(memorySource('a.obj', text))).cloud;

describe('readObj', () => {
  it('reads vertices among other statements', async () => {
    const text = '# mesh\r\nmtllib a.mtl\r\nv 1 2 3\r\nvt 0 0\r\n  v\t4 5 6 1.0\r\nf 1/1 2/1 1/1\r\nv 7 8 9 # last';
    const cloud = await read(text);
    expect([...cloud.positions]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(cloud.attributes).toEqual([]);
    expect(isObj(text, 'a.txt')).toBe(true);
  });

  it.each<[string, string]>([
    ['fractions', 'v 1 2 3 1.0 0.5 0\n'],
    ['bytes', 'v 1 2 3 255 128 0\n'],
    ['a weight before them', 'v 1 2 3 1.0 255 128 0\n'],
  ])('reads colours as %s', async (_, text) => {
    expect(findAttribute(await read(text), 'rgb')!.values).toEqual(Uint8Array.of(255, 128, 0));
  });

  it('keeps normals that pair with vertices', async () => {
    const points = 'vn 0 0 1\nv 1 2 3\nvn 1 0 0\nv 4 5 6\n';
    expect(findAttribute(await read(points), 'normal')!.values).toEqual(Float32Array.of(0, 0, 1, 1, 0, 0));
    expect((await read(`${points}f 1//2 2//1 1//1\n`)).attributes).toEqual([]);
  });

  it('keeps projected coordinates', async () => {
    const cloud = await read('v 665187.522 5648349.895 241.5\nv 665188.5 5648350.5 242.5\n');
    expect(cloud.positions[1]! + cloud.origin[1]).toBeCloseTo(5648349.895, 4);
  });

  it.each<[string, string, object]>([
    ['a short vertex', 'v 1 2 3\nv 1 2\n', { code: 'FORMAT_FIELD', context: { line: 2 } }],
    ['words', 'v 1 2 3\nv a b c\n', { code: 'FORMAT_FIELD', context: { line: 2 } }],
    ['no vertices', '# nothing\n', { code: 'FORMAT_EMPTY' }],
  ])('refuses %s', async (_, text, error) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'FormatError', ...error });
  });
});
