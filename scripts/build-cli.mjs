// Bundles the command line (src/cli) for Node into .cache/cli, unless it is already made from these sources.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageBin, runProgram } from './process.mjs';
import { buildWhenStale, ROOT } from './stamp.mjs';

const OUTPUT = '.cache/cli/main.mjs';
const INPUTS = ['src', 'kernels', 'scripts', 'package-lock.json', 'tsconfig.json'];

/** @returns {Promise<string>} address of the bundle, to be imported */
export async function buildCli() {
  await buildWhenStale({
    name: 'cli',
    inputs: INPUTS,
    output: OUTPUT,
    build: async () => {
      const config = path.join(ROOT, 'scripts/cli.vite.config.ts');
      const { code, output } = await runProgram([
        process.execPath,
        packageBin('vite'),
        'build',
        '--config',
        config,
        '--logLevel',
        'warn',
      ]);
      if (code !== 0) throw new Error(output);
    },
  });
  return pathToFileURL(path.join(ROOT, OUTPUT)).href;
}
