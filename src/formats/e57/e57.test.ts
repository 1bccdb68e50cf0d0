import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics, findAttribute } from '../../core/index.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { type MadeField, type MadeFile, makeE57, mendChecksums } from './make-e57.fixture.ts';
import { readE57 } from './read.ts';

const read = (made: MadeFile, diagnostics?: Diagnostics) =>
  readE57(memorySource('made.e57', makeE57(made)), diagnostics ? { diagnostics } : {});

const SINGLE = 'type="Float" precision="single"';
const floats = (name: string, stored: readonly number[]): MadeField => ({ name, xml: SINGLE, stored, bits: 'f32' });
const xyz = (points: readonly (readonly [number, number, number])[], prefix = 'cartesian') =>
  ['X', 'Y', 'Z'].map((axis, i) =>
    floats(
      `${prefix}${axis}`,
      points.map((point) => point[i]!),
    ),
  );

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
}

describe('E57 files', () => {
  it('A4.e57: one scan of 4 points with colour and intensity', async () => {
    const { cloud } = await readE57(sharedSource('e57/A4.e57'));
    expect([cloud.format, cloud.count]).toEqual(['e57', 4]);
    expect(cloud.attributes.map(({ name }) => name).sort()).toEqual(['intensity', 'rgb']);
  });

  it('A_B.e57: two scans within the bounds that they state, named by a column', async () => {
    const diagnostics = new Diagnostics();
    const { cloud } = await readE57(sharedSource('e57/A_B.e57'), { diagnostics });
    expect(cloud.count).toBe(6);
    expect([...findAttribute(cloud, 'scan')!.values]).toEqual([0, 0, 1, 1, 1, 1]);
    const x = [0, 1, 2, 3, 4, 5].map((i) => cloud.positions[i * 3]!);
    expect(Math.min(...x.slice(0, 2))).toBeCloseTo(-42.642299652, 5);
    expect(Math.max(...x.slice(0, 2))).toBeCloseTo(-42.639499664, 5);
    expect(Math.min(...x.slice(2))).toBeCloseTo(-44.952201843, 5);
    expect(Math.max(...x.slice(2))).toBeCloseTo(-44.300098419, 5);
    expect(Math.max(...findAttribute(cloud, 'intensity')!.values)).toBeCloseTo(257.896, 2);
    expect(diagnostics.list.map(({ code }) => code)).toEqual(['E57_SCANS', 'E57_INTENSITY']);
    expect(diagnostics.list[0]!.message).toContain('0 B2 - Cloud (2), 1 A4 - Cloud (4)');
  });
});

