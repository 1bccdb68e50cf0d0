import { type ByteSource, FormatError } from '../../core/index.ts';
import { readWhole } from '../read-exact.ts';

/** Highest general class index of nuScenes-lidarseg. */
const LAST_CLASS = 31;

/** nuScenes `_lidarseg.bin`: one uint8 a point, general class index 0–31. @throws FormatError FORMAT_FIELD, FORMAT_EMPTY */
export async function readLidarseg(source: ByteSource): Promise<Uint8Array> {
  const format = 'nuscenes-lidarseg';
  const labels = await readWhole(source, format);
  const at = labels.findIndex((label) => label > LAST_CLASS);
  if (at >= 0) {
    const message = `"${source.name}" is no nuScenes label file: byte ${at} is ${labels[at]}, and classes end at ${LAST_CLASS}. Drop the _lidarseg.bin of this sweep.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format, byteOffset: at, field: 'label' });
  }
  return labels;
}
