import { foreignOffsets, type OffsetOrder } from './offset-order.ts';

/**
 * How a convolution's weights lie in memory, slowest axis first (K: offsets, I: input, O: output channels).
 * `KIO`: MinkowskiEngine, TorchSparse ([K, I, O], or [I, O] for one offset) and spconv 1 ([k, k, k, I, O]).
 * `OKI`: spconv 2 ([O, k, k, k, I]). `KOI`: spconv 2.0's native kernels ([k, k, k, O, I]). `OI`: a linear layer.
 */
export type KernelLayout = 'KIO' | 'OKI' | 'KOI' | 'OI';

export interface KernelShape {
  readonly offsets: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** What a tensor's shape means in a layout; nothing when it means nothing. */
export function kernelShape(shape: readonly number[], layout: KernelLayout): KernelShape | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = shape;
  if (layout === 'OI' || shape.length === 2) {
    if (shape.length !== 2) return undefined;
    return layout === 'KIO' ? { offsets: 1, inputs: a, outputs: b } : { offsets: 1, inputs: b, outputs: a };
  }
  if (shape.length === 3) return layout === 'KIO' ? { offsets: a, inputs: b, outputs: c } : undefined;
  if (shape.length !== 5) return undefined;
  if (layout === 'OKI') return b === c && c === d ? { offsets: b ** 3, inputs: e, outputs: a } : undefined;
  if (a !== b || b !== c) return undefined;
  return layout === 'KIO' ? { offsets: a ** 3, inputs: d, outputs: e } : { offsets: a ** 3, inputs: e, outputs: d };
}

export interface KernelConversion {
  readonly layout: KernelLayout;
  readonly order: OffsetOrder;
  /** spconv 2 computes a 1³ convolution as though its weights were [I, O], whatever their shape says (its issues 450 and 772). */
  readonly pointwiseIsIO: boolean;
  /** For each of our input channels the foreign one: a concatenation the other way round. Default: the same. */
  readonly inputOrder?: readonly number[] | undefined;
}

/** Weights as ours: [offsets × input × output], offsets in our order. */
export function convertKernel(values: Float32Array, shape: KernelShape, conversion: KernelConversion): Float32Array {
  const { offsets, inputs, outputs } = shape;
  const { layout, order, pointwiseIsIO, inputOrder } = conversion;
  const places = foreignOffsets(Math.round(Math.cbrt(offsets)), order);
  const step = steps(offsets === 1 && layout !== 'OI' && pointwiseIsIO ? 'KIO' : layout, shape);
  const converted = new Float32Array(values.length);
  let at = 0;
  for (let k = 0; k < offsets; k++) {
    for (let i = 0; i < inputs; i++) {
      const from = places[k]! * step.offset + (inputOrder?.[i] ?? i) * step.input;
      for (let o = 0; o < outputs; o++) converted[at++] = values[from + o * step.output]!;
    }
  }
  return converted;
}

function steps(layout: KernelLayout, { offsets, inputs, outputs }: KernelShape) {
  switch (layout) {
    case 'KIO':
      return { offset: inputs * outputs, input: outputs, output: 1 };
    case 'KOI':
      return { offset: inputs * outputs, input: 1, output: inputs };
    case 'OKI':
      return { offset: inputs, input: 1, output: offsets * inputs };
    case 'OI':
      return { offset: 0, input: 1, output: inputs };
  }
}
