/** A tensor of a checkpoint; its numbers are read when they are asked for. */
export interface CheckpointTensor {
  readonly shape: readonly number[];
  /** PyTorch's name of the element type. */
  readonly dtype: string;
  /** Row-major, as float32. @throws FormatError */
  read(): Promise<Float32Array>;
}

/** The weights of one model, by the names that the model's author gave. */
export interface Checkpoint {
  readonly format: 'torch' | 'safetensors';
  /** Which dictionary of the file they are in, as a path; empty: the file itself. */
  readonly entry: string;
  /** The file's other dictionaries of tensors: an average of the weights, say. */
  readonly otherEntries: readonly string[];
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** What the file holds beside weights and was read over. */
  readonly readOver: readonly string[];
}
