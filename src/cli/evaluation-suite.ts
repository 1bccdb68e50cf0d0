import fs from 'node:fs/promises';
import path from 'node:path';
import { openPaths } from './disk-source.ts';

/** Files or folders that form one labelled scene set. */
export interface SuiteEntry {
  /** Relative to the suite's folder. */
  readonly name: string;
  readonly paths: readonly string[];
}

interface Listing {
  readonly folders: ReadonlySet<string>;
  readonly files: readonly string[];
}

/** What the listing of a folder shows when labelled scenes lie in it. */
const SIGNATURES: readonly ((listing: Listing) => boolean)[] = [
  ({ folders }) => folders.has('velodyne') && (folders.has('label_2') || folders.has('labels')),
  ({ folders }) => folders.has('lidar') && folders.has('label'),
  ({ folders }) => folders.has('lidarseg') && folders.has('samples'),
  ({ folders }) => folders.has('points') && folders.has('semantic_mask'),
  ({ files }) => files.includes('annotations.feather'),
  ({ files }) => files.some((name) => /(infos.*|\.derived)\.json$/.test(name)),
  ({ files }) => files.some((name) => /_lidarseg\.bin$/.test(name)),
  ({ files }) => files.some((name) => /_gt\.txt$/.test(name)) && files.some((name) => /_calib\.txt$/.test(name)),
  ({ files }) =>
    files.some((name) => /_vh_clean_2\.ply$/.test(name)) && files.some((name) => /\.aggregation\.json$/.test(name)),
];

/** Enough of a PCD for its header. */
const HEADER_BYTES = 2048;

/**
 * Labelled scenes below a folder: layouts of data sets, Waymo records, and PCD files with a label column. A folder that is one is not
 * searched further: its files belong to it.
 */
export async function findLabelled(root: string): Promise<SuiteEntry[]> {
  const found: SuiteEntry[] = [];
  await search(path.resolve(root), found, path.resolve(root));
  return found;
}

async function search(folder: string, found: SuiteEntry[], root: string): Promise<void> {
  const listing = await list(folder);
  const nameOf = (place: string) => path.relative(root, place).split(path.sep).join('/') || path.basename(root);
  if (SIGNATURES.some((matches) => matches(listing))) {
    found.push({ name: nameOf(folder), paths: [folder] });
    return;
  }
  for (const name of listing.files) {
    const file = path.join(folder, name);
    if (/\.tfrecord$/.test(name) || (/\.pcd$/i.test(name) && (await hasLabelColumn(file))))
      found.push({ name: nameOf(file), paths: [file] });
  }
  for (const name of [...listing.folders].sort()) await search(path.join(folder, name), found, root);
}

async function list(folder: string): Promise<Listing> {
  const entries = (await fs.readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  return {
    folders: new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)),
    files: entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort(),
  };
}

async function hasLabelColumn(file: string): Promise<boolean> {
  const [source] = await openPaths([file]);
  const head = source ? await source.read(0, Math.min(source.size, HEADER_BYTES)) : new Uint8Array(0);
  return /^FIELDS\b.*\blabel\b/m.test(new TextDecoder('latin1').decode(head));
}
