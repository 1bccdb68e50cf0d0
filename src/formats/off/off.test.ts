import { describe, expect, it } from 'vitest';
import { findAttribute } from '../../core/index.ts';
import { memorySource, sharedSource } from '../shared-data.fixture.ts';
import { isOff, readOff } from './read.ts';

const read = async (text: string) => (await readOff(memorySource('a.off', text))).cloud;

describe('readOff', () => {
  it('reads the vertices of the shared files', async () => {
    const ball = (await readOff(sharedSource('off/ballA.off'))).cloud;
    expect([ball.count, ball.attributes]).toEqual([1900, []]);
    expect(ball.positions.slice(0, 3)).toEqual(Float32Array.of(-0.25829, -4.29578, 4.02524));
    const cube = (await readOff(sharedSource('off/comments.off'))).cloud;
    expect(cube.count).toBe(8);
    expect(cube.positions.slice(3, 6)).toEqual(Float32Array.of(0, 1.632993, 1.154701));
  });

  it.each<[string, string]>([
    ['counts glued to the keyword', 'OFF2 0 0\n1 2 3\n4 5 6\n'],
    ['counts on the line of the keyword', 'OFF 2 0 0\n1 2 3\n4 5 6'],
    ['comments and blank lines', '# by hand\nOFF # yes\n\n2 1 0 # counts\n1 2 3 # one\n# two\n4 5 6\n2 0 1\n'],
    ['homogeneous coordinates', '4OFF\n2 0 0\n2 4 6 2\n4 5 6 1\n'],
    ['carriage returns', 'OFF\r2 0 0\r1 2 3\r4 5 6\r'],
  ])('reads %s', async (_, text) => {
    expect([...(await read(text)).positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(isOff(text, 'a.txt')).toBe(true);
  });

  it('reads counts without a keyword in a file of that name', async () => {
    const text = '# by hand\n2 1 0\n1 2 3\n4 5 6\n2 0 1\n';
    expect([isOff(text, 'a.OFF'), isOff(text, 'a.txt'), isOff('1.5 2 3\n4 5 6\n', 'a.off')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([...(await read(text)).positions]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('keeps colours, normals and texture coordinates', async () => {
    const cloud = await read('STCNOFF\n1 0 0\n1 2 3 0 0 1 255 128 0 40 0.25 0.75\n');
    expect(findAttribute(cloud, 'rgb')!.values).toEqual(Uint8Array.of(255, 128, 0));
    expect(findAttribute(cloud, 'normal')!.values).toEqual(Float32Array.of(0, 0, 1));
    expect(findAttribute(cloud, 'alpha')!.values).toEqual(Uint8Array.of(40));
    expect(findAttribute(cloud, 't')!.values).toEqual(Float32Array.of(0.75));
    expect(findAttribute(await read('COFF\n1 0 0\n1 2 3 0.5 0.5 1.0 1.0\n'), 'rgb')!.values).toEqual(
      Uint8Array.of(128, 128, 255),
    );
  });

  it.each<[string, string, object]>([
    ['no keyword', 'NOPE\n1 0 0\n1 2 3\n', { code: 'FORMAT_MAGIC' }],
    ['a count of what cannot be there', 'OFF\n999999999999 0 0\n1 2 3\n', { code: 'FORMAT_TRUNCATED' }],
    [
      'fewer vertices than promised',
      'OFF\n3 0 0\n1.000 2.000 3.000\n4.000 5.000 6.000\n',
      { code: 'FORMAT_TRUNCATED' },
    ],
    ['a count that is none', 'OFF\nmany 0 0\n', { code: 'FORMAT_FIELD', context: { line: 2 } }],
    [
      'a short vertex',
      'OFF\n2 0 0\n1 2 3 # a long enough comment\n4 5\n',
      { code: 'FORMAT_FIELD', context: { line: 4 } },
    ],
    ['a face among vertices', 'OFF\n2 0 0\n1 2 3\nabc def ghi\n', { code: 'FORMAT_FIELD', context: { line: 4 } }],
    ['binary bodies', 'OFF BINARY\n\x00\x00', { code: 'FORMAT_FIELD' }],
    ['more dimensions', 'nOFF\n5\n1 0 0\n', { code: 'FORMAT_FIELD' }],
    ['no vertices', 'OFF\n0 0 0\n', { code: 'FORMAT_EMPTY' }],
    ['the keyword alone', 'OFF', { code: 'FORMAT_TRUNCATED' }],
  ])('refuses %s', async (_, text, error) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'FormatError', ...error });
  });
});
