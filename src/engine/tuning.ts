import type { PointCloud, StageOptions } from '../core/index.ts';
import type { AvailableModel } from './choose-model.ts';
import type { ExportedFile } from './engine.ts';
import type { OnTuneStep, TunedNetwork, TuneStart } from './tune-protocol.ts';

/** What a person said of a scene, and the network that is to learn it. */
export interface TuneRequest {
  /** The cloud that teaching was prepared for last. */
  readonly cloud: PointCloud;
  readonly model: string;
  /** Voxels that were clicked. */
  readonly clicks: readonly { readonly row: number; readonly classId: number }[];
  /** Voxels of objects that were corrected by hand. */
  readonly objects: readonly { readonly rows: Uint32Array; readonly classId: number }[];
  readonly addedClasses: readonly string[];
  /** Classes of the model and the added ones. */
  readonly classes: number;
  /** 0–1, of the refit that tuning begins with. */
  readonly boldness: number;
  /** int16 [points] of the same classes, where they are known. */
  readonly truth?: Int16Array | undefined;
  readonly steps: number;
}

export interface TuneBeginning extends TuneStart {
  /** Examples that are learned from, and those that are held back. */
  readonly taught: number;
  readonly heldOut: number;
}

/** Fine-tuning, as the page asks for it. One network at a time. */
export interface Tuning {
  /** Refits the last layer to four fifths of what was said and makes all of the network ready. @throws UsageError for too few examples */
  begin(request: TuneRequest, options: StageOptions): Promise<TuneBeginning>;
  /**
   * Takes steps until the last one, or until `onStep` says no; called again it goes on where it was. A step in the middle is finished first.
   * @returns whether all steps were taken
   * @throws TrainingError where a number is not finite: the network stays as it was before that step
   */
  run(onStep: OnTuneStep, options: StageOptions): Promise<boolean>;
  /** The network as it is now, and what it says. */
  result(options: StageOptions): Promise<TunedNetwork>;
  /** Keeps it as a model on this device. */
  keep(network: TunedNetwork, title: string): Promise<AvailableModel>;
  /** The same as files in a ZIP. */
  pack(network: TunedNetwork, title: string): Promise<ExportedFile>;
  /** Stops at once and forgets everything. */
  end(): void;
}
