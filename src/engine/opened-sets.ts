import {
  type ByteSource,
  type OpenOverrides,
  type PointCloud,
  type Scene,
  SourceError,
  type StageOptions,
} from '../core/index.ts';
import {
  accumulate,
  contentKey,
  FrameFiles,
  type FrameOptions,
  FrameReader,
  type FramesAround,
  framesAround,
  openScenes,
  type SceneSet,
} from '../datasets/index.ts';
import type { WorkerSet } from './protocol.ts';

/** Decoded frames of one sequence in memory: seventy sweeps of a large lidar. */
const MEMORY_BYTES = 256 * 2 ** 20;
/** Decoded frames in the browser's private files, of all sequences. */
const FILES_BYTES = 2 ** 30;
/** Frames decoded before they are asked for. */
const AHEAD = 3;

interface Opened {
  readonly set: SceneSet;
  readonly frames: FrameReader;
}

/** The worker's sets: what was opened, by number, and the frames that were decoded of it. */
export class OpenedSets {
  private readonly sets = new Map<number, Opened>();
  private readonly files: FrameFiles;
  private last = 0;

  constructor(openFolder: () => Promise<FileSystemDirectoryHandle> = openFrameFolder) {
    this.files = new FrameFiles(openFolder, FILES_BYTES);
  }

  async open(
    sources: readonly ByteSource[],
    overrides: OpenOverrides | undefined,
    options: StageOptions,
  ): Promise<WorkerSet> {
    const set = await openScenes(sources, { ...options, overrides });
    return this.add(set, set.frameCount > 1 ? await contentKey(sources, overrides) : undefined);
  }

  /** @param key names the set where its frames may be kept */
  add(set: SceneSet, key?: string): WorkerSet {
    const shelf = key === undefined ? undefined : this.files.shelf(key);
    const frames = new FrameReader(set, { memoryBytes: MEMORY_BYTES, ahead: AHEAD, shelf });
    this.sets.set(++this.last, { set, frames });
    return { set: this.last, dataset: set.dataset, title: set.title, frameCount: set.frameCount };
  }

  /** The frame, in memory of its own. Only the set that was read last keeps decoded frames. */
  async load(number: number, frame: number, options: FrameOptions): Promise<Scene> {
    const { set, frames } = this.get(number);
    for (const [other, opened] of this.sets) if (other !== number) opened.frames.release();
    const scene = await frames.load(frame, options);
    // Its arrays are handed to the page: those that stay are copies. A lone cloud does not stay.
    return set.frameCount > 1 ? structuredClone(scene) : scene;
  }

  /** Decodes the next frames while nobody waits. */
  readAhead(number: number): void {
    this.sets.get(number)?.frames.readAhead();
  }

  async loadAround(
    number: number,
    frame: number,
    around: FramesAround,
    options: StageOptions,
  ): Promise<PointCloud | undefined> {
    const { set, frames } = this.get(number);
    const scene = await frames.peek(frame, options);
    if (!scene.worldFromFrame) return undefined;
    const others: Scene[] = [];
    const wanted = framesAround(frame, set.frameCount, around);
    for (const other of wanted) {
      others.push(await frames.peek(other, options));
      options.onProgress?.({ stage: 'frames around', done: others.length, total: wanted.length });
    }
    return accumulate(scene, others, around.maxPoints);
  }

  close(number: number): void {
    this.sets.get(number)?.frames.release();
    this.sets.delete(number);
  }

  keptBytes(): Promise<number> {
    return this.files.bytes();
  }

  clearKept(): Promise<void> {
    return this.files.clear();
  }

  private get(number: number): Opened {
    const opened = this.sets.get(number);
    if (opened) return opened;
    throw new SourceError('SOURCE_UNREADABLE', 'the files are no longer open', { set: number });
  }
}

async function openFrameFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('frames', { create: true });
}
