import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { buildKernels } from './build-kernels.mjs';

const KERNELS = path.resolve(import.meta.dirname, '../kernels');

/** Replaces `// #include "name.wgsl"` lines (paths are relative to kernels/) once each, depth first. Throws on a missing file or a cycle. */
export function resolveIncludes(file: string, seen = new Set<string>(), stack: readonly string[] = []): string {
  if (stack.includes(file)) throw new Error(`include cycle: ${[...stack, file].join(' -> ')}`);
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => {
      const target = /^\s*\/\/\s*#include\s+"([^"]+)"/.exec(line)?.[1];
      if (target === undefined) return line;
      const included = path.join(KERNELS, target);
      if (seen.has(included)) return '';
      seen.add(included);
      return resolveIncludes(included, seen, [...stack, file]);
    })
    .join('\n');
}

/**
 * Vite plugin: how kernels become modules, the same in app, workers, CLI and tests.
 * `import source from '…/op.wgsl'` gives the text with its includes resolved;
 * `import bytes from '…/index.as.ts?wasm'` (or `?wasm-relaxed`; `threads.as.ts` for the module over shared memory) gives the compiled CPU
 * module inlined (it is 5 KB), so that nothing is fetched.
 */
export function wgsl(): Plugin {
  return {
    name: 'voxelens-kernels',
    enforce: 'pre',
    async load(id) {
      const file = id.split('?')[0] ?? id;
      if (file.endsWith('.wgsl')) {
        this.addWatchFile(file);
        return `export default ${JSON.stringify(resolveIncludes(file))};`;
      }
      if (file.endsWith('.as.ts') && id.includes('?wasm')) {
        const entry = path.basename(file, '.as.ts') === 'threads' ? 'threads' : 'index';
        const base64 = fs
          .readFileSync(await buildKernels({ entry, relaxed: id.endsWith('relaxed') }))
          .toString('base64');
        return `export default Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0));`;
      }
      return null;
    },
  };
}
