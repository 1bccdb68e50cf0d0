import type { Rng } from '../../core/index.ts';
import type { Ops, Precision, Tensor, View } from '../ops.ts';
import { type OpsCase, randomHalves, randomTable, randomTensor, seeded } from './ops-case.fixture.ts';

/** Columns of a tensor, and where the view begins. */
type Columns = readonly [channels: number, offset: number];

export interface ConvShape {
  readonly rows: number;
  readonly offsets: number;
  readonly cin: number;
  readonly cout: number;
  readonly bias?: boolean;
  readonly relu?: boolean;
  readonly normaliser?: boolean;
  /** Share of missing input rows. */
  readonly missing?: number;
  readonly input?: Columns;
  readonly output?: Columns;
  readonly residual?: Columns;
  /** How input, residual and weights are stored, and the output. Values are then such as half precision holds exactly. */
  readonly stored?: readonly [inputs: Precision, output: Precision];
}

/** A convolution of random numbers over a random table, against the oracle: what lies beside the output's columns must stay. */
export function convCase(name: string, shape: ConvShape): OpsCase {
  const { rows, offsets, cin, cout, bias, relu = false, missing = 0.6, stored } = shape;
  return {
    name: `conv: ${name}`,
    tolerance: stored ? 2e-3 : 1e-4,
    async run(ops) {
      const rng = seeded(rows * 31 + cin * 7 + cout);
      const inputRows = offsets === 1 ? rows : Math.ceil(rows * 1.3);
      const inputs = (count: number, channels: number) => random(ops, rng, count, channels, stored?.[0]);
      const view = (count: number, channels: number, columns: Columns = [channels, 0]): View => ({
        tensor: inputs(count, columns[0]),
        offset: columns[1],
        channels,
      });
      const [outChannels, outOffset] = shape.output ?? [cout, 0];
      const input = view(inputRows, cin, shape.input);
      const output = random(ops, rng, rows, outChannels, stored?.[1]);
      ops.conv({
        input,
        ...(offsets > 1 && { map: randomTable(ops, rng, offsets, rows, inputRows, missing) }),
        weights: inputs(offsets * cin, cout),
        ...(bias && { bias: randomTensor(ops, rng, 1, cout) }),
        ...(shape.normaliser && { normaliser: randomTensor(ops, rng, offsets, 1) }),
        ...(shape.residual && { residual: view(rows, cout, shape.residual) }),
        relu,
        output: { tensor: output, offset: outOffset, channels: cout },
      });
      return { output: await ops.read(output) };
    },
  };
}

function random(ops: Ops, rng: Rng, rows: number, channels: number, precision: Precision | undefined): Tensor {
  return precision ? randomHalves(ops, rng, rows, channels, precision) : randomTensor(ops, rng, rows, channels);
}