describe('readE57', () => {
  it('reads integers of every width and range, across packets', async () => {
    const field = fc.integer({ min: 0, max: 63 }).chain((bits) =>
      fc.record({
        bits: fc.constant(bits),
        minimum: fc.bigInt({ min: -(2n ** 52n), max: 2n ** 40n }),
        stored: fc.array(fc.bigInt({ min: 0n, max: 2n ** BigInt(Math.min(bits, 52)) - 1n }), {
          minLength: 9,
          maxLength: 9,
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(field, fc.integer({ min: 1, max: 40 }), async ({ bits, minimum, stored }, bytesPerPacket) => {
        const maximum = minimum + 2n ** BigInt(bits) - 1n;
        const points = stored.map((_, i) => [i, 0, 0] as const);
        const made: MadeField = {
          name: 'k',
          xml: `type="Integer" minimum="${minimum}" maximum="${maximum}"`,
          stored,
          bits,
        };
        const { cloud } = await read({ scans: [{ count: 9, fields: [made, ...xyz(points)] }], bytesPerPacket });
        const values = [...findAttribute(cloud, 'k')!.values];
        expect(values).toEqual(stored.map((value) => Number(value + minimum)));
      }),
      { numRuns: 150, seed: 57 },
    );
  });

  it('takes 64 bits where no range is stated, and is exact for small numbers', async () => {
    const stored = [-1n, 0n, 12345n, -(2n ** 40n)].map((value) => value + 2n ** 63n);
    const made: MadeField = { name: 'k', xml: 'type="Integer"', stored, bits: 64 };
    const { cloud } = await read({
      scans: [
        {
          count: 4,
          fields: [
            ...xyz([
              [0, 0, 0],
              [1, 0, 0],
              [2, 0, 0],
              [3, 0, 0],
            ]),
            made,
          ],
        },
      ],
    });
    expect([...findAttribute(cloud, 'k')!.values]).toEqual([-1, 0, 12345, -(2 ** 40)]);
  });

  it('scales integers', async () => {
    const scaled = (name: string, stored: readonly bigint[]): MadeField => ({
      name,
      xml: 'type="ScaledInteger" minimum="-500000" maximum="500000" scale="0.001" offset="4000000"',
      stored,
      bits: 20,
    });
    const fields = ['X', 'Y', 'Z'].map((axis) => scaled(`cartesian${axis}`, [0n, 500_000n, 1_000_000n]));
    const { cloud } = await read({ scans: [{ count: 3, fields }] });
    expect(cloud.origin).toEqual([4_000_000, 4_000_000, 4_000_000]);
    expect([...cloud.positions]).toEqual([-500, -500, -500, 0, 0, 0, 500, 500, 500]);
  });

  it('applies the pose of each scan, to normals too', async () => {
    const pose =
      '<pose type="Structure"><rotation type="Structure"><w type="Float">1</w><x type="Float"/><y type="Float"/><z type="Float">1</z></rotation><translation type="Structure"><x type="Float">10</x><y type="Float"/><z type="Float">-2</z></translation></pose>';
    const normals = ['X', 'Y', 'Z'].map((axis, i) => floats(`nor:normal${axis}`, [[1], [0], [0]][i]!));
    const { cloud } = await read({
      scans: [
        { count: 1, fields: xyz([[1, 2, 3]]) },
        { count: 1, fields: [...xyz([[1, 2, 3]]), ...normals], xml: pose },
      ],
    });
    // A quarter turn about z, then the move.
    const expected = [1, 2, 3, 8, 1, 1];
    expectClose(cloud.positions, expected);
    const turned = [0, 0, 0, 0, 1, 0];
    expectClose(findAttribute(cloud, 'normal')!.values, turned);
  });

  it('converts spherical coordinates', async () => {
    const names = ['sphericalRange', 'sphericalAzimuth', 'sphericalElevation'];
    const columns = [
      [2, 2, 2],
      [0, Math.PI / 2, 0],
      [0, 0, Math.PI / 2],
    ];
    const fields = names.map((name, i) => floats(name, columns[i]!));
    const { cloud } = await read({ scans: [{ count: 3, fields }] });
    const expected = [2, 0, 0, 0, 2, 0, 0, 0, 2];
    expectClose(cloud.positions, expected);
  });

  it('drops invalid points, counts them, and steps over text columns', async () => {
    const state: MadeField = {
      name: 'cartesianInvalidState',
      xml: 'type="Integer" minimum="0" maximum="2"',
      stored: [0, 2, 1, 0],
      bits: 2,
    };
    const note: MadeField = { name: 'note', xml: 'type="String"', stored: [7, 7, 7, 7], bits: 16 };
    const diagnostics = new Diagnostics();
    const points = [1, 2, 3, 4].map((x) => [x, 0, 0] as const);
    const made = { scans: [{ count: 4, fields: [note, ...xyz(points), state] }] };
    const { cloud, keptRows, sourceCount } = await read(made, diagnostics);
    expect([cloud.count, sourceCount, [...keptRows!]]).toEqual([2, 4, [0, 3]]);
    expect(cloud.attributes).toEqual([]);
    expect(diagnostics.list).toContainEqual(expect.objectContaining({ code: 'E57_INVALID', count: 2 }));
  });

  it('scales colours by their limits, else by their range', async () => {
    const colour = (name: string, stored: readonly number[]): MadeField => ({
      name,
      xml: 'type="Integer" minimum="0" maximum="65535"',
      stored,
      bits: 16,
    });
    const names = ['Red', 'Green', 'Blue'];
    const fields = [
      ...xyz([
        [0, 0, 0],
        [1, 0, 0],
      ]),
      ...names.map((name) => colour(`color${name}`, [0, 1000])),
    ];
    const limits = (end: number) =>
      names
        .map((n) => `<color${n}Minimum type="Integer"/><color${n}Maximum type="Integer">${end}</color${n}Maximum>`)
        .join('');
    const limited = await read({
      scans: [{ count: 2, fields, xml: `<colorLimits type="Structure">${limits(1000)}</colorLimits>` }],
    });
    expect([...findAttribute(limited.cloud, 'rgb')!.values]).toEqual([0, 0, 0, 255, 255, 255]);
    const unlimited = await read({ scans: [{ count: 2, fields }] });
    expect([...findAttribute(unlimited.cloud, 'rgb')!.values]).toEqual([0, 0, 0, 4, 4, 4]);
  });
});

describe('E57 that is not right', () => {
  const good: MadeFile = {
    scans: [
      {
        count: 2,
        fields: xyz([
          [0, 0, 0],
          [1, 2, 3],
        ]),
      },
    ],
  };
  const edited = (from: string | RegExp, to: string) => read({ ...good, editXml: (xml) => xml.replace(from, to) });

  it('names the damaged page', async () => {
    const bytes = sharedBytes('e57/A_B.e57');
    bytes[1024 * 2 + 100]! ^= 1;
    await expect(readE57(memorySource('a.e57', bytes))).rejects.toMatchObject({
      code: 'FORMAT_CHECKSUM',
      context: { file: 'a.e57', field: 'page 2', byteOffset: 2048 },
    });
  });

  it.each<[string, string | RegExp, string, RegExp]>([
    ['a huge record count', 'recordCount="2"', 'recordCount="99999999999"', /99999999999 points of 96 bits/],
    ['no record count', ' recordCount="2"', '', /recordCount of scan 0/],
    ['points elsewhere', /fileOffset="\d+"/, 'fileOffset="1022"', /said to be at byte 1022/],
    ['points behind the end', /fileOffset="\d+"/, 'fileOffset="99999999"', /said to be at byte 99999999/],
    ['an empty range', SINGLE, 'type="Integer" minimum="5" maximum="4"', /range that is none/],
    ['an unknown type', SINGLE, 'type="Blob"', /unknown type Blob/],
    ['no coordinates', /cartesianX/g, 'other', /neither cartesian nor spherical/],
    ['tags that do not match', '</data3D>', '</data2D>', /closes nothing/],
    ['a document type', '<e57Root', '<!DOCTYPE x [<!ENTITY a "b">]><e57Root', /no name/],
    ['an own entity', '<data3D', '<guid>&bomb;</guid><data3D', /entity/],
    ['deep nesting', '<data3D', `${'<a>'.repeat(100)}<data3D`, /nested deeper/],
  ])('%s', async (_, from, to, message) => {
    const reading = edited(from, to);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ name: 'FormatError' });
  });

  it('has no points', async () => {
    await expect(read({ scans: [] })).rejects.toMatchObject({ code: 'FORMAT_EMPTY' });
  });

  it('stops when cancelled', async () => {
    const options = { signal: AbortSignal.abort() };
    await expect(readE57(sharedSource('e57/A4.e57'), options)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('gives a typed error wherever it is cut', async () => {
    const bytes = sharedBytes('e57/A4.e57');
    for (let end = 0; end < bytes.length; end += end < 64 ? 1 : 37) {
      const reading = readE57(memorySource('cut.e57', bytes.subarray(0, end)));
      await expect(reading, `cut at ${end}`).rejects.toMatchObject({ name: 'FormatError' });
    }
  });

  it('gives a cloud or a typed error whatever bits are turned, checksums mended', async () => {
    const bytes = sharedBytes('e57/A_B.e57');
    const flip = fc.record({ at: fc.nat(bytes.length - 1), bits: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 6 }), async (flips) => {
        const changed = bytes.slice();
        for (const { at, bits } of flips) changed[at]! ^= bits;
        try {
          const { cloud } = await readE57(memorySource('changed.e57', mendChecksums(changed)));
          expect(cloud.count).toBeGreaterThan(0);
        } catch (error) {
          expect((error as Error).name, String(error)).toMatch(/^(Format|Limit)Error$/);
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});
