#!/usr/bin/env node
// `voxelens` and `npm run -s cli --`: bundles the command line when it is stale and runs it. stdout carries only its output.
import path from 'node:path';
import { buildCli } from './build-cli.mjs';
import { knownDriver, vulkanEnvironment } from './ensure-vulkan.mjs';
import { ROOT } from './stamp.mjs';

// Dawn reads the environment when it is loaded.
Object.assign(process.env, vulkanEnvironment(knownDriver()));

let bundle;
try {
  bundle = await buildCli();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const { main } = await import(bundle);

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());

const code = await main({
  args: process.argv.slice(2),
  modelsFolder: path.join(ROOT, 'public/models'),
  terminal: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    errIsScreen: process.stderr.isTTY === true,
    signal: controller.signal,
  },
});

// Native handles of the GPU keep the loop alive; a pipe may still have to take what was written.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
