import { CancelledError, type Scene, throwIfCancelled } from '../../core/index.ts';
import type { FrameOptions, SceneSet } from '../scene-set.ts';
import { FrameCache } from './frame-cache.ts';
import type { FrameShelf } from './frame-shelf.ts';

export interface FrameReaderOptions {
  /** Bytes of decoded frames that stay in memory. */
  readonly memoryBytes: number;
  /** Frames decoded ahead, in the direction of travel. */
  readonly ahead: number;
  /** Where decoded frames outlive the page; absent where there is no such place. */
  readonly shelf?: FrameShelf | undefined;
  readonly now?: () => number;
}

/** Reading a decoded frame from the browser's files takes about as long: below it a frame is decoded again. */
const WORTH_KEEPING_MS = 60;

interface Pending {
  readonly frame: number;
  readonly controller: AbortController;
  readonly scene: Promise<Scene>;
}

/**
 * Frames of a sequence, one after the other: decoded frames stay in memory, the next ones are decoded before they are asked for, and
 * slow ones are kept on the shelf. A jump stops what was being decoded ahead. Scenes belong to the reader: who hands their arrays away
 * copies them first.
 */
export class FrameReader {
  private readonly set: SceneSet;
  private readonly options: FrameReaderOptions;
  private readonly cache: FrameCache;
  private readonly now: () => number;
  private pending: Pending | undefined;
  private last: number | undefined;
  private direction: 1 | -1 = 1;
  /** Tells a walk ahead that was stopped and a new one apart. */
  private walks = 0;

  constructor(set: SceneSet, options: FrameReaderOptions) {
    this.set = set;
    this.options = options;
    this.cache = new FrameCache(options.memoryBytes);
    this.now = options.now ?? (() => performance.now());
  }

  /** @throws as `SceneSet.load` */
  async load(frame: number, options: FrameOptions = {}): Promise<Scene> {
    throwIfCancelled(options.signal, 'loading');
    if (this.last !== undefined && frame !== this.last) this.direction = frame < this.last ? -1 : 1;
    this.last = frame;
    this.walks++;
    // A lone cloud may be larger than everything else here: it is not kept twice.
    if (this.set.frameCount === 1) return this.set.load(frame, options);
    const ready = this.cache.get(frame) ?? (await this.joinPending(frame, options));
    const scene = ready ?? (await this.read(frame, options));
    this.cache.put(frame, scene);
    return scene;
  }

  /** The frame, without saying anything about where the person goes. @throws as `load` */
  async peek(frame: number, options: FrameOptions = {}): Promise<Scene> {
    throwIfCancelled(options.signal, 'loading');
    const known = this.cache.get(frame);
    if (known) return known;
    // What is being decoded ahead goes on afterwards, from where the person is.
    const underWay = this.pending?.frame === frame ? await this.joinPending(frame, options) : undefined;
    const scene = underWay ?? (await this.read(frame, options));
    this.cache.put(frame, scene);
    return scene;
  }

  /** Begins to decode the frames behind the last one asked for; returns at once. */
  readAhead(): void {
    if (this.last !== undefined && this.options.ahead > 0 && this.set.frameCount > 1)
      void this.walk(this.last, ++this.walks);
  }

  /** Stops what is being decoded ahead and lets the decoded frames go. It can be read from again. */
  release(): void {
    this.walks++;
    this.stopPending();
    this.cache.clear();
  }

  private async walk(from: number, walk: number): Promise<void> {
    const { direction } = this;
    for (let step = 1; step <= this.options.ahead; step++) {
      const frame = from + step * direction;
      if (frame < 0 || frame >= this.set.frameCount) return;
      if (this.cache.has(frame)) continue;
      const controller = new AbortController();
      // Nobody is told: what the opening reported to is over by now.
      const silent = { onProgress: undefined, onPreview: undefined, diagnostics: undefined };
      const scene = this.read(frame, { ...silent, signal: controller.signal });
      const pending = { frame, controller, scene };
      this.pending = pending;
      try {
        this.cache.put(frame, await scene);
      } catch {
        // Whoever asks for the frame is told why it cannot be read.
        return;
      } finally {
        if (this.pending === pending) this.pending = undefined;
      }
      if (walk !== this.walks) return;
    }
  }

  /** The frame that is being decoded ahead, if it is this one; any other is a jump, and what is under way stops. */
  private async joinPending(frame: number, { signal }: FrameOptions): Promise<Scene | undefined> {
    const { pending } = this;
    if (!pending) return undefined;
    if (pending.frame !== frame) {
      this.stopPending();
      return undefined;
    }
    const cancel = (): void => pending.controller.abort();
    signal?.addEventListener('abort', cancel);
    try {
      return await pending.scene;
    } catch (error) {
      if (signal?.aborted) throw new CancelledError('loading');
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  private stopPending(): void {
    this.pending?.controller.abort();
    this.pending = undefined;
  }

  private async read(frame: number, options: FrameOptions): Promise<Scene> {
    const { shelf } = this.options;
    const kept = await shelf?.get(frame);
    throwIfCancelled(options.signal, 'loading');
    if (kept) return kept;
    const beganMs = this.now();
    const scene = await this.set.load(frame, options);
    if (this.now() - beganMs >= WORTH_KEEPING_MS) void shelf?.put(frame, scene);
    return scene;
  }
}
