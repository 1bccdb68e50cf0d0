// Compiles kernels/cpu (AssemblyScript) to .cache/kernels when a source has changed. Called by the Vite plugin and `npm run kernels`.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = path.join(ROOT, 'kernels/cpu');
const OUTPUT = path.join(ROOT, '.cache/kernels');

const OPTIONS = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--importMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];

/** The modules, and what each is built with beside `OPTIONS`: `threads` imports a shared memory. */
const ENTRIES = { index: [], threads: ['--enable', 'threads', '--sharedMemory'] };

/**
 * @param {{ entry: 'index' | 'threads', relaxed: boolean }} options relaxed: fused multiply-add, for engines with relaxed SIMD
 * (Chromium 114, Node 22).
 * @returns {Promise<string>} path of the compiled module; its name carries the hash of the sources, so parallel builds agree.
 */
export async function buildKernels({ entry, relaxed }) {
  const options = [...OPTIONS, ...ENTRIES[entry], ...(relaxed ? ['--enable', 'relaxed-simd'] : [])];
  const files = fs
    .readdirSync(SOURCES)
    .filter((file) => file.endsWith('.as.ts'))
    .sort();
  const hash = crypto.createHash('sha256').update([entry, ...options].join(' '));
  for (const file of files) hash.update(file).update(fs.readFileSync(path.join(SOURCES, file)));
  const target = path.join(OUTPUT, `cpu-${hash.digest('hex').slice(0, 16)}.wasm`);
  if (fs.existsSync(target)) return target;

  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr } = await asc.main([`${entry}.as.ts`, '-o', 'out.wasm', ...options], {
    readFile: (name, base) => {
      const file = path.resolve(base ?? '.', name);
      const local = path.isAbsolute(name) ? name : path.join(SOURCES, path.basename(file));
      return fs.existsSync(local) ? fs.readFileSync(local, 'utf8') : null;
    },
    writeFile: (_name, contents) => {
      fs.mkdirSync(OUTPUT, { recursive: true });
      const temporary = `${target}.${process.pid}`;
      fs.writeFileSync(temporary, contents);
      fs.renameSync(temporary, target);
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`AssemblyScript: ${error.message}\n${stderr?.toString() ?? ''}`);
  return target;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === path.resolve(process.argv[1])) {
  for (const entry of Object.keys(ENTRIES)) {
    for (const relaxed of [false, true]) {
      const target = await buildKernels({ entry, relaxed });
      console.error(`kernels: ${path.relative(ROOT, target)} (${fs.statSync(target).size} bytes)`);
    }
  }
}
