import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readCloud } from '../../formats/index.ts';
import { openPaths } from '../disk-source.ts';
import { readWithLoadersGl } from './loaders-gl.ts';

/** What a reader made of a file. */
export interface Decoded {
  readonly points: number;
  /** Of all arrays that it gives back. */
  readonly bytes: number;
  /** Sum of all x: two readers that agree read the same. */
  readonly sumX: number;
}

type Read = (file: string) => Promise<Decoded>;

/** Ours, and whose speed it is held against. They are looked for where they are installed, and are no part of the program. */
export const FORMAT_READERS: Readonly<Record<string, Read>> = {
  voxelens: async (file) => {
    const [source] = await openPaths([file]);
    const { cloud } = await readCloud(source!);
    const bytes = cloud.attributes.reduce((sum, { values }) => sum + values.byteLength, cloud.positions.byteLength);
    let sumX = cloud.origin[0] * cloud.count;
    for (let i = 0; i < cloud.positions.length; i += 3) sumX += cloud.positions[i]!;
    return { points: cloud.count, bytes, sumX };
  },
  'three PLYLoader': async (file) => threeGeometry((await loader('PLYLoader')).parse(await bufferOf(file))),
  'three PCDLoader': async (file) => threeGeometry((await loader('PCDLoader')).parse(await bufferOf(file))),
  'three XYZLoader': async (file) =>
    threeGeometry((await loader('XYZLoader')).parse(await fs.readFile(file, 'latin1'))),
  'laz-perf': readWithLazPerf,
  'loaders.gl PLYLoader': (file) => readWithLoadersGl('PLYLoader', file),
  'loaders.gl PCDLoader': (file) => readWithLoadersGl('PCDLoader', file),
  'loaders.gl LASLoader': (file) => readWithLoadersGl('LASLoader', file),
  'loaders.gl LAZRsLoader': (file) => readWithLoadersGl('LAZRsLoader', file),
};

/** Of these, the readers that can be measured here. */
export function isInstalled(reader: string): boolean {
  const [whose] = reader.split(' ') as [string];
  return reader === 'voxelens' || resolve(whose === 'loaders.gl' ? '@loaders.gl/core' : whose) !== undefined;
}

function resolve(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

interface ThreeAttribute {
  readonly array: { readonly byteLength: number } & ArrayLike<number>;
  readonly count: number;
}
interface ThreeGeometry {
  readonly attributes: Readonly<Record<string, ThreeAttribute>>;
}
interface ThreeLoader {
  parse(data: ArrayBuffer | string): ThreeGeometry | { readonly geometry: ThreeGeometry };
}

async function loader(name: string): Promise<ThreeLoader> {
  const file = resolve(`three/examples/jsm/loaders/${name}.js`)!;
  const found = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, new () => ThreeLoader>;
  return new found[name]!();
}

function threeGeometry(parsed: ThreeGeometry | { readonly geometry: ThreeGeometry }): Decoded {
  const { attributes } = 'geometry' in parsed ? parsed.geometry : parsed;
  const { array, count } = attributes['position']!;
  let sumX = 0;
  for (let i = 0; i < array.length; i += 3) sumX += array[i]!;
  const bytes = Object.values(attributes).reduce((sum, attribute) => sum + attribute.array.byteLength, 0);
  return { points: count, bytes, sumX };
}

async function bufferOf(file: string): Promise<ArrayBuffer> {
  const bytes = await fs.readFile(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** The part of laz-perf that is used. */
interface LazPerf {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  readonly LASZip: new () => {
    open(data: number, length: number): void;
    getPoint(to: number): void;
    getCount(): number;
    getPointLength(): number;
    delete(): void;
  };
}

/** Every point decoded and its coordinates taken; the other columns are left in the record, which flatters it. */
async function readWithLazPerf(file: string): Promise<Decoded> {
  const { createLazPerf } = createRequire(import.meta.url)('laz-perf') as { createLazPerf: () => Promise<LazPerf> };
  const perf = await createLazPerf();
  const bytes = await fs.readFile(file);
  const scale = bytes.readDoubleLE(131);
  const offset = bytes.readDoubleLE(155);
  const data = perf._malloc(bytes.length);
  perf.HEAPU8.set(bytes, data);
  const zip = new perf.LASZip();
  zip.open(data, bytes.length);
  const [points, record] = [zip.getCount(), zip.getPointLength()];
  const point = perf._malloc(record);
  const coordinates = new Int32Array(points * 3);
  let view = new DataView(perf.HEAPU8.buffer, point, record);
  let sumX = 0;
  for (let i = 0; i < points; i++) {
    zip.getPoint(point);
    if (view.buffer !== perf.HEAPU8.buffer) view = new DataView(perf.HEAPU8.buffer, point, record);
    for (let axis = 0; axis < 3; axis++) coordinates[i * 3 + axis] = view.getInt32(axis * 4, true);
    sumX += coordinates[i * 3]! * scale + offset;
  }
  zip.delete();
  return { points, bytes: points * record, sumX };
}
