import { type ByteSource, FormatError, type OrientedBox, type Vec3 } from '../../core/index.ts';
import { asNumber, asNumbers, asRecord, badJson, member, readJson } from '../read-json.ts';

const COCO = 'coco';

/** What is true of some points: their class, or the object that they are of. */
export interface CocoMask {
  readonly id: number;
  /** Run lengths over the points: zeros first, then ones, zeros, … */
  readonly counts: readonly number[];
}

/** COCO's lists over the points of a cloud, as `cocoFile` of the exports writes them. */
export interface CocoLabels {
  readonly points: number;
  /** The label set that the categories are of, where it says so. */
  readonly labelSet: string;
  readonly categories: ReadonlyMap<number, string>;
  /** By category. */
  readonly semantic: readonly CocoMask[];
  /** By object. */
  readonly instances: readonly CocoMask[];
  /** In true coordinates. */
  readonly boxes: readonly (OrientedBox & { readonly className: string; readonly id?: string })[];
}

/** @throws FormatError */
export async function readCoco(source: ByteSource): Promise<CocoLabels> {
  const json = await readJson(source, COCO);
  const bad = (field: string) => badJson(source, COCO, field, 'Export the labels again.');
  const list = (name: string): readonly unknown[] => {
    const found = member(json, name) ?? [];
    if (!Array.isArray(found)) throw bad(name);
    return found as unknown[];
  };
  const images = list('images');
  const points = asNumber(member(images[0], 'height'));
  if (points === undefined || !Number.isSafeInteger(points) || points < 0) throw bad('images');
  if (images.length !== 1) {
    const message = `"${source.name}" has labels of ${images.length} clouds. Drop a file of one cloud.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: COCO, field: 'images' });
  }
  const categories = new Map<number, string>();
  for (const category of list('categories')) {
    const [id, name] = [asNumber(member(category, 'id')), member(category, 'name')];
    if (id === undefined || typeof name !== 'string') throw bad('categories');
    categories.set(id, name);
  }
  const maskOf = (value: unknown, key: string): CocoMask => {
    const id = asNumber(member(value, key));
    const counts = runsOf(member(member(value, 'segmentation'), 'counts'), points);
    if (id === undefined || !Number.isSafeInteger(id) || !counts) throw bad('segmentation');
    return { id, counts };
  };
  const annotations = list('annotations');
  const labelSet = member(member(json, 'info'), 'label_set');
  return {
    points,
    labelSet: typeof labelSet === 'string' ? labelSet : '',
    categories,
    semantic: list('semantic').map((entry) => maskOf(entry, 'category_id')),
    instances: annotations
      .filter((entry) => member(entry, 'instance_id') !== undefined)
      .map((entry) => maskOf(entry, 'instance_id')),
    boxes: annotations.flatMap((entry) => {
      const box = asRecord(member(entry, 'bbox_3d'));
      if (!box) return [];
      const [center, size] = [asNumbers(member(box, 'center'), 3), asNumbers(member(box, 'size'), 3)];
      const yaw = asNumber(member(box, 'yaw'));
      const className = categories.get(asNumber(member(entry, 'category_id')) ?? Number.NaN);
      if (!center || !size || yaw === undefined || className === undefined) throw bad('bbox_3d');
      const id = member(entry, 'track_id');
      const place = { center: center as unknown as Vec3, size: size as unknown as Vec3, yaw };
      return [{ ...place, className, ...(typeof id === 'string' ? { id } : {}) }];
    }),
  };
}

/** Run lengths that fit the points; undefined for others. */
function runsOf(value: unknown, points: number): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  let sum = 0;
  for (const run of value as unknown[]) {
    if (typeof run !== 'number' || !Number.isSafeInteger(run) || run < 0) return undefined;
    sum += run;
  }
  return sum <= points ? (value as number[]) : undefined;
}

/** Writes `value` wherever the mask is one. */
export function paintRuns(into: Int16Array | Uint32Array, { counts }: CocoMask, value: number): void {
  for (let run = 0, at = 0; run < counts.length; at += counts[run++]!) {
    if (run % 2 === 1) into.fill(value, at, at + counts[run]!);
  }
}
