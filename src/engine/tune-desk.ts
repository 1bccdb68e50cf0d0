import { type StageOptions, throwIfCancelled, UsageError } from '../core/index.ts';
import { buildNetwork, readSafetensors } from '../nn/index.ts';
import { changeOfOdds } from '../teach/index.ts';
import { FineTuner, type TrainingOps, TUNE_OPTIONS } from '../training/index.ts';
import type { OnTuneStep, TunedNetwork, TuneSetup, TuneStart } from './tune-protocol.ts';

/** @param mayUseGpu the page has a graphics device */
export type OpenTrainingOps = (mayUseGpu: boolean) => Promise<TrainingOps>;

/** Fine-tunes in the thread that it lives in: one network at a time. */
export class TuneDesk {
  private readonly open: OpenTrainingOps;
  private ops: TrainingOps | undefined;
  private tuner: FineTuner | undefined;
  /** What the network said at first, one look. */
  private before: Float32Array = new Float32Array(0);

  constructor(open: OpenTrainingOps) {
    this.open = open;
  }

  async prepare(setup: TuneSetup): Promise<TuneStart> {
    this.tuner?.dispose();
    this.tuner = undefined;
    const ops = (this.ops ??= await this.open(setup.mayUseGpu));
    const subject = { ...setup, weights: readSafetensors(setup.weights).weights };
    const { steps, seed } = setup;
    const tuner = await FineTuner.create(subject, ops, { ...TUNE_OPTIONS, steps, seed });
    this.tuner = tuner;
    this.before = setup.before;
    const [before, refit] = [setup.before, setup.refit].map((odds) => tuner.scene.score(odds));
    return { backend: ops.name, before: before!, refit: refit! };
  }

  async run(onStep: OnTuneStep, { signal, onProgress }: StageOptions): Promise<boolean> {
    const tuner = this.prepared();
    while (!tuner.done) {
      const step = await tuner.next(signal);
      onProgress?.({ stage: 'fine-tuning', done: tuner.steps, total: tuner.options.steps });
      const goesOn = await onStep(step);
      // Messages are heard between steps: on the CPU a step never yields.
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfCancelled(signal, 'fine-tuning');
      if (!goesOn) break;
    }
    return tuner.done;
  }

  /** What is kept is what is shown: the answer is that of the file, with its rounding. */
  async result(): Promise<TunedNetwork> {
    const tuner = this.prepared();
    const { manifest, weights } = tuner.model();
    const odds = await tuner.scene.answer(buildNetwork(manifest.network, readSafetensors(weights).weights));
    const bytes = new Uint8Array(weights);
    const change = changeOfOdds(this.before, odds, tuner.scene.voxels);
    return { manifest, weights: bytes, odds, change, score: tuner.scene.score(odds), steps: tuner.steps };
  }

  private prepared(): FineTuner {
    if (!this.tuner) throw new UsageError('USAGE', 'there is no network to fine-tune', {});
    return this.tuner;
  }
}
