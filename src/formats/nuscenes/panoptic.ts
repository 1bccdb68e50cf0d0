import { type ByteSource, FormatError } from '../../core/index.ts';
import { ZipArchive } from '../archive/zip-archive.ts';
import { readZipDirectory } from '../archive/zip-directory.ts';
import { readNpyHeader } from '../npy/header.ts';
import { readRows } from '../row-table.ts';

const FORMAT = 'nuscenes-panoptic';
/** Highest general class index, and instances of a class in a scene. */
const LAST_CLASS = 31;
const PER_CLASS = 1000;

export interface NuscenesPanoptic {
  /** General class index 0–31. */
  readonly semantic: Uint8Array;
  /** 0 = none. The same object has the same number in every sweep of its scene. */
  readonly instance: Uint32Array;
}

/** nuScenes `_panoptic.npz`: the array `data`, one uint16 a point, class · 1000 + instance. @throws FormatError, LimitError */
export async function readNuscenesPanoptic(source: ByteSource): Promise<NuscenesPanoptic> {
  const entry = (await readZipDirectory(source)).find(({ name }) => name === 'data.npy');
  if (!entry) throw bad(source, 'data', 'holds no array "data"');
  const array = new ZipArchive(source).open(entry, `${source.name}:data`, source.path);
  const { fields, shape, bodyOffset, itemBytes, littleEndian, isStructured } = await readNpyHeader(array);
  const [count = 0, ...rest] = shape;
  if (isStructured || rest.length > 0 || fields[0]?.type !== 'uint16')
    throw bad(source, 'data', `holds an array of shape (${shape.join(', ')}) where one number a point belongs`);
  const field = { name: 'data', type: 'uint16' as const, offset: 0, components: 1 };
  const table = { byteOffset: bodyOffset, rowBytes: itemBytes, count, littleEndian, fields: [field] };
  const [values] = await readRows(array, table, FORMAT, {});
  const semantic = Uint8Array.from(values!, (value) => Math.floor(value / PER_CLASS));
  const at = semantic.findIndex((label) => label > LAST_CLASS);
  if (at >= 0)
    throw bad(source, 'data', `has a class ${semantic[at]} at point ${at}, and classes end at ${LAST_CLASS}`);
  const instance = Uint32Array.from(values!, (value) => (value % PER_CLASS === 0 ? 0 : value));
  return { semantic, instance };
}

function bad(source: ByteSource, field: string, why: string): FormatError {
  const message = `"${source.name}" is no nuScenes panoptic label file: it ${why}. Drop the _panoptic.npz of this sweep.`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format: FORMAT, field });
}
