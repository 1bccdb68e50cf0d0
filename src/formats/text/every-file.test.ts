import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAttribute } from '../../core/index.ts';
import { readCloud } from '../registry.ts';
import { sharedBytes, sharedSource } from '../shared-data.fixture.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../../shared/data');

interface Facts {
  readonly format: string;
  readonly count: number;
  readonly attributes: readonly string[];
  /** Which cells of a row are x, y and z, and after how many lines rows begin: for a reader of a dozen lines to agree with. */
  readonly rows?: readonly [from: number, x: number, y: number, z: number, separator: RegExp];
}
const BLANK = /\s+/;
const COMMA = /,/;

/** Points, attributes and layout of every text cloud, mesh and Draco file of the shared data; or the error it has to give. */
const FILES: Readonly<Record<string, Facts | RegExp>> = {
  'xyz/autzen-point-format-3.txt': { format: 'text', count: 106, attributes: ['rgb'], rows: [1, 2, 3, 5, COMMA] },
  'xyz/pdal_crlf_test.txt': { format: 'text', count: 10, attributes: ['intensity'], rows: [1, 0, 1, 2, COMMA] },
  'xyz/pdal_largescan.txt': {
    format: 'text',
    count: 6,
    attributes: ['OffsetTime', 'ScanAngleRank'],
    rows: [1, 0, 1, 2, COMMA],
  },
  'xyz/pdal_quoted.txt': { format: 'text', count: 9, attributes: [], rows: [1, 0, 1, 2, COMMA] },
  'xyz/pdal_text.txt': /this is a text file/,
  'xyz/pdal_utm17_1.txt': { format: 'text', count: 10, attributes: [], rows: [1, 0, 1, 2, COMMA] },
  'xyz/pdal_utm17_2.txt': { format: 'text', count: 10, attributes: [], rows: [1, 0, 1, 2, BLANK] },
  'xyz/points_agisoft.xyz': { format: 'text', count: 100, attributes: ['rgb'], rows: [0, 0, 1, 2, BLANK] },
  'pts/autzen.pts': { format: 'text', count: 10, attributes: ['rgb', 'intensity'], rows: [1, 0, 1, 2, BLANK] },
  'pts/test.pts': { format: 'text', count: 19, attributes: ['rgb', 'intensity'], rows: [1, 0, 1, 2, BLANK] },
  'ptx/complex-transform.ptx': { format: 'ptx', count: 4, attributes: ['rgb', 'intensity'] },
  'ptx/no-color.ptx': { format: 'ptx', count: 15, attributes: ['intensity'], rows: [10, 0, 1, 2, BLANK] },
  'off/ballA.off': { format: 'off', count: 1900, attributes: [] },
  'off/comments.off': { format: 'off', count: 8, attributes: [] },
  'drc/bunny.drc': { format: 'draco', count: 34834, attributes: [] },
  'twins_ripple/ripple.pts': {
    format: 'text',
    count: 10201,
    attributes: ['rgb', 'intensity'],
    rows: [0, 0, 1, 2, BLANK],
  },
  'twins_ripple/ripple.ptx': {
    format: 'ptx',
    count: 10201,
    attributes: ['rgb', 'intensity'],
    rows: [10, 0, 1, 2, BLANK],
  },
  'twins_ripple/ripple.txt': { format: 'text', count: 10201, attributes: ['rgb', 'normal'], rows: [0, 0, 1, 2, BLANK] },
  'robust/pcd_missingheader.pcd': { format: 'text', count: 10, attributes: [], rows: [0, 0, 1, 2, BLANK] },
  'robust/pdal_badheader.txt': /has 2 columns x: its columns are X, Y, X/,
  'robust/pdal_missingheader.txt': {
    format: 'text',
    count: 5,
    attributes: ['intensity'],
    rows: [0, 0, 1, 2, BLANK],
  },
};

describe('every text cloud, OFF and Draco file', () => {
  it('has its facts here', () => {
    const found = ['xyz', 'pts', 'ptx', 'off', 'drc', 'twins_ripple', 'robust'].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`),
    );
    const ours = found.filter((file) => !/\.(las|laz|ply)$/.test(file));
    expect(ours.sort()).toEqual(Object.keys(FILES).sort());
  });

  it.each(Object.entries(FILES))('%s', async (file, facts) => {
    const reading = readCloud(sharedSource(file));
    if (facts instanceof RegExp) {
      await expect(reading).rejects.toThrow(facts);
      await expect(reading).rejects.toMatchObject({ name: 'FormatError', context: { file: path.basename(file) } });
      return;
    }
    const { cloud } = await reading;
    expect({ format: cloud.format, count: cloud.count, attributes: cloud.attributes.map(({ name }) => name) }).toEqual({
      format: facts.format,
      count: facts.count,
      attributes: facts.attributes,
    });
    for (const { values, components } of cloud.attributes) expect(values).toHaveLength(facts.count * components);
    if (facts.rows) expect(furthest(plainly(file, facts.rows), cloud)).toBeLessThan(2e-4 + span(cloud) * 2 ** -24);
  });
});

describe('the twins', () => {
  it('are the same cloud in every format', async () => {
    const original = (await readCloud(sharedSource('twins_ripple/ripple_ascii.ply'))).cloud;
    for (const name of ['ripple_bin.ply', 'ripple.txt', 'ripple.pts', 'ripple.ptx']) {
      const { cloud } = await readCloud(sharedSource(`twins_ripple/${name}`));
      expect([name, cloud.count, cloud.origin]).toEqual([name, 10201, [0, 0, 0]]);
      expect(furthest([...original.positions], cloud), name).toBeLessThan(1e-4);
      expect(findAttribute(cloud, 'rgb')!.values, name).toEqual(findAttribute(original, 'rgb')!.values);
      const normal = findAttribute(cloud, 'normal');
      if (!normal) continue;
      const lengths = Array.from({ length: 10201 }, (_, i) => Math.hypot(...normal.values.subarray(i * 3, i * 3 + 3)));
      expect(lengths.every((length) => Math.abs(length - 1) < 1e-5)).toBe(true);
      // The text file's normals were estimated anew, and point down.
      if (name === 'ripple.txt') continue;
      const expected = findAttribute(original, 'normal')!.values;
      expect(normal.values.every((value, i) => Math.abs(value - expected[i]!) < 2e-6)).toBe(true);
    }
  });
});

/** Coordinates of a file the simplest way. */
function plainly(file: string, [from, x, y, z, separator]: NonNullable<Facts['rows']>): number[] {
  const lines = new TextDecoder().decode(sharedBytes(file)).split(/\r?\n/);
  return lines.slice(from).flatMap((line) => {
    const cells = line.trim().split(separator).map(Number);
    return line.trim() === '' ? [] : [cells[x]!, cells[y]!, cells[z]!];
  });
}

/** Furthest point from the origin, along one axis: float32 steps by its 2²⁴th part. */
function span({ positions }: { positions: Float32Array }): number {
  return positions.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function furthest(
  expected: readonly number[],
  { positions, origin }: { positions: Float32Array; origin: readonly number[] },
) {
  if (expected.length !== positions.length) return Infinity;
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(positions[i]! + origin[i % 3]! - value)), 0);
}
