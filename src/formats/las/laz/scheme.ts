import type { ByteSource } from '../../../core/index.ts';
import { fail, type LasHeader } from '../header.ts';
import { findRecord, type LasRecord } from '../records.ts';

export type ItemKind = 'point10' | 'time11' | 'colour12' | 'wave13' | 'bytes10' | LayeredKind;
type LayeredKind = 'point14' | 'colour14' | 'infrared14' | 'wave14' | 'bytes14';

/** One part of a compressed point record. */
export interface LazItem {
  readonly kind: ItemKind;
  readonly offset: number;
  readonly size: number;
  readonly version: number;
}

/** How the points of a LAZ file are compressed. */
export interface LazScheme {
  /** One stream with all points, a stream a chunk, or a stream a chunk and layer. */
  readonly layout: 'whole' | 'pointwise' | 'layered';
  /** Points in each chunk but the last; undefined where each chunk has its own number. */
  readonly chunkSize: number | undefined;
  readonly items: readonly LazItem[];
  readonly recordBytes: number;
}

/** By item type: kind, size (undefined: any), versions that are read. */
const ITEMS: Readonly<Record<number, readonly [ItemKind, number | undefined, readonly number[]]>> = {
  0: ['bytes10', undefined, [2]],
  6: ['point10', 20, [2]],
  7: ['time11', 8, [2]],
  8: ['colour12', 6, [2]],
  9: ['wave13', 29, [1]],
  10: ['point14', 30, [3, 4]],
  11: ['colour14', 6, [3, 4]],
  12: ['infrared14', 8, [3, 4]],
  13: ['wave14', 29, [3, 4]],
  14: ['bytes14', undefined, [3, 4]],
};
const LAYERED_FROM = 10;
const LAYOUTS = [undefined, 'whole', 'pointwise', 'layered'] as const;
const VARIABLE = 0xffff_ffff;
/** Each byte has models of its own: a record that is nearly all extra bytes is no cloud. */
const MOST_EXTRA_BYTES = 4096;
const RESAVE = 'Open it in the program that made it and save it as LAS, or as LAZ of this decade.';

/** The record "laszip encoded"/22204. @throws FormatError */
export function readLazScheme(source: ByteSource, header: LasHeader, records: readonly LasRecord[]): LazScheme {
  const bad = (why: string, next?: string) =>
    fail(source, 'FORMAT_FIELD', header.headerBytes, why, 'laszip record', next);
  const data = findRecord(records, 'laszip encoded', 22204);
  if (!data || data.length < 34) throw bad('its points are compressed, and no record says how', RESAVE);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const layout = LAYOUTS[view.getUint16(0, true)];
  if (!layout || view.getUint16(2, true) !== 0) throw bad('its points are compressed in an unknown way', RESAVE);
  const itemCount = view.getUint16(32, true);
  if (34 + itemCount * 6 > data.length) throw bad('the record about its compression is cut');
  const items: LazItem[] = [];
  let offset = 0;
  for (let i = 0; i < itemCount; i++) {
    const [type, size, version] = [0, 2, 4].map((at) => view.getUint16(34 + i * 6 + at, true)) as [
      number,
      number,
      number,
    ];
    const known = ITEMS[type];
    if (!known || (known[1] !== undefined && known[1] !== size))
      throw bad(`its points have an unknown part (${type})`, RESAVE);
    const [kind, , versions] = known;
    if (!versions.includes(version)) {
      throw bad(`version ${version} of the compression of "${kind}" is not read`, RESAVE);
    }
    if (type >= LAYERED_FROM !== (layout === 'layered'))
      throw bad('the parts of its points contradict their compression');
    const isExtra = kind === 'bytes10' || kind === 'bytes14';
    if (isExtra && size > MOST_EXTRA_BYTES)
      throw bad(`its points have ${size} extra bytes, more than ${MOST_EXTRA_BYTES}`);
    if (size > 0) items.push({ kind, offset, size, version });
    offset += size;
  }
  const first = header.pointFormat >= 6 ? 'point14' : 'point10';
  const isFirstOnly = items.filter(({ kind }) => kind === first).length === 1 && items[0]?.kind === first;
  if (!isFirstOnly || offset !== header.recordBytes) {
    throw bad(`the compressed parts do not make up points of format ${header.pointFormat}`);
  }
  const chunkSize = view.getUint32(12, true);
  if (layout !== 'whole' && chunkSize === 0) throw bad('its chunks are said to hold no points');
  return {
    layout,
    chunkSize: chunkSize === VARIABLE ? undefined : chunkSize,
    items,
    recordBytes: header.recordBytes,
  };
}
