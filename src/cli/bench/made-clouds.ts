import fs from 'node:fs/promises';
import path from 'node:path';
import { type PointCloud, Rng } from '../../core/index.ts';
import { writeFloatBin, writeLas, writeNpyCloud, writePcd, writeScenePly } from '../../formats/index.ts';
import { compressLzf } from './compress-lzf.ts';

export interface MadeCloud {
  readonly name: string;
  readonly extension: string;
  /** Who reads the same file. */
  readonly rulers: readonly string[];
  readonly make: (bytes: number) => Uint8Array;
}

/** A street of points with intensity and, where asked for, colours: millimetres, as sensors give. */
function cloudOf(count: number, hasColour: boolean, origin: PointCloud['origin'] = [0, 0, 0]): PointCloud {
  const rng = new Rng(1);
  const positions = new Float32Array(count * 3);
  const intensity = new Float32Array(count);
  const rgb = new Uint8Array(hasColour ? count * 3 : 0);
  for (let i = 0; i < count; i++) {
    positions[3 * i] = Math.round(rng.unit() * 100_000 - 50_000) / 1000;
    positions[3 * i + 1] = Math.round(rng.unit() * 100_000 - 50_000) / 1000;
    positions[3 * i + 2] = Math.round(rng.unit() * 6000 - 2000) / 1000;
    intensity[i] = Math.round(rng.unit() * 255) / 255;
    if (hasColour) for (let c = 0; c < 3; c++) rgb[3 * i + c] = rng.unit() * 256;
  }
  const attributes = hasColour
    ? [{ name: 'rgb', components: 3, values: rgb }]
    : [{ name: 'intensity', components: 1, values: intensity }];
  return { name: 'street', format: 'made', count, origin, positions, attributes };
}

const scene = (cloud: PointCloud) => ({ cloud, dataset: 'made', frame: { index: 0, count: 1 }, diagnostics: [] });
const text = (value: string) => new TextEncoder().encode(value);

function joined(head: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(text(head));
  bytes.set(body, head.length);
  return bytes;
}

/** `x y z` with three decimals, and what `more` adds, one line a point. */
function lines(cloud: PointCloud, more: (i: number) => string = () => ''): Uint8Array {
  const { positions, count } = cloud;
  const parts: Uint8Array[] = [];
  const SOME = 50_000;
  for (let from = 0; from < count; from += SOME) {
    let part = '';
    for (let i = from; i < Math.min(count, from + SOME); i++) {
      const [x, y, z] = [positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!];
      part += `${x.toFixed(3)} ${y.toFixed(3)} ${z.toFixed(3)}${more(i)}\n`;
    }
    parts.push(text(part));
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const LINE_BYTES = 22;

function doublePly(count: number): Uint8Array {
  const { positions } = cloudOf(count, false);
  const rows = Float64Array.from(positions, (value, i) => value + [500_000, 4_600_000, 100][i % 3]!);
  const head = ['ply', 'format binary_little_endian 1.0', `element vertex ${count}`];
  const axes = ['x', 'y', 'z'].map((axis) => `property double ${axis}`);
  return joined([...head, ...axes, 'end_header', ''].join('\n'), new Uint8Array(rows.buffer));
}

function pcdHead(count: number, encoding: string): string {
  return `# .PCD v.7\nVERSION .7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH ${count}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS ${count}\nDATA ${encoding}\n`;
}

function compressedPcd(count: number): Uint8Array {
  const { positions } = cloudOf(count, false);
  const columns = new Float32Array(count * 3);
  for (let i = 0; i < count; i++)
    for (let axis = 0; axis < 3; axis++) columns[axis * count + i] = positions[3 * i + axis]!;
  const packed = compressLzf(new Uint8Array(columns.buffer));
  const sizes = new Uint32Array([packed.length, columns.byteLength]);
  const body = new Uint8Array(8 + packed.length);
  body.set(new Uint8Array(sizes.buffer));
  body.set(packed, 8);
  return joined(pcdHead(count, 'binary_compressed'), body);
}

const PLY_RULERS = ['three PLYLoader', 'loaders.gl PLYLoader'];
const PCD_RULERS = ['three PCDLoader', 'loaders.gl PCDLoader'];

/** One file a way of writing points; about so many bytes each. */
export const MADE_CLOUDS: readonly MadeCloud[] = [
  {
    name: 'PLY binary, colours',
    extension: 'ply',
    rulers: PLY_RULERS,
    make: (bytes) => writeScenePly(scene(cloudOf(Math.floor(bytes / 15), true))),
  },
  {
    name: 'PLY binary, doubles',
    extension: 'ply',
    rulers: PLY_RULERS,
    make: (bytes) => doublePly(Math.floor(bytes / 24)),
  },
  {
    name: 'PLY ascii',
    extension: 'ply',
    rulers: PLY_RULERS,
    make: (bytes) => {
      const cloud = cloudOf(Math.floor(bytes / LINE_BYTES), false);
      const axes = ['x', 'y', 'z'].map((axis) => `property float ${axis}\n`).join('');
      return joined(`ply\nformat ascii 1.0\nelement vertex ${cloud.count}\n${axes}end_header\n`, lines(cloud));
    },
  },
  {
    name: 'PCD binary',
    extension: 'pcd',
    rulers: PCD_RULERS,
    make: (bytes) => writePcd(cloudOf(Math.floor(bytes / 16), false), {}),
  },
  {
    name: 'PCD compressed',
    extension: 'pcd',
    rulers: PCD_RULERS,
    make: (bytes) => compressedPcd(Math.floor(bytes / 12)),
  },
  {
    name: 'PCD ascii',
    extension: 'pcd',
    rulers: PCD_RULERS,
    make: (bytes) => {
      const cloud = cloudOf(Math.floor(bytes / LINE_BYTES), false);
      return joined(pcdHead(cloud.count, 'ascii'), lines(cloud));
    },
  },
  {
    name: 'XYZ',
    extension: 'xyz',
    rulers: ['three XYZLoader'],
    make: (bytes) => lines(cloudOf(Math.floor(bytes / LINE_BYTES), false)),
  },
  {
    name: 'TXT, colours',
    extension: 'txt',
    rulers: ['three XYZLoader'],
    make: (bytes) => {
      const cloud = cloudOf(Math.floor(bytes / 33), true);
      const rgb = cloud.attributes[0]!.values;
      return lines(cloud, (i) => ` ${rgb[3 * i]} ${rgb[3 * i + 1]} ${rgb[3 * i + 2]}`);
    },
  },
  {
    name: 'LAS',
    extension: 'las',
    rulers: ['loaders.gl LAZRsLoader'],
    make: (bytes) => writeLas(cloudOf(Math.floor(bytes / 36), true)),
  },
  {
    name: 'BIN',
    extension: 'bin',
    rulers: [],
    make: (bytes) => writeFloatBin(cloudOf(Math.floor(bytes / 16), false), ['intensity']),
  },
  {
    name: 'NPY',
    extension: 'npy',
    rulers: [],
    make: (bytes) => writeNpyCloud(cloudOf(Math.floor(bytes / 28), false), {}),
  },
];

/** Writes one of them into a folder. @returns its path */
export async function writeMade(made: MadeCloud, bytes: number, folder: string): Promise<string> {
  const file = path.join(folder, `${made.name.replaceAll(/\W+/g, '-')}.${made.extension}`);
  await fs.writeFile(file, made.make(bytes));
  return file;
}
