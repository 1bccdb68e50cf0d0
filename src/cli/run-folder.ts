import fs from 'node:fs/promises';
import path from 'node:path';
import { SourceError } from '../core/index.ts';
import type { RunStore } from '../training/index.ts';

/** A training run's files in a folder. Files are written beside and renamed: a stop in the middle leaves the old one whole. */
export function runFolder(folder: string): RunStore {
  return {
    async read(name) {
      try {
        return await fs.readFile(path.join(folder, name));
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new SourceError(
          'SOURCE_UNREADABLE',
          `could not read ${path.join(folder, name)}`,
          { file: path.join(folder, name) },
          cause,
        );
      }
    },
    async write(name, bytes) {
      const file = path.join(folder, name);
      await fs.mkdir(folder, { recursive: true });
      await fs.writeFile(`${file}.partial`, bytes);
      await fs.rename(`${file}.partial`, file);
    },
  };
}
