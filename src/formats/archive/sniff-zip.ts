import { type ByteSource, FormatError, LimitError } from '../../core/index.ts';
import { NPZ } from '../npy/npz.ts';
import type { Sniffed } from '../sniffed.ts';
import { isNpz } from './unpack.ts';
import { readZipDirectory } from './zip-directory.ts';

/** A ZIP is a cloud when it holds numpy's arrays; any other that is still packed could not be unpacked. */
export async function sniffZip(source: ByteSource): Promise<Sniffed> {
  // Labels lie in the same container as clouds do: only the name tells.
  if (/_panoptic\.npz$/i.test(source.name)) return { kind: 'part', format: 'nuscenes-panoptic' };
  try {
    if (isNpz(source, await readZipDirectory(source))) return { kind: 'cloud', format: NPZ };
  } catch (error) {
    if (!(error instanceof FormatError) && !(error instanceof LimitError)) throw error;
    if (/\.npz$/i.test(source.name)) return { kind: 'cloud', format: NPZ };
  }
  return { kind: 'known', file: { name: 'a ZIP archive', advice: 'Unpack it on disk, then drop what is inside.' } };
}
