import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Of the JavaScript that has to be there before the page answers: the entry and what it imports outright, gzipped. */
const MOST_BYTES = 400 * 1024;

/** Fails the build where the page's first JavaScript grew too large: what a person does not need at once is imported when it is needed. */
export function pageWeight(mostBytes = MOST_BYTES): Plugin {
  return {
    name: 'voxelens-page-weight',
    apply: 'build',
    generateBundle(_, bundle) {
      const needed = new Set<string>();
      const visit = (file: string): void => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || needed.has(file)) return;
        needed.add(file);
        for (const imported of chunk.imports) visit(imported);
      };
      for (const [file, chunk] of Object.entries(bundle)) {
        if (chunk.type === 'chunk' && chunk.isEntry) visit(file);
      }
      let bytes = 0;
      for (const file of needed) {
        const chunk = bundle[file];
        if (chunk?.type === 'chunk') bytes += gzipSync(chunk.code).byteLength;
      }
      const kibibytes = (size: number): string => `${(size / 1024).toFixed(0)} KiB`;
      if (bytes > mostBytes) {
        this.error(`the page's first JavaScript is ${kibibytes(bytes)} gzipped, more than ${kibibytes(mostBytes)}`);
      }
    },
  };
}
