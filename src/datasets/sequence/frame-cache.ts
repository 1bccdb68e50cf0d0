import type { Scene } from '../../core/index.ts';
import { sceneBytes } from './scene-bytes.ts';

/** Decoded frames in memory, the most recently used ones, up to a number of bytes. */
export class FrameCache {
  private readonly capBytes: number;
  private readonly frames = new Map<number, { readonly scene: Scene; readonly bytes: number }>();
  private held = 0;

  constructor(capBytes: number) {
    this.capBytes = capBytes;
  }

  get bytes(): number {
    return this.held;
  }

  has(frame: number): boolean {
    return this.frames.has(frame);
  }

  /** The frame, which is now the most recently used one. */
  get(frame: number): Scene | undefined {
    const found = this.frames.get(frame);
    if (!found) return undefined;
    this.frames.delete(frame);
    this.frames.set(frame, found);
    return found.scene;
  }

  /** Keeps a frame and lets the longest unused ones go. One that is larger than the cap alone is not kept. */
  put(frame: number, scene: Scene): void {
    this.drop(frame);
    const bytes = sceneBytes(scene);
    if (bytes > this.capBytes) return;
    this.frames.set(frame, { scene, bytes });
    this.held += bytes;
    for (const oldest of this.frames.keys()) {
      if (this.held <= this.capBytes) break;
      this.drop(oldest);
    }
  }

  clear(): void {
    this.frames.clear();
    this.held = 0;
  }

  private drop(frame: number): void {
    this.held -= this.frames.get(frame)?.bytes ?? 0;
    this.frames.delete(frame);
  }
}
