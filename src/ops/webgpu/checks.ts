import { KernelError } from '../../core/index.ts';
import type { View } from '../ops.ts';

/** @throws KernelError when a caller's shapes contradict each other: always a fault of the program, never of a cloud. */
export function requireShape(ok: boolean, kernel: string, what: string): void {
  if (!ok) throw new KernelError('KERNEL_RUN', `${kernel}: ${what}.`, { kernel, step: 'shapes' });
}

/** Columns of a view lie inside its tensor. */
export function requireView(view: View, kernel: string): void {
  const { tensor, offset, channels } = view;
  requireShape(
    offset >= 0 && channels > 0 && offset + channels <= tensor.channels,
    kernel,
    `columns ${offset}…${offset + channels} of a tensor with ${tensor.channels}`,
  );
}
