import type { ConcatLayer, Graph, Layer } from './graph.ts';

/** Where a value lives: columns `[offset, offset + channels)` of a buffer. */
export interface Slot {
  readonly buffer: number;
  readonly offset: number;
}

/** A buffer's shape is [rows of `level` × channels]. */
export interface PlanBuffer {
  readonly level: number;
  readonly channels: number;
  /** Each value in it is whole pairs of columns. Halves are stored by pairs, and a step that wrote half a pair would touch its neighbour. */
  readonly paired: boolean;
}

/** A layer that does work. */
export type Step = Exclude<Layer, ConcatLayer>;

/** What to compute, in order, over which buffers, and when each buffer may be given back. A pure value: no device, no sizes. */
export interface Plan {
  readonly buffers: readonly PlanBuffer[];
  /** By value of the graph. */
  readonly slots: readonly Slot[];
  /** Concatenation has vanished into channel offsets. */
  readonly layers: readonly Step[];
  /** By step: buffers first written by it, and buffers no longer needed after it. */
  readonly allocate: readonly (readonly number[])[];
  readonly release: readonly (readonly number[])[];
}

/**
 * Compiles a graph: a value that is concatenated is written straight into its columns of the concatenation's buffer.
 * Buffers of the input and of the outputs are never in `release`: they are the caller's.
 */
export function compilePlan(graph: Graph): Plan {
  const slots: (Slot | undefined)[] = graph.values.map(() => undefined);
  const buffers: Omit<PlanBuffer, 'paired'>[] = [];
  const own = (value: number): Slot => {
    const { level, channels } = graph.values[value]!;
    return { buffer: buffers.push({ level, channels }) - 1, offset: 0 };
  };
  for (const layer of [...graph.layers].reverse()) {
    if (layer.kind !== 'concat') continue;
    const target = slots[layer.output] ?? own(layer.output);
    slots[layer.output] = target;
    let offset = target.offset;
    for (const input of layer.inputs) {
      slots[input] = { buffer: target.buffer, offset };
      offset += graph.values[input]!.channels;
    }
  }
  graph.values.forEach((_, value) => {
    slots[value] ??= own(value);
  });

  const split = new Set<number>();
  for (const slot of slots) if (slot!.offset % 2 !== 0) split.add(slot!.buffer);

  const layers = graph.layers.filter((layer) => layer.kind !== 'concat');
  const bufferOf = (value: number) => slots[value]!.buffer;
  const kept = new Set([bufferOf(graph.input), ...Object.values(graph.outputs).map(bufferOf)]);
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  layers.forEach((layer, step) => {
    const written = bufferOf(layer.output);
    if (!first.has(written)) first.set(written, step);
    last.set(written, step);
    for (const value of inputsOf(layer)) last.set(bufferOf(value), step);
  });
  const at = (steps: Map<number, number>, step: number) =>
    [...steps].flatMap(([buffer, when]) => (when === step ? [buffer] : []));
  return {
    buffers: buffers.map((buffer, number) => ({ ...buffer, paired: !split.has(number) })),
    slots: slots as Slot[],
    layers,
    allocate: layers.map((_, step) => at(first, step)),
    release: layers.map((_, step) => at(last, step).filter((buffer) => !kept.has(buffer))),
  };
}

/** The values that a step reads. */
export function inputsOf(step: Step): readonly number[] {
  return 'residual' in step ? [step.input, step.residual] : [step.input];
}
