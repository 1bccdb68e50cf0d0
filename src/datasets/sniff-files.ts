import { type ByteSource, throwIfCancelled } from '../core/index.ts';
import { type Sniffed, sniff } from '../formats/index.ts';
import type { OpenOptions, SniffedFile } from './scene-set.ts';

/** Heads read at the same time: enough to hide latency, few enough for a phone. */
const SNIFF_AT_ONCE = 8;
/** From so many numbered files of one kind in a folder on, some speak for all: a drive has thousands. */
const MANY = 32;
const SPEAKERS = 5;

/** What each file is, by its first bytes; in a folder of many numbered files by those of some of them. */
export async function sniffFiles(sources: readonly ByteSource[], options: OpenOptions): Promise<SniffedFile[]> {
  const known = await speakForMany(sources, options);
  const files: SniffedFile[] = [];
  for (let at = 0; at < sources.length; at += SNIFF_AT_ONCE) {
    throwIfCancelled(options.signal, 'opening');
    const some = sources.slice(at, at + SNIFF_AT_ONCE);
    files.push(
      ...(await Promise.all(
        some.map(async (source) => {
          const sniffed = source.size === 0 ? undefined : known.get(siblingsOf(source));
          return { source, sniffed: sniffed ?? (await sniffOne(source, options)) };
        }),
      )),
    );
    options.onProgress?.({ stage: 'opening', done: files.length, total: sources.length });
  }
  return files;
}

/** Folders whose numbered files are all alike, as far as those go that were looked at. */
async function speakForMany(sources: readonly ByteSource[], options: OpenOptions): Promise<Map<string, Sniffed>> {
  const groups = new Map<string, ByteSource[]>();
  for (const source of sources) {
    if (source.size === 0) continue;
    const group = groups.get(siblingsOf(source));
    if (group) group.push(source);
    else groups.set(siblingsOf(source), [source]);
  }
  const known = new Map<string, Sniffed>();
  for (const [siblings, group] of groups) {
    if (group.length < MANY || !/\d/.test(group[0]!.name)) continue;
    throwIfCancelled(options.signal, 'opening');
    const speakers = Array.from(
      { length: SPEAKERS },
      (_, i) => group[Math.floor((i * (group.length - 1)) / (SPEAKERS - 1))]!,
    );
    const found = await Promise.all(speakers.map((source) => sniffOne(source, options)));
    const [first] = found;
    if (first && 'format' in first && found.every((one) => 'format' in one && one.format === first.format))
      known.set(siblings, first);
  }
  return known;
}

/** The folder, and the name with every number taken for the same. */
function siblingsOf({ path }: ByteSource): string {
  const slash = path.lastIndexOf('/') + 1;
  return path.slice(0, slash) + path.slice(slash).replaceAll(/\d+/g, '#');
}

/** A chosen column layout says that a headerless file is a cloud, even where its numbers do not look like one. */
async function sniffOne(source: ByteSource, options: OpenOptions): Promise<Sniffed> {
  const sniffed = await sniff(source);
  const isHeaderless = sniffed.kind === 'unknown' && /\.bin$/i.test(source.name);
  return options.overrides?.columns && isHeaderless ? { kind: 'cloud', format: 'float32-bin' } : sniffed;
}
