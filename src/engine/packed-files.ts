import { type ByteSource, LimitError, type StageOptions } from '../core/index.ts';
import { unpackArchives } from '../formats/index.ts';
import type { ExportedFile } from './engine.ts';

/** Lists with their pictures, not clouds. */
const MOST_BYTES = 64 << 20;

/** All that is in an archive, or the file itself, read whole. @throws LimitError LIMIT_MEMORY; as `unpackArchives` */
export async function packedFiles(sources: readonly ByteSource[], options: StageOptions): Promise<ExportedFile[]> {
  const inside = await unpackArchives(sources, options);
  const needed = inside.reduce((sum, { size }) => sum + size, 0);
  if (needed > MOST_BYTES) {
    const message = `${sources[0]?.name} holds ${needed} bytes; a list of finds has at most ${MOST_BYTES}`;
    throw new LimitError('LIMIT_MEMORY', message, { limit: 'bytes of a list', needed, available: MOST_BYTES });
  }
  const files: ExportedFile[] = [];
  for (const source of inside) files.push({ name: source.path, bytes: (await source.read(0, source.size)).slice() });
  return files;
}
