import type { View } from '../ops.ts';
import { rowWords } from './handles.ts';

/**
 * How a kernel reads or writes a matrix (`kernels/include/input_matrix.wgsl`): in fours where the view is aligned to four channels, as
 * f32 (`vec4`) or two halves a word (`half`); any other view channel by channel (`scalar`, `halves`).
 */
export type Form = 'vec4' | 'half' | 'scalar' | 'halves';

export interface StoredView {
  readonly form: Form;
  readonly channels: number;
  /** Fours that hold the channels. */
  readonly fours: number;
  /** From row to row: fours where aligned, else words. */
  readonly pitch: number;
  /** Where the view begins: fours where aligned, else channels. */
  readonly offset: number;
}

export function storedView({ tensor, offset, channels }: View): StoredView {
  const aligned = [tensor.channels, offset, channels].every((value) => value % 4 === 0);
  const half = tensor.precision === 'f16';
  const fours = Math.ceil(channels / 4);
  if (aligned) return { form: half ? 'half' : 'vec4', channels, fours, pitch: tensor.channels / 4, offset: offset / 4 };
  const pitch = rowWords(tensor.channels, tensor.precision);
  return { form: half ? 'halves' : 'scalar', channels, fours, pitch, offset };
}

/** Template values of `input_matrix.wgsl`. */
export function inputForm(form: Form): { INPUT: Form; INPUT_ALIGNED: number } {
  return { INPUT: form, INPUT_ALIGNED: Number(form === 'vec4' || form === 'half') };
}

/** Template values of `output_matrix.wgsl`. */
export function outputForm(form: Form): { OUTPUT: Form; OUTPUT_HALF: number } {
  return { OUTPUT: form, OUTPUT_HALF: Number(form === 'half' || form === 'halves') };
}
