import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics, findAttribute, type PointCloud } from '../../core/index.ts';
import { memorySource, sharedSource } from '../shared-data.fixture.ts';
import { sniff } from '../sniff.ts';
import { readText } from './read.ts';

const read = async (text: string | Uint8Array, name = 'a.txt') => {
  const diagnostics = new Diagnostics();
  const decoded = await readText(memorySource(name, text), { diagnostics });
  const { cloud } = decoded;
  const points = Array.from({ length: cloud.count }, (_, i) =>
    [0, 1, 2].map((axis) => cloud.positions[i * 3 + axis]! + cloud.origin[axis]!),
  );
  return { ...decoded, points, said: diagnostics.list, names: cloud.attributes.map(({ name: own }) => own) };
};
const codes = (said: readonly { code: string }[]) => said.map(({ code }) => code);

describe('readText', () => {
  it.each<[string, number, string[]]>([
    ['xyz/autzen-point-format-3.txt', 106, ['rgb']],
    ['xyz/pdal_crlf_test.txt', 10, ['intensity']],
    ['xyz/pdal_largescan.txt', 6, ['OffsetTime', 'ScanAngleRank']],
    ['xyz/pdal_quoted.txt', 9, []],
    ['xyz/pdal_utm17_1.txt', 10, []],
    ['xyz/pdal_utm17_2.txt', 10, []],
    ['xyz/points_agisoft.xyz', 100, ['rgb']],
    ['robust/pdal_missingheader.txt', 5, ['intensity']],
    ['robust/pcd_missingheader.pcd', 10, []],
    ['twins_ripple/ripple.txt', 10201, ['rgb', 'normal']],
    ['twins_ripple/ripple.pts', 10201, ['rgb', 'intensity']],
    ['pts/autzen.pts', 10, ['rgb', 'intensity']],
    ['pts/test.pts', 19, ['rgb', 'intensity']],
  ])('%s: %i points with %j', async (file, count, names) => {
    const { cloud } = await readText(sharedSource(file));
    expect(cloud.count).toBe(count);
    expect(cloud.attributes.map(({ name }) => name)).toEqual(names);
  });

  const ansi = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  it.each<[string, string | Uint8Array, string[]]>([
    ['German', 'Rechtswert;Hochwert;Höhe;Rot;Grün;Blau\n1,5;2,5;3;9;8;7\n4;5;6;1;2;3\n', ['rgb']],
    [
      'German in one byte a letter',
      ansi('Ostwert;Nordwert;H\xf6he;Intensit\xe4t\n1,5;2,5;3;9\n4;5;6;1\n'),
      ['intensity'],
    ],
    ['Spanish', 'Este;Norte;Cota\n1,5;2,5;3\n4;5;6\n', []],
    ['French', 'est\tnord\taltitude\tclasse\n1.5\t2.5\t3\t2\n4\t5\t6\t2\n', ['classe']],
    ['Russian', 'Восток;Север;Высота\n1,5;2,5;3\n4;5;6\n', []],
    ['Chinese', '点号,东坐标,北坐标,高程\n1,1.5,2.5,3\n2,4,5,6\n', ['点号']],
    [
      'Chinese in GBK',
      Uint8Array.of(0xb6, 0xab, 0x2c, 0xb1, 0xb1, 0x2c, 0xb8, 0xdf, ...ansi('\n1.5,2.5,3\n4,5,6\n')),
      [],
    ],
    ['letters of a survey', 'Pt E N H\n1 1.5 2.5 3\n2 4 5 6\n', ['Pt']],
    ['the same letters beside x, y and z', 'x,y,z,n,h,e\n1.5,2.5,3,1,2,3\n4,5,6,1,2,3\n', ['n', 'h', 'e']],
  ])('knows the columns of a header in %s', async (_, text, attributes) => {
    expect((await sniff(memorySource('a.csv', text))).kind).toBe('cloud');
    const { points, names } = await read(text, 'a.csv');
    expect(points).toEqual([
      [1.5, 2.5, 3],
      [4, 5, 6],
    ]);
    expect(names).toEqual(attributes);
  });

  it('keeps projected coordinates to the millimetre', async () => {
    const { cloud } = await readText(sharedSource('xyz/points_agisoft.xyz'));
    expect(cloud.positions[0]! + cloud.origin[0]).toBeCloseTo(665187.522077, 4);
    expect(cloud.positions[1]! + cloud.origin[1]).toBeCloseTo(5648349.895035, 4);
    expect([...findAttribute(cloud, 'rgb')!.values.slice(0, 3)]).toEqual([117, 73, 49]);
  });

  it('reads Leica intensities as they are', async () => {
    const { cloud } = await readText(sharedSource('pts/autzen.pts'));
    expect(findAttribute(cloud, 'intensity')!.values).toEqual(
      Int16Array.of(-1613, -1998, 602, -890, -826, -1131, -1179, -1260, -858, -698),
    );
  });

  it.each<[string, string]>([
    ['blanks', '1 2 3\n4 5 6\n'],
    ['aligned blanks, CRLF', '   1   2   3 \r\n   4   5   6 \r\n'],
    ['tabs', '1\t2\t3\n4\t5\t6'],
    ['commas and blanks', '1, 2, 3\n4, 5, 6\n'],
    ['semicolons', '1;2;3;\n4;5;6;\n'],
    ['bars', '1|2|3\n4|5|6\n'],
    ['decimal commas', '1,0 2,0 3,0\n4,0 5,0 6,0\n'],
    ['decimal commas between semicolons', '1,0;2,0;3\n4,0;5,0;6\n'],
    ['lone carriage returns', '1 2 3\r4 5 6\r'],
    ['comments and blank lines', '# made by hand\n\n1 2 3 # first\n// and\n4 5 6\n\n'],
    ['a byte-order mark', '\ufeffX,Y,Z\n1,2,3\n4,5,6\n'],
    ['quoted names and numbers', '"X","Y","Z"\n"1","2","3"\n"4","5","6"\n'],
    ['names with units', 'X [m];Y [m];Z [m]\n1;2;3\n4;5;6'],
    ['other spellings', 'Northing,Easting,Elevation\n2,1,3\n5,4,6\n'],
    ['a commented header and a count', '//X Y Z\n2\n1 2 3\n4 5 6\n'],
    ['a separator line of spreadsheets', 'sep=;\nx;y;z\n1;2;3\n4;5;6\n'],
    ['row numbers without a name', 'x y z\n1 1 2 3\n2 4 5 6\n'],
    ['exponents and signs', '+1e0 .2e+1 30E-1\n4. 5.0D0 6\n'],
    ['many digits', '1.000000000000000000e+00 2.000000000000000000e+00 3.0\n4 5 6.000000000000000000000\n'],
    ['two blocks of PTS', '1\n1 2 3\n1\n4 5 6\n'],
  ])('reads %s', async (_, text) => {
    const { points } = await read(text);
    expect(points).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('drops points that are not finite, with their attributes, and counts them', async () => {
    const { cloud, said, sourceCount } = await read(
      'x,y,z,i\n1,2,3,7\nnan,1,1,8\n1,-inf,2,9\n1,1.#QNAN,,9\n4,5,6,10\n',
    );
    expect([cloud.count, sourceCount]).toEqual([2, 5]);
    expect(cloud.attributes[0]).toEqual({ name: 'i', components: 1, values: Uint8Array.of(7, 10) });
    expect(said).toContainEqual(expect.objectContaining({ code: 'NON_FINITE_DROPPED', count: 3 }));
  });

  it('keeps name and range of every column, and the narrowest type that holds it', async () => {
    const { cloud } = await read(
      'x,y,z,GpsTime,id,echo,h,note\n0,0,0,305000.25,70000,-3,0.5,tree\n1,1,1,305000.75,4e9,2,,grass\n',
    );
    expect(cloud.attributes).toEqual([
      { name: 'GpsTime', components: 1, values: Float64Array.of(305000.25, 305000.75) },
      { name: 'id', components: 1, values: Uint32Array.of(70000, 4e9) },
      { name: 'echo', components: 1, values: Int16Array.of(-3, 2) },
      { name: 'h', components: 1, values: Float32Array.of(0.5, NaN) },
    ]);
  });

  it('widens a column whose later values need it', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `${i} 0 0 ${i < 9000 ? 3 : i === 9999 ? 0.5 : -300}`);
    const { cloud } = await read(rows.join('\n'));
    const { values } = cloud.attributes[0]!;
    expect(values).toBeInstanceOf(Float32Array);
    expect([values[0], values[9500], values[9999]]).toEqual([3, -300, 0.5]);
  });

  it.each<[string, string, string, number[]]>([
    ['8 bit', '1 2 3 255 0 128', '8 bit', [255, 0, 128]],
    ['16 bit', '1 2 3 65280 0 32768', '16 bit', [255, 0, 128]],
    ['fractions', '1 2 3 1.0 0.0 0.5', '0–1', [255, 0, 128]],
  ])('finds colours of %s', async (_, row, depth, rgb) => {
    const { cloud, said } = await read(`x y z r g b\n${row}\n`);
    expect(findAttribute(cloud, 'rgb')!.values).toEqual(Uint8Array.from(rgb));
    expect(said.find(({ code }) => code === 'COLOR_DEPTH')!.message).toContain(depth);
  });

  it.each<[string, string, string[]]>([
    ['x y z r g b label of S3DIS', '1 2 3 200 190 180 5\n2 3 4 90 91 92 12\n', ['rgb', 'label']],
    ['x y z intensity r g b', '1 2 3 -800 200 190 180\n2 3 4 90 91 92 112\n', ['rgb', 'intensity']],
    ['x y z normal', '1 2 3 0 0 1\n2 3 4 0.6 0 -0.8\n', ['normal']],
    ['x y z rgb normal', '1 2 3 9 8 7 0 0 1\n2 3 4 5 6 7 0.6 0 -0.8\n', ['rgb', 'normal']],
    ['x y z normal label', '1 2 3 0 0 1 4\n2 3 4 0.6 0 -0.8 5\n', ['normal', 'label']],
    ['x y z label', Array.from({ length: 200 }, (_, i) => `${i} ${-i} 2 ${i % 13}`).join('\n'), ['label']],
    ['x y z and two more', '1 2 3 0.5 12.5\n2 3 4 0.6 13.5\n', ['intensity', 'column4']],
  ])('guesses %s and says so', async (_, text, names) => {
    const decoded = await read(text);
    expect(decoded.names).toEqual(names);
    expect(codes(decoded.said)).toContain('TEXT_COLUMNS');
  });

  it('reads a room of S3DIS past the control byte in one of its numbers', async () => {
    const { cloud } = await read(
      '1.0 2.0 3.0 10 20 30\n1.5 2.5 3.5 1\x1085 187 190\n2 3 4 50 60\x1070\n',
      'office_19.txt',
    );
    expect(findAttribute(cloud, 'rgb')!.values).toEqual(Uint8Array.of(10, 20, 30, 185, 187, 190, 50, 60, 70));
  });

  it('takes the names that somebody chose', async () => {
    const source = memorySource('a.xyz', '7 1 2 3\n8 4 5 6\n');
    const { cloud } = await readText(source, { columns: ['label', 'x', 'y', 'z'] });
    expect([...cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(cloud.attributes).toEqual([{ name: 'label', components: 1, values: Uint8Array.of(7, 8) }]);
    await expect(readText(source, { columns: ['x', 'y'] })).rejects.toMatchObject({ context: { field: 'z' } });
  });

  it('says when the promised count is not what is there', async () => {
    const { cloud, said } = await read('5\n1 2 3\n4 5 6\n');
    expect(cloud.count).toBe(2);
    expect(codes(said)).toContain('TEXT_COUNT_WRONG');
  });

  it.each<[string, string, RegExp, object]>([
    [
      'a missing column',
      'x,y,z,i\n1,2,3,4\n1,2\n',
      /line 3: the row has 2 of 4 columns \(z is missing\)/,
      { line: 3, field: 'z' },
    ],
    ['a word', '1 2 3\n4 five 6\n', /line 2: "4 five 6" holds something/, { line: 2 }],
    ['a torn number', '1 2 3\n4 5-6 6\n', /line 2/, { line: 2 }],
    ['a column twice', 'X,Y,X\n1,2,3\n', /has 2 columns x: its columns are X, Y, X/, { field: 'x' }],
    ['no z', 'x,y,intensity\n1,2,3\n', /has no column z/, { field: 'z' }],
    ['no rows', 'x,y,z\n', /holds no points/, {}],
    ['prose', 'This is a text of several words\n', /not rows of numbers/, {}],
  ])('refuses %s with its place', async (_, text, message, context) => {
    const reading = read(text);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ name: 'FormatError', context });
  });

  it('refuses the bad header of the shared data', async () => {
    await expect(readText(sharedSource('robust/pdal_badheader.txt'))).rejects.toMatchObject({
      code: 'FORMAT_FIELD',
      context: { field: 'x' },
    });
  });

  it('gives the float64 that Number() gives', async () => {
    const spellings = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(6)),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((value) => value.toExponential(18)),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(16)),
      // Halfway between two float64 and a little beside it.
      fc
        .tuple(fc.integer({ min: 2 ** 30, max: 2 ** 31 }), fc.constantFrom('', '0000000001', '9'))
        .map(([n, tail]) => `${BigInt(n) * 2n ** 23n + 2n ** 53n + 1n}.${tail}`),
      fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(spellings, { minLength: 1, maxLength: 20 }), async (cells) => {
        const { cloud } = await read(`x y z t\n${cells.map((cell) => `0 0 0 ${cell}`).join('\n')}\n`);
        const expected = cells.map(Number);
        const { values } = cloud.attributes[0]!;
        const stored = values instanceof Float32Array ? expected.map(Math.fround) : expected;
        expect([...values].map((value) => value + 0)).toEqual(stored.map((value) => value + 0));
      }),
      { numRuns: 200 },
    );
  });

  it('reads rows across chunk borders', async () => {
    const rows = 400_000;
    const text = Array.from({ length: rows }, (_, i) => `${i / 8} ${-i} ${i % 7}`).join('\n');
    const { cloud } = await read(text);
    expect(cloud.count).toBe(rows);
    let wrong = 0;
    for (let i = 0; i < rows; i++) {
      if (
        cloud.positions[i * 3]! + cloud.origin[0] !== i / 8 ||
        cloud.positions[i * 3 + 2]! + cloud.origin[2] !== i % 7
      )
        wrong++;
    }
    expect(wrong).toBe(0);
  });

  it('finds rows behind pages of comments', async () => {
    const source = memorySource('a.dat', `${'# a word about the instrument\n'.repeat(500)}1 2 3\n4 5 6\n`);
    expect(await sniff(source)).toEqual({ kind: 'cloud', format: 'text' });
    expect((await readText(source)).cloud.count).toBe(2);
  });

  it('shows a sample from all over a large file before it is read', async () => {
    // Rows with long comments: many bytes, few numbers.
    const row = (i: number) => `${i % 100} ${i} 0 #${'-'.repeat(600)}`;
    const rows = 90_000;
    const bytes = new TextEncoder().encode(Array.from({ length: rows }, (_, i) => row(i)).join('\n'));
    const source = {
      name: 'a.xyz',
      path: 'a.xyz',
      size: bytes.length,
      read: async (a: number, b: number) => bytes.subarray(a, b),
    };
    const previews: PointCloud[] = [];
    const { cloud } = await readText(source, { onPreview: (preview) => void previews.push(preview) });
    expect([cloud.count, previews.length]).toEqual([rows, 1]);
    const { count, positions, origin } = previews[0]!;
    expect(count).toBeGreaterThan(1000);
    expect(count).toBeLessThan(rows / 5);
    const along = Array.from({ length: count }, (_, i) => positions[i * 3 + 1]! + origin[1]);
    expect(along[0]).toBe(0);
    expect(along.at(-1)).toBeGreaterThan(rows * 0.95);
    expect(along.every((value, i) => i === 0 || value > along[i - 1]!)).toBe(true);
  });

  it('stops when cancelled', async () => {
    const reading = readText(memorySource('a.txt', '1 2 3\n'), { signal: AbortSignal.abort() });
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
