import type { ByteSource, OpenOverrides, PointCloud, Scene, StageOptions, Understanding } from '../core/index.ts';
import type {
  ExportedPrediction,
  ExportOffer,
  ExportTargetName,
  FramesAround,
  LabelChoice,
} from '../datasets/index.ts';
import type { ModelManifest } from '../nn/index.ts';
import type { Profile, Resident } from '../pipeline/index.ts';
import type { AvailableModel } from './choose-model.ts';
import type { SelfCheck } from './self-check.ts';

export type SampleName = 'street' | 'room';
export type Backend = 'webgpu' | 'wasm';

/** Decoding one frame. */
export interface LoadOptions extends StageOptions {
  /** Gets what can already be drawn of a large file while it is read: points from all over it. Each call replaces the one before. */
  readonly onPreview?: ((cloud: PointCloud) => void) | undefined;
}

/** Everything needed to open a scene again, were the worker that opened it replaced. */
export type OpenRequest =
  | {
      readonly kind: 'files';
      readonly sources: readonly ByteSource[];
      /** What the person decided instead of the readers. */
      readonly overrides?: OpenOverrides | undefined;
    }
  | { readonly kind: 'sample'; readonly sample: SampleName; readonly seed: number };

/** A recognised set of frames, none of them decoded yet. */
export interface OpenedSet {
  readonly request: OpenRequest;
  readonly dataset: string;
  readonly title: string;
  readonly frameCount: number;
}

export interface ComputeInfo {
  readonly backend: Backend;
  /** What runs the arithmetic, in words a person recognises. */
  readonly adapter: string;
  /** The device's work is done by a program on the CPU. */
  readonly isSoftware: boolean;
}

export interface TakenModels {
  readonly models: readonly AvailableModel[];
  /** What was dropped with them. */
  readonly rest: readonly ByteSource[];
}

export interface Outcome {
  readonly understanding: Understanding;
  readonly manifest: ModelManifest;
  /** Per-point ids still on the GPU, so that they are drawn without a read-back. Absent on the CPU. */
  readonly resident?: Resident;
}

/** A scene with the labels that go with it. */
export interface ExportRequest {
  readonly scene: Scene;
  readonly labels: LabelChoice;
  readonly predicted?: ExportedPrediction;
}

/** One file to keep: a target's only one, or a ZIP of all of them. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface LookOptions extends StageOptions {
  /** `UnderstandOptions.looks` of the pipeline. Default 1. */
  readonly looks?: number | undefined;
}

/** What the page asks of the machinery behind it. `state` knows this interface only; tests hand in a fake. */
export interface Engine {
  readonly compute: ComputeInfo;
  /** Recognises files, or makes a sample. @throws FormatError, SourceError, CancelledError */
  open(request: OpenRequest, options: StageOptions): Promise<OpenedSet>;
  /** Decodes one frame. Its arrays belong to the caller. @throws FormatError, SourceError, LimitError, CancelledError */
  load(set: OpenedSet, frame: number, options: LoadOptions): Promise<Scene>;
  /**
   * Points of the frames around one of a sequence, carried by their poses to where they are in the world and given as that frame sees
   * them: relative to its cloud's origin, with the attribute `frame` (int16: how many frames later). Undefined where there are no poses.
   * @throws as `load`
   */
  loadAround(
    set: OpenedSet,
    frame: number,
    around: FramesAround,
    options: StageOptions,
  ): Promise<PointCloud | undefined>;
  /** Bytes of decoded frames that are kept in the browser's private files, so that they need not be decoded again. Never fails. */
  keptFrameBytes(): Promise<number>;
  /** Removes the kept frames. */
  clearKeptFrames(): Promise<void>;
  /** Gets ready for one of these models, while there is time: programs are compiled. */
  warmUp(models: readonly string[]): void;
  /** Runs the model of that name over the cloud. @throws LimitError, KernelError, WeightsError, CancelledError */
  understand(cloud: PointCloud, model: string, options: LookOptions): Promise<Outcome>;
  /** Does it once more, with each layer timed on its own. @throws as `understand` */
  profile(cloud: PointCloud, model: string, options: StageOptions): Promise<Profile>;
  /** Seconds that one look of `understand` will take on the CPU, from a measured small convolution. */
  estimateSeconds(cloud: PointCloud, model: string, options: StageOptions): Promise<number>;
  /** Holds our kernels against TensorFlow.js on the page's device. @throws KernelError, also where the CPU computes */
  selfCheck(): Promise<SelfCheck>;
  /** @throws WeightsError `MODEL_UNKNOWN` where there is no such model; SourceError */
  manifest(model: string): Promise<ModelManifest>;
  /** The models that can be had now: shipped ones that are there, and the person's own. Never fails. */
  models(): Promise<readonly AvailableModel[]>;
  /** Keeps the models among dropped files. @throws WeightsError, FormatError, LimitError, CancelledError */
  takeModels(sources: readonly ByteSource[], options: StageOptions): Promise<TakenModels>;
  /** Removes a model that the person gave. */
  removeModel(model: string): Promise<void>;
  /** What each target would hold of the scene, lose of it and weigh. */
  exportOffers(request: ExportRequest, options: StageOptions): Promise<readonly ExportOffer[]>;
  /** Writes one target. @throws UsageError where it was refused, FormatError, LimitError, CancelledError */
  exportFile(request: ExportRequest, target: ExportTargetName, options: StageOptions): Promise<ExportedFile>;
  /** A ZIP of the files, in order. */
  pack(files: readonly ExportedFile[]): Promise<Uint8Array>;
  /** The files in an archive, or the file itself: small ones, whole. @throws FormatError, SourceError, LimitError */
  unpack(source: ByteSource): Promise<readonly ExportedFile[]>;
  /** Gives back what a result holds on the GPU. The result itself stays readable. */
  release(outcome: Outcome): void;
  dispose(): void;
}
