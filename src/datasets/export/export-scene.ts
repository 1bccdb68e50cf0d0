import { BYTES_PER_SCALAR, type StageOptions, scalarTypeOf, throwIfCancelled, UsageError } from '../../core/index.ts';
import type { WrittenFile } from '../../formats/index.ts';
import { frameFile } from './frame-file.ts';
import { losses, refusal } from './losses.ts';
import { fileStem, fileWord } from './names.ts';
import type { ExportSubject } from './subject.ts';
import { EXPORT_TARGETS, type ExportTarget, type ExportTargetName, exportTarget } from './target.ts';
import { WRITERS } from './writers.ts';

/** One target for one subject, as it is offered before anything is written. */
export interface ExportOffer {
  readonly target: ExportTarget;
  /** Why it cannot be written; then the rest is empty. */
  readonly refusal?: string;
  /** What is lost or changed, one sentence each. */
  readonly losses: readonly string[];
  /** About how large it becomes. */
  readonly bytes: number;
}

export function exportOffers(subject: ExportSubject): ExportOffer[] {
  return EXPORT_TARGETS.map((target) => {
    const refused = refusal(subject, target);
    if (refused !== undefined) return { target, refusal: refused, losses: [], bytes: 0 };
    return { target, losses: losses(subject, target), bytes: estimateBytes(subject, target) };
  });
}

/**
 * Writes the subject. Every target but those that say it in their own file gets a `.frame.json` with frame, axes, origin, yaw
 * convention, label ids and provenance.
 * @throws UsageError where `exportOffers` refuses; FormatError, LimitError, CancelledError
 */
export async function exportScene(
  subject: ExportSubject,
  name: ExportTargetName,
  options: StageOptions = {},
): Promise<WrittenFile[]> {
  throwIfCancelled(options.signal, 'exporting');
  const target = exportTarget(name);
  const refused = refusal(subject, target);
  if (refused !== undefined) throw new UsageError('USAGE', `${target.title}: ${refused}`, { option: '--to' });
  const stem = fileStem(subject.cloud.name);
  const names = { stem, word: fileWord(stem), number: String(subject.frame.index).padStart(6, '0') };
  const onRows = (done: number, total: number): void => {
    throwIfCancelled(options.signal, 'exporting');
    options.onProgress?.({ stage: 'writing', done, total });
  };
  const { files, facts } = WRITERS[name](subject, names, onRows);
  throwIfCancelled(options.signal, 'exporting');
  if (!facts) return [...files];
  const paths = files.map((file) => file.name);
  return [...files, { name: `${stem}.frame.json`, bytes: frameFile(subject, target, paths, facts) }];
}

/** Digits of a coordinate and of another number in text. */
const TEXT_BYTES = { coordinate: 11, number: 9 } as const;

function estimateBytes({ cloud, labels }: ExportSubject, { name }: ExportTarget): number {
  const { count, attributes } = cloud;
  const scalars = attributes.reduce((sum, { components }) => sum + components, 0);
  const attributeBytes = attributes.reduce((sum, { components, values }) => {
    return sum + components * BYTES_PER_SCALAR[scalarTypeOf(values)];
  }, 0);
  const columns = [labels?.semantic, labels?.instance, labels?.confidence].filter((column) => column).length;
  const beside = 2000 + 300 * (labels?.boxes.length ?? 0) + 80 * (labels?.instances.length ?? 0);
  switch (name) {
    case 'csv':
      return beside + count * (3 * TEXT_BYTES.coordinate + TEXT_BYTES.number * (scalars + columns));
    case 'las':
      return beside + count * (38 + attributeBytes + columns * 4);
    case 'semantickitti':
      return beside + count * 20;
    case 'nuscenes-lidarseg':
      return beside + count * 21;
    case 'kitti':
      return beside + count * 16;
    case 'scannet':
      return beside + count * 3 + (labels?.kind === 'predicted' ? 2 * count * labels.instances.length : count * 6);
    case 'coco':
      return beside + count * 2;
    case 'tf3d-frame':
    case 'tf3d-scene':
      return beside + count * (12 + attributeBytes + columns * 2);
    default:
      return beside + count * (12 + attributeBytes + columns * 4);
  }
}
