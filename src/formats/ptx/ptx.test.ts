import { describe, expect, it } from 'vitest';
import { Diagnostics, findAttribute } from '../../core/index.ts';
import { memorySource, sharedSource } from '../shared-data.fixture.ts';
import { isPtx, readPtx } from './read.ts';

const IDENTITY = '0 0 0\n1 0 0\n0 1 0\n0 0 1\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n';
const read = async (text: string) => {
  const diagnostics = new Diagnostics();
  const { cloud } = await readPtx(memorySource('a.ptx', text), { diagnostics });
  return { cloud, said: diagnostics.list };
};

describe('readPtx', () => {
  it('applies the matrix for row vectors and drops directions without a return', async () => {
    const diagnostics = new Diagnostics();
    const { cloud } = await readPtx(sharedSource('ptx/complex-transform.ptx'), { diagnostics });
    expect(cloud.count).toBe(4);
    // First row with a return: (-0.005630 0.645218 -0.440506).
    const [x, y, z] = [-0.00563, 0.645218, -0.440506];
    expect(cloud.positions[0]).toBeCloseTo(x * 0.999979 + y * 0.003613 + z * 0.005359 - 3.028748, 5);
    expect(cloud.positions[1]).toBeCloseTo(x * -0.003604 + y * 0.999992 + z * -0.00165 - 3.819741, 5);
    expect(cloud.positions[2]).toBeCloseTo(x * -0.005365 + y * 0.00163 + z * 0.999984 - 1.384333, 5);
    expect([...findAttribute(cloud, 'rgb')!.values.slice(0, 3)]).toEqual([33, 38, 24]);
    expect(findAttribute(cloud, 'intensity')!.values[0]).toBe(Math.fround(0.494911));
    expect(diagnostics.list).toContainEqual(expect.objectContaining({ code: 'PTX_NO_RETURN', count: 8 }));
    expect(diagnostics.list.map(({ code }) => code)).not.toContain('PTX_COUNT_WRONG');
  });

  it('reads scans without colours, in projected coordinates', async () => {
    const { cloud } = await readPtx(sharedSource('ptx/no-color.ptx'));
    expect([cloud.count, cloud.attributes.map(({ name }) => name)]).toEqual([15, ['intensity']]);
    expect(cloud.positions[0]! + cloud.origin[0]).toBeCloseTo(637012.24, 3);
  });

  it('does not trust counts: 4444 × 10014 declared, 10 201 there', async () => {
    const diagnostics = new Diagnostics();
    const { cloud } = await readPtx(sharedSource('twins_ripple/ripple.ptx'), { diagnostics });
    expect(cloud.count).toBe(10201);
    expect(diagnostics.list.map(({ code }) => code)).toContain('PTX_COUNT_WRONG');
  });

  it('puts several scans together, each where its matrix says, with their number', async () => {
    const moved = IDENTITY.replace('0 0 0 1\n', '10 0 0 1\n');
    const { cloud, said } = await read(`1\n2\n${IDENTITY}1 2 3 0.5\n0 0 0 0.5\n1\n1\n${moved}1 2 3 0.25 9 8 7\n`);
    expect([...cloud.positions]).toEqual([1, 2, 3, 11, 2, 3]);
    expect(findAttribute(cloud, 'scan')!.values).toEqual(Uint8Array.of(1, 2));
    expect(findAttribute(cloud, 'rgb')!.values).toEqual(Uint8Array.of(0, 0, 0, 9, 8, 7));
    expect(said).toContainEqual(expect.objectContaining({ code: 'PTX_SCANS', count: 2 }));
  });

  it.each<[string, string, RegExp, number]>([
    ['a matrix of zeros', `1\n1\n${IDENTITY.replace('1 0 0 0', '0 0 0 0')}1 2 3 0.5\n`, /matrix/, 7],
    ['a matrix with a fourth column', `1\n1\n${IDENTITY.replace('1 0 0 0', '1 0 0 9')}1 2 3 0.5\n`, /matrix/, 7],
    ['a header that ends', '1\n1\n0 0 0\n', /header/, 4],
    ['a header line with too few numbers', `1\n1\n0 0\n${IDENTITY}`, /line 3 of a scan's header/, 3],
    ['a row of five', `1\n1\n${IDENTITY}1 2 3 4 5\n`, /3, 4 or 7/, 11],
    ['a word in a row', `1\n1\n${IDENTITY}1 2 3 x\n`, /3, 4 or 7/, 11],
  ])('refuses %s with its line', async (_, text, message, line) => {
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text)).rejects.toMatchObject({ code: 'FORMAT_FIELD', context: { line } });
  });

  it('is told from other text', () => {
    expect(isPtx(`4\n4\n${IDENTITY}1 2 3 0\n`)).toBe(true);
    expect(isPtx('4\n1 2 3\n1 2 3\n1 2 3\n1 2 3\n1 2 3\n1 2 3\n1 2 3\n1 2 3\n1 2 3\n')).toBe(false);
  });
});
