import { describe, expect, it } from 'vitest';
import { Diagnostics, findAttribute } from '../../core/index.ts';
import { memorySource } from '../shared-data.fixture.ts';
import { sniff } from '../sniff.ts';
import { readText } from './read.ts';

/** Text as a dropped file: it has to be recognised first. */
async function open(text: string, name = 'a.csv') {
  const source = memorySource(name, text);
  expect(await sniff(source)).toEqual({ kind: 'cloud', format: 'text' });
  const diagnostics = new Diagnostics();
  const { cloud } = await readText(source, { diagnostics });
  const names = cloud.attributes.map((attribute) => attribute.name);
  return { cloud, names, said: diagnostics.list };
}

const first = ({ positions, origin }: { positions: Float32Array; origin: readonly number[] }) =>
  [0, 1, 2].map((axis) => positions[axis]! + origin[axis]!);
const rows = (count: number, row: (i: number) => readonly (number | string)[], separator = ',') =>
  Array.from({ length: count }, (_, i) => `${row(i).join(separator)}\n`).join('');

describe('headers of other languages', () => {
  it.each([
    'X;Y;Höhe;Intensitaet;Rot;Grün;Blau',
    'Coordonnée X;Coordonnée Y;Élévation;Intensite;Rouge;Vert;Bleu',
    'Coordinata X;Coordinata Y;Quota;Intensità;Rosso;Verde;Blu',
    'Coordenada X;Coordenada Y;Elevación;Intensidad;Rojo;Verde;Azul',
    'Leste;Norte;Elevação;Intensidade;Vermelho;Verde;Azul',
    'X;Y;Hoogte;Intensiteit;Rood;Groen;Blauw',
    'Öst;Nord;Höjd;Intensitet;Röd;Grön;Blå',
    'X;Y;Wysokość;Intensywność;Czerwony;Zielony;Niebieski',
    'X;Y;Výška;Intenzita;Červená;Zelená;Modrá',
    'x_m;y_m;z_m;intensity;r;g;b',
    'Points_m_XYZ:0;Points_m_XYZ:1;Points_m_XYZ:2;intensity;r;g;b',
  ])('%s', async (header) => {
    const { cloud, names } = await open(`${header}\n1,5;2,5;3,5;90;255;0;7\n4,5;5,5;6,5;95;0;1;2\n`);
    expect(names).toEqual(['rgb', 'intensity']);
    expect(first(cloud)).toEqual([1.5, 2.5, 3.5]);
  });
});

describe('tables of degrees', () => {
  it('become metres east and north of the first point, the degrees are kept', async () => {
    const { cloud, names, said } = await open('lat,lon,alt\n60,11,500\n60.001,11.002,501\n');
    const [x, y, z] = [...cloud.positions.slice(3)].map((value, axis) => value + cloud.origin[axis]!);
    // Of the ellipsoid: a degree is 111 412 m of longitude times cos 60°, nearly, and 111 412 m of latitude.
    expect(x! / 0.002).toBeCloseTo(55_800, -2);
    expect(y! / 0.001).toBeCloseTo(111_412, -1);
    expect([first(cloud).slice(0, 2), z]).toEqual([[0, 0], 501]);
    expect(names).toEqual(['latitude', 'longitude']);
    expect([...findAttribute(cloud, 'longitude')!.values]).toEqual([11, 11.002]);
    expect(said.map(({ code }) => code)).toContain('CRS');
  });

  it('leave out rows that are nowhere on Earth', async () => {
    const { cloud } = await open('Longitude;Latitude;Height\n8.5;50;1\n8.6;500;1\n8.7;50.1;1\n');
    expect(cloud.count).toBe(2);
  });

  it('are metres where x and y are there too', async () => {
    const { cloud, names } = await open('x,y,z,lat,lon\n1,2,3,60,11\n4,5,6,60,12\n');
    expect([first(cloud), names]).toEqual([
      [1, 2, 3],
      ['lat', 'lon'],
    ]);
  });
});

describe('columns without a header', () => {
  const count = 30;

  it('a first one that counts the rows is no coordinate', async () => {
    const numbered = await open(rows(count, (i) => [i + 1, 5 + i / 4, 7 - i / 2, i * i]));
    expect([first(numbered.cloud), numbered.names]).toEqual([[5, 7, 0], ['id']]);
    // Pixels of a picture count, too: whole numbers, and the other one stands still.
    const pixels = await open(rows(count, (i) => [i, 0, i * i, 7]));
    expect(first(pixels.cloud)).toEqual([0, 0, 0]);
  });

  it('intensity and returns are no colour', async () => {
    const returns = await open(rows(count, (i) => [i / 3, i / 7, 2, 40 + i, 1 + (i % 2), 2]));
    expect(returns.names).not.toContain('rgb');
    const red = await open(rows(count, (i) => [i / 3, i / 7, 2, 40 + i, 0, 1]));
    expect(red.names).toContain('rgb');
  });
});

describe('odd tables', () => {
  it('a preamble above the header', async () => {
    const text = `Project: river\nDate: 2024-05-01\n\nX,Y,Z\n${rows(20, (i) => [i, 2 * i, 3])}`;
    expect((await open(text)).cloud.count).toBe(20);
  });

  it('prose that speaks of x y z stays prose', async () => {
    const prose = 'Dear all,\nplease turn\nx y z\nof the scan around its axis\nand send it back to us\n';
    expect(await sniff(memorySource('a.txt', prose))).toMatchObject({ kind: 'known', file: { name: 'a text file' } });
  });

  it('thousands of columns', async () => {
    const words = Array.from({ length: 3000 }, (_, i) => `f${i}`);
    const { cloud, said } = await open(`x,y,z,${words.join(',')}\n${rows(5, (i) => [i, 2, 3, ...words.keys()])}`);
    expect([cloud.count, cloud.attributes.length]).toEqual([5, 3000]);
    expect(findAttribute(cloud, 'f2999')!.values[4]).toBe(2999);
    expect(said.every(({ message }) => message.length < 500)).toBe(true);
  });

  it('thousands of columns of one name', async () => {
    const { cloud } = await open(
      `x,y,z,${Array(8000).fill('a').join(',')}\n${rows(3, (i) => [i, 2, 3, ...Array(8000).fill(i)])}`,
    );
    expect(new Set(cloud.attributes.map(({ name }) => name)).size).toBe(8000);
  });

  it('exponents of Fortran', async () => {
    expect(first((await open('1.5D+02 2.5D0 -3d1\n4D0 5D0 6D0\n', 'a.xyz')).cloud)).toEqual([150, 2.5, -30]);
  });

  it('a stray control byte in the first rows', async () => {
    const text = rows(60, (i) => [i, `2.\x1000${i}`.replace(i === 3 ? '' : '\x10', ''), 3], ' ');
    expect((await open(text, 'a.txt')).cloud.count).toBe(60);
  });

  it('a grid of heights is told what to become', async () => {
    const grid = 'ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n4 5 6\n';
    expect(await sniff(memorySource('a.asc', grid))).toMatchObject({ file: { name: 'an ESRI grid of heights' } });
  });
});
