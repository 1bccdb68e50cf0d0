import type {
  ByteSource,
  ErrorRecord,
  OpenOverrides,
  PointCloud,
  Progress,
  Scene,
  Understanding,
} from '../core/index.ts';
import { fromErrorRecord, toErrorRecord } from '../core/index.ts';
import type { ExportOffer, ExportTargetName, FramesAround } from '../datasets/index.ts';
import type { Profile, VoxelDescription } from '../pipeline/index.ts';
import type { LinearHead } from '../teach/index.ts';
import type { ExportedFile, ExportRequest, SampleName } from './engine.ts';
import type { FoundModels } from './find-models.ts';
import type { ModelRef } from './model-store.ts';

/**
 * What crosses between the page and its worker. An error crosses as a record inside a reply, because a thrown one would arrive
 * without its class and code.
 */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorRecord };

/** Sent along with a call: the worker reports and listens by it. */
export interface CallControl {
  readonly call: number;
  readonly onProgress: (progress: Progress) => void;
}

/** A byte source as it crosses: its description is copied, its bytes are asked for. */
export type RemoteFile = Pick<ByteSource, 'name' | 'path' | 'size'>;
export type ReadFile = (file: number, start: number, end: number) => Promise<Reply<Uint8Array>>;

/** Functions cross as a separate, proxied argument; everything else is copied or transferred. */
export interface WorkerApi {
  open(
    call: number,
    files: readonly RemoteFile[],
    read: ReadFile,
    overrides: OpenOverrides | undefined,
    onProgress: CallControl['onProgress'],
  ): Promise<Reply<WorkerSet>>;
  findModels(
    call: number,
    files: readonly RemoteFile[],
    read: ReadFile,
    onProgress: CallControl['onProgress'],
  ): Promise<Reply<FoundModels>>;
  synthesize(call: number, sample: SampleName, seed: number): Promise<Reply<WorkerSet>>;
  load(
    call: number,
    set: number,
    frame: number,
    onProgress: CallControl['onProgress'],
    onPreview?: (cloud: PointCloud) => void,
  ): Promise<Reply<Scene>>;
  loadAround(
    call: number,
    set: number,
    frame: number,
    around: FramesAround,
    onProgress: CallControl['onProgress'],
  ): Promise<Reply<PointCloud | undefined>>;
  keptFrameBytes(call: number): Promise<Reply<number>>;
  clearKeptFrames(call: number): Promise<Reply<void>>;
  close(set: number): void;
  understand(
    call: number,
    cloud: PointCloud,
    model: ModelAddress & { readonly looks?: number | undefined },
    onProgress: CallControl['onProgress'],
  ): Promise<Reply<Understanding>>;
  profile(
    call: number,
    cloud: PointCloud,
    model: ModelAddress,
    onProgress: CallControl['onProgress'],
  ): Promise<Reply<Profile>>;
  /** Everything that the layers hold of each voxel, for teaching. */
  describe(
    call: number,
    cloud: PointCloud,
    model: ModelAddress,
    onProgress: CallControl['onProgress'],
  ): Promise<Reply<Described>>;
  exportOffers(call: number, request: ExportRequest): Promise<Reply<readonly ExportOffer[]>>;
  exportFile(
    call: number,
    request: ExportRequest,
    target: ExportTargetName,
    onProgress: CallControl['onProgress'],
  ): Promise<Reply<ExportedFile>>;
  pack(call: number, files: readonly ExportedFile[]): Promise<Reply<Uint8Array>>;
  unpack(call: number, file: RemoteFile, read: ReadFile): Promise<Reply<readonly ExportedFile[]>>;
  /** Floating-point operations a second of a small submanifold convolution. */
  measure(call: number): Promise<Reply<number>>;
  cancel(call: number): void;
}

export interface Described {
  readonly described: VoxelDescription;
  readonly head: LinearHead;
}

export interface ModelAddress {
  readonly baseUrl: string;
  readonly model: ModelRef;
}

export interface WorkerSet {
  readonly set: number;
  readonly dataset: string;
  readonly title: string;
  readonly frameCount: number;
}

/** Runs `work` and packs its result or its error. */
export async function reply<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: toErrorRecord(error) };
  }
}

/** Unpacks a reply: the value, or a throw of the error's own class. */
export function unpack<T>(packed: Reply<T>): T {
  if (packed.ok) return packed.value;
  throw fromErrorRecord(packed.error);
}
