import { nextTask, Pieces, type PointCloud } from '../core/index.ts';
import { beginObject, type CorrectedObject } from './corrections.ts';

/** Corrections of one cloud, as they are kept between visits. */
export interface KeptRecord {
  readonly version: 1;
  readonly labelSet: string;
  readonly savedAtMs: number;
  readonly objects: readonly (Pick<CorrectedObject, 'id' | 'classId' | 'points' | 'clicks'> &
    Partial<Pick<CorrectedObject, 'added' | 'removed'>>)[];
}

/** Where they are kept, by the cloud's fingerprint. */
export interface CorrectionStore {
  load(fingerprint: string): Promise<KeptRecord | undefined>;
  /** Without objects the record is removed. */
  save(fingerprint: string, record: KeptRecord): Promise<void>;
}

const known = new WeakMap<PointCloud, Promise<string>>();
/** Words that are taken in between two looks at the clock. */
const PART = 1 << 16;

/** Of the points, not of the name: the same cloud is known again whatever its file is called. FNV-1a over every coordinate, in pieces. */
export function fingerprintOf(cloud: PointCloud): Promise<string> {
  let found = known.get(cloud);
  if (!found) known.set(cloud, (found = fingerprint(cloud)));
  return found;
}

async function fingerprint({ count, positions }: PointCloud): Promise<string> {
  const words = new Uint32Array(positions.buffer, positions.byteOffset, positions.length);
  const pieces = new Pieces();
  let [low, high] = [0x811c9dc5, 0x01000193];
  await nextTask();
  for (let first = 0; first < words.length; first += PART) {
    const last = Math.min(words.length, first + PART);
    for (let i = first; i < last; i++) {
      low = Math.imul(low ^ words[i]!, 0x01000193);
      high = Math.imul(high ^ (words[i]! >>> 7) ^ i, 0x85ebca6b);
    }
    await pieces.pause();
  }
  return [count, low >>> 0, high >>> 0].map((part) => part.toString(16)).join('-');
}

/** @returns nothing where the record is of another version or of other points */
export function objectsOf(record: KeptRecord, points: number): CorrectedObject[] | undefined {
  const isGood =
    record.version === 1 &&
    record.objects.every((object) => object.points.length === 0 || object.points[object.points.length - 1] < points);
  return isGood ? record.objects.map((object) => ({ ...beginObject(object.id), ...object })) : undefined;
}
