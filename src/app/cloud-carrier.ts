import { CancelledError, nextTask, type PointCloud, type PointColors } from '../core/index.ts';
import { aroundColors } from '../state/index.ts';
import type { PreparedCloud, Viewer } from '../viewer/index.ts';
import { inParts } from './painter.ts';

export interface Clouds {
  readonly cloud: PointCloud | undefined;
  /** Of other frames, around it. */
  readonly around: PointCloud | undefined;
}

export interface Receiver {
  /** What the picture should show now. @param held what it shows */
  wanted(held: Clouds): Clouds;
  /** The viewer holds it: colours and the rest may follow, at once. */
  arrived(): void;
  failed(error: unknown): void;
}

/**
 * Brings clouds to a viewer while the page goes on answering: the picture before stays until the new cloud is on the device whole. One for
 * each viewer.
 */
export class CloudCarrier {
  /** Ends when the viewer holds what is wanted; undefined while it does. */
  underWay: Promise<void> | undefined;
  /** What the viewer shows. */
  held: Clouds = { cloud: undefined, around: undefined };
  private readonly viewer: Viewer;
  private readonly receiver: Receiver;
  private readonly ending = new AbortController();

  constructor(viewer: Viewer, receiver: Receiver) {
    this.viewer = viewer;
    this.receiver = receiver;
  }

  /** @returns whether the viewer holds what is wanted; where not, it is brought, and `arrived` tells */
  check(): boolean {
    if (this.underWay) return false;
    const { cloud, around } = this.receiver.wanted(this.held);
    if (cloud === this.held.cloud && around === this.held.around) return true;
    this.underWay = this.bring()
      .catch((error: unknown) => this.receiver.failed(error))
      .finally(() => {
        this.underWay = undefined;
        if (!this.ending.signal.aborted) this.receiver.arrived();
      });
    return false;
  }

  dispose(): void {
    this.ending.abort();
  }

  private async bring(): Promise<void> {
    const { viewer, receiver } = this;
    const { signal } = this.ending;
    // The panels' own work for the same change is a task of its own.
    await nextTask();
    while (!signal.aborted) {
      const wanted = receiver.wanted(this.held);
      const ready = await this.prepare(wanted);
      if (signal.aborted) {
        for (const prepared of Object.values(ready)) prepared?.columns.dispose();
        break;
      }
      const now = receiver.wanted(this.held);
      if (now.cloud === wanted.cloud && now.around === wanted.around) {
        if (wanted.cloud !== this.held.cloud) viewer.setCloud(ready.cloud);
        if (wanted.around !== this.held.around) viewer.setSurroundings(ready.around);
        this.held = wanted;
        break;
      }
      for (const prepared of Object.values(ready)) prepared?.columns.dispose();
    }
  }

  /** Only what the viewer does not hold. A cloud that it cannot hold is said, and stands for none. */
  private async prepare(wanted: Clouds): Promise<Partial<Record<keyof Clouds, PreparedCloud>>> {
    const ready: Partial<Record<keyof Clouds, PreparedCloud>> = {};
    for (const kind of ['cloud', 'around'] as const) {
      const cloud = wanted[kind];
      if (!cloud || cloud.count === 0 || cloud === this.held[kind]) continue;
      try {
        const { signal } = this.ending;
        const prepared = await this.viewer.prepareCloud(cloud, signal);
        ready[kind] = prepared;
        if (kind === 'around') await paintAround(prepared, signal);
      } catch (error) {
        if (!(error instanceof CancelledError)) this.receiver.failed(error);
      }
    }
    return ready;
  }
}

/** The same on both sides, whatever the scene itself is coloured by. */
async function paintAround({ cloud, columns }: PreparedCloud, signal: AbortSignal): Promise<void> {
  const give = (colors: PointColors, first: number): void => {
    for (const side of ['left', 'right'] as const) columns.setColors(colors, side, first);
  };
  await inParts(aroundColors(cloud), give, { room: () => columns.room(), signal });
}
