import { NO_ROW } from '../core/index.ts';
import type { Ops, Table, VoxelIndex } from '../ops/index.ts';
import type { HeadName } from './config.ts';
import { NORM_EPSILON } from './fold.ts';
import { type ConvLayer, type Graph, isConv } from './graph.ts';
import { layerTable } from './layer-maps.ts';
import type { Weights } from './safetensors.ts';

/** What a layer's input rows are, offset by offset: [offsets][rows]. */
type Entries = readonly (readonly number[])[];

/**
 * The network as its definition says, layer by layer in double precision: batch norm unfolded, every concatenation made, nothing shared
 * with the plan. @returns the heads' outputs.
 */
export async function runReference(
  ops: Ops,
  graph: Graph,
  weights: Weights,
  index: VoxelIndex,
): Promise<Map<HeadName, Float64Array>> {
  const values = new Map<number, Float64Array>([[graph.input, Float64Array.from(await ops.read(index.features))]]);
  const channelsOf = (value: number) => graph.values[value]!.channels;
  for (const layer of graph.layers) {
    const { level, channels } = graph.values[layer.output]!;
    const { rows } = index.levels[level]!;
    const out = new Float64Array(rows * channels);
    values.set(layer.output, out);
    if (layer.kind === 'concat') {
      for (let row = 0; row < rows; row++) {
        const parts = layer.inputs.map((value) =>
          values.get(value)!.subarray(row * channelsOf(value), (row + 1) * channelsOf(value)),
        );
        out.set(
          parts.flatMap((part) => [...part]),
          row * channels,
        );
      }
      continue;
    }
    const table = layerTable(layer, index.levels[level]!);
    const entries = table ? await entriesOf(ops, table) : [Array.from({ length: rows }, (_, row) => row)];
    const input = values.get(layer.input)!;
    const cin = channelsOf(layer.input);
    const sumUp = isConv(layer) ? convolution(layer, weights, input, cin, channels) : undefined;
    for (let row = 0; row < rows; row++) {
      const present = entries.flatMap((column, offset) =>
        column[row] === NO_ROW ? [] : [{ offset, at: column[row]! * cin }],
      );
      for (let c = 0; c < channels; c++) {
        if (isConv(layer) && sumUp) {
          const residual = layer.residual === undefined ? 0 : values.get(layer.residual)![row * channels + c]!;
          out[row * channels + c] = sumUp(present, c) + residual;
          if (layer.relu) out[row * channels + c] = Math.max(0, out[row * channels + c]!);
        } else {
          const terms = present.map(({ at }) => input[at + c]!);
          const sum = terms.reduce((total, term) => total + term, 0);
          out[row * channels + c] = layer.kind === 'maxPool' ? Math.max(...terms) : sum / terms.length;
        }
      }
    }
  }
  return new Map(Object.entries(graph.outputs).map(([name, value]) => [name as HeadName, values.get(value)!]));
}

/** The sum, divided, then normalised or biased: one value at a time. */
function convolution(
  layer: ConvLayer,
  weights: Weights,
  input: Float64Array,
  cin: number,
  cout: number,
): (present: readonly { offset: number; at: number }[], c: number) => number {
  const values = (part: string) => weights.get(`${layer.name}.${part}`)?.values;
  const kernel = values('weight')!;
  const divisor = values('normaliser');
  const [bias, gamma, beta, mean, variance] = [
    ...['bias', 'norm.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var'].map(values),
  ];
  return (present, c) => {
    let sum = 0;
    let normaliser = 0;
    for (const { offset, at } of present) {
      for (let k = 0; k < cin; k++) sum += input[at + k]! * kernel[(offset * cin + k) * cout + c]!;
      normaliser += divisor ? divisor[offset]! : 0;
    }
    sum /= 1 + Math.abs(normaliser);
    if (bias) return sum + bias[c]!;
    return ((sum - mean![c]!) / Math.sqrt(variance![c]! + NORM_EPSILON)) * gamma![c]! + beta![c]!;
  };
}

async function entriesOf(ops: Ops, table: Table): Promise<Entries> {
  const values = await ops.readTable(table);
  return Array.from({ length: table.offsets }, (_, offset) => [
    ...values.subarray(offset * table.rows, (offset + 1) * table.rows),
  ]);
}
