import { type ByteSource, FormatError, type OrientedBox, type Vec3 } from '../../core/index.ts';
import { asNumber, asNumbers, asRecord, badJson, member, readJson } from '../read-json.ts';

const FRAME_FILE = 'voxelens-frame';

/** The `.frame.json` beside what we export: what the target's own files cannot say. */
export interface FrameFile {
  /** Export target whose files it lies beside. */
  readonly target: string;
  /** Paths of these files, from the folder of the `.frame.json` on. */
  readonly files: readonly string[];
  /** Name of the cloud that was exported: whose points the labels are, where the target holds none. */
  readonly cloud: string;
  readonly points: number;
  readonly origin: Vec3;
  /** Stored coordinates lack the origin. */
  readonly isRelative: boolean;
  readonly labels?: {
    readonly labelSet: string;
    /** Whose numbers classes are written in: `index in the label set`, or the scheme of a dataset. */
    readonly numbering: string;
    /** `predicted` by a model, or `annotated` by the files it was made from. */
    readonly kind: string;
  };
  /** In true coordinates. */
  readonly boxes: readonly (OrientedBox & { readonly className: string; readonly id?: string })[];
}

/** Undefined where the file is another program's. @throws FormatError where it is damaged, or a later version wrote it */
export async function readFrameFile(source: ByteSource): Promise<FrameFile | undefined> {
  const json = await readJson(source, FRAME_FILE);
  const bad = (field: string) => badJson(source, FRAME_FILE, field, 'Export the cloud again.');
  if (member(json, 'format') !== FRAME_FILE) return undefined;
  if (member(json, 'version') !== 1) {
    const message = `"${source.name}" was written by a later version of this program. Reload the page, or leave the file out.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: FRAME_FILE, field: 'version' });
  }
  const files = member(json, 'files');
  const coordinates = member(json, 'coordinates');
  const origin = asNumbers(member(coordinates, 'origin'), 3);
  const points = asNumber(member(json, 'points'));
  if (!Array.isArray(files) || !files.every((file) => typeof file === 'string')) throw bad('files');
  if (!origin) throw bad('coordinates.origin');
  if (points === undefined) throw bad('points');
  const labels = labelsOf(member(json, 'labels'));
  return {
    target: text(member(json, 'target')),
    files,
    cloud: text(member(member(json, 'source'), 'cloud')),
    points,
    origin: [origin[0]!, origin[1]!, origin[2]!],
    isRelative: member(coordinates, 'stored') === 'relative to origin',
    ...(labels ? { labels } : {}),
    boxes: boxesOf(member(json, 'boxes'), () => bad('boxes')),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function labelsOf(value: unknown): FrameFile['labels'] {
  if (!asRecord(value)) return undefined;
  const [labelSet, numbering, kind] = ['labelSet', 'numbering', 'kind'].map((name) => text(member(value, name)));
  return { labelSet: labelSet!, numbering: numbering!, kind: kind! };
}

function boxesOf(value: unknown, bad: () => FormatError): FrameFile['boxes'] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw bad();
  return (value as unknown[]).map((box) => {
    const [center, size] = [asNumbers(member(box, 'center'), 3), asNumbers(member(box, 'size'), 3)];
    const yaw = asNumber(member(box, 'yaw'));
    const className = text(member(box, 'className'));
    if (!center || !size || yaw === undefined || className === '') throw bad();
    const id = member(box, 'id');
    const place = { center: center as unknown as Vec3, size: size as unknown as Vec3, yaw };
    return { ...place, className, ...(typeof id === 'string' ? { id } : {}) };
  });
}
