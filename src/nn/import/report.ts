import type { Checkpoint } from './checkpoint.ts';
import type { DerivedNetwork } from './derive-network.ts';
import type { DetectedFamily } from './families.ts';
import { describeOrder, type OffsetOrder } from './offset-order.ts';

export interface MatchedLayer {
  /** Our name of it. */
  readonly layer: string;
  /** The checkpoint's name of its weights. */
  readonly from: string;
  readonly shape: readonly number[];
  /** [offsets × in × out]. */
  readonly as: readonly number[];
}

/** What was made of a checkpoint. Every layer of the network is matched: one that is not ends the import. */
export interface ImportReport {
  readonly framework: string;
  readonly family: string;
  readonly format: 'torch' | 'safetensors';
  /** Which dictionary of the file was taken; empty: the file itself. */
  readonly entry: string;
  readonly otherEntries: readonly string[];
  readonly prefix: string;
  readonly offsetOrder: OffsetOrder;
  /** The same and the rest of the conversion, in words. */
  readonly conversion: readonly string[];
  readonly layers: readonly MatchedLayer[];
  /** Tensors of the checkpoint that the network does not use. */
  readonly unmatched: readonly string[];
  /** Names in the file that are neither weights nor their containers. */
  readonly readOver: readonly string[];
}

export function describeImport(what: {
  readonly checkpoint: Checkpoint;
  readonly detected: DetectedFamily;
  readonly derived: DerivedNetwork;
  readonly offsetOrder: OffsetOrder;
  readonly layers: readonly MatchedLayer[];
  readonly unmatched: readonly string[];
  readonly normEpsilon: number;
  readonly pointwiseIsIO: boolean;
}): ImportReport {
  const { checkpoint, detected, derived, offsetOrder } = what;
  const { family, prefix } = detected;
  const conversion = [
    `offsets: ${describeOrder(offsetOrder)}`,
    `weights: ${LAYOUTS[derived.layout]}; ours: [offsets, in, out]`,
    ...(what.pointwiseIsIO && derived.layout !== 'KIO'
      ? ['1³ kernels: taken as [in, out], as spconv 2 computes them, against their shape']
      : []),
    'skips: theirs stand second in a concatenation, ours first; the input channels after it are exchanged',
    `batch norms: ε ${what.normEpsilon} taken up by the factors (ours is 0.001)`,
  ];
  return {
    framework: family.framework,
    family: family.name,
    format: checkpoint.format,
    entry: checkpoint.entry,
    otherEntries: checkpoint.otherEntries,
    prefix,
    offsetOrder,
    conversion,
    layers: what.layers,
    unmatched: what.unmatched,
    readOver: checkpoint.readOver,
  };
}

const LAYOUTS = {
  KIO: '[offsets, in, out]',
  OKI: '[out, offsets, in] (spconv 2)',
  KOI: '[offsets, out, in] (spconv 2.0)',
  OI: '[out, in]',
} as const;
