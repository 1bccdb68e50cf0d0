import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..');
export const CACHE = path.join(ROOT, '.cache');

/** Every file under the given paths (relative to the repository root), sorted, as absolute paths. Missing paths count as empty. */
export function filesUnder(relativePaths) {
  const found = [];
  const visit = (absolute) => {
    const stat = fs.statSync(absolute, { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const entry of fs.readdirSync(absolute)) visit(path.join(absolute, entry));
    else if (stat?.isFile()) found.push(absolute);
  };
  for (const relative of relativePaths) visit(path.join(ROOT, relative));
  return found.sort();
}

/** sha256 over names and contents: a checkout, a rename or a deletion changes it, a touched clock does not. */
export function contentHash(relativePaths) {
  const hash = createHash('sha256');
  for (const file of filesUnder(relativePaths)) {
    const bytes = fs.readFileSync(file);
    hash.update(`${path.relative(ROOT, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * Runs `build` unless `output` exists and was made from inputs with the same content.
 * @param {{ name: string, inputs: string[], output: string, build: () => Promise<void> }} step paths relative to the root
 * @returns {Promise<boolean>} whether it was built now
 */
export async function buildWhenStale({ name, inputs, output, build }) {
  const stampFile = path.join(CACHE, `${name}.stamp`);
  const hash = contentHash(inputs);
  const stamped = fs.existsSync(stampFile) ? fs.readFileSync(stampFile, 'utf8') : '';
  if (stamped === hash && fs.existsSync(path.join(ROOT, output))) return false;
  fs.rmSync(stampFile, { force: true });
  await build();
  fs.mkdirSync(CACHE, { recursive: true });
  fs.writeFileSync(stampFile, hash);
  return true;
}
