import type { Prediction, Scene, StageOptions } from '../core/index.ts';
import { type Click, type HoverIndex, type SegmentInput, segmentInput } from '../segment/index.ts';
import type { SegmentApi } from './segment-protocol.ts';
import { WorkerHost, type WorkerLike } from './worker-host.ts';

/** What the page asks about objects under the cursor. `state` knows this interface only. */
export interface Segmenting {
  /** Makes a scene ready: the answer to every hover. A later one takes its place. @throws CancelledError */
  prepare(scene: Scene, prediction: Prediction | undefined, options: StageOptions): Promise<HoverIndex>;
  /** uint8 [points]: the object that these clicks mean, in the scene that was made ready last. @throws CancelledError */
  click(clicks: readonly Click[], options: StageOptions): Promise<Uint8Array>;
}

/** The hierarchy of a large cloud on a slow machine. */
const PREPARE_SILENCE_MS = 600_000;

/** Segmenting in a worker of its own. After a crash the scene is made ready again before the next click. */
export class WorkerSegmenter implements Segmenting {
  private readonly host: WorkerHost<SegmentApi>;
  private input: SegmentInput | undefined;
  private generation = 0;

  constructor(spawn: () => WorkerLike) {
    this.host = new WorkerHost<SegmentApi>(spawn);
  }

  async prepare(scene: Scene, prediction: Prediction | undefined, options: StageOptions): Promise<HoverIndex> {
    const input = segmentInput(scene.cloud, prediction);
    const index = await this.host.run(
      'preparing segments',
      (api, call, onProgress) => api.prepare(call, input, onProgress),
      { ...options, silenceMs: PREPARE_SILENCE_MS },
    );
    this.input = input;
    this.generation = this.host.generation;
    return index;
  }

  async click(clicks: readonly Click[], options: StageOptions): Promise<Uint8Array> {
    const { input } = this;
    if (input && this.host.generation !== this.generation) {
      await this.host.run(
        'preparing segments',
        (api, call, onProgress) => api.prepare(call, input, onProgress),
        options,
      );
      this.generation = this.host.generation;
    }
    return this.host.run('segmenting', (api, call) => api.click(call, clicks), options);
  }

  dispose(): void {
    this.host.dispose();
  }
}
