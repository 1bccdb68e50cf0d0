import path from 'node:path';
import { defineConfig } from 'vite';
import page from '../vite.config.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

// One file for Node. Packages are bundled (tfjs ships ES modules that Node cannot load by name); Dawn's binding is native and is not.
export default defineConfig({
  root: ROOT,
  // What the workers need is what anything without a page needs: the kernels as modules.
  plugins: page.worker?.plugins?.('main.ts') ?? [],
  publicDir: false,
  ssr: { noExternal: true, external: ['webgpu'] },
  build: {
    ssr: path.join(ROOT, 'src/cli/main.ts'),
    target: 'node20',
    outDir: path.join(ROOT, '.cache/cli'),
    emptyOutDir: true,
    minify: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    reportCompressedSize: false,
    rolldownOptions: { output: { entryFileNames: 'main.mjs', codeSplitting: false } },
  },
});
