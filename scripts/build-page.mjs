// Builds the page into dist/, unless dist/ is already made from these sources.
import { isMain, packageBin, runProgram } from './process.mjs';
import { buildWhenStale } from './stamp.mjs';

const INPUTS = [
  'src',
  'kernels',
  'public',
  'scripts',
  'index.html',
  'package-lock.json',
  'vite.config.ts',
  'tsconfig.json',
];

/**
 * @returns {Promise<boolean>} whether it was built now
 * @throws Error with the builder's own words
 */
export function buildPage({ echo = false } = {}) {
  return buildWhenStale({
    name: 'page',
    inputs: INPUTS,
    output: 'dist/index.html',
    build: async () => {
      const { code, output } = await runProgram([process.execPath, packageBin('vite'), 'build', '--logLevel', 'warn'], {
        echo,
      });
      if (code !== 0) throw new Error(echo ? 'vite build failed' : output);
    },
  });
}

if (isMain(import.meta.url)) await buildPage({ echo: true });
