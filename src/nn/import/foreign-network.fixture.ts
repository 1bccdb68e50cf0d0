import { Rng } from '../../core/index.ts';
import type { Names, Pair } from './foreign-names.fixture.ts';
import type { TorchTensor } from './torch-file.fixture.ts';

/**
 * Residual U-Nets as the other frameworks compute them, one voxel and offset at a time, from weights in their own names, shapes and
 * orders, all written out here: what an import is held against. Shares nothing with the code that converts.
 */

export type Voxel = readonly [number, number, number];
type Matrix = readonly Float64Array[];

/** How a framework stores and counts. */
export interface Convention {
  readonly parameter: 'kernel' | 'weight';
  readonly epsilon: number;
  /** Offsets of a size³ kernel in the order of its weights; those of an even one begin at 0. */
  readonly offsets: (size: number) => Voxel[];
  readonly shape: (size: number, cin: number, cout: number) => number[];
  /** Where the weight from input i to output o at the k-th offset stands. */
  readonly at: (size: number, cin: number, cout: number) => (k: number, i: number, o: number) => number;
}

const range = (size: number) => Array.from({ length: size }, (_, i) => (size % 2 === 1 ? i - (size - 1) / 2 : i));
const xInnermost = (size: number): Voxel[] => {
  const found: Voxel[] = [];
  for (const z of range(size)) for (const y of range(size)) for (const x of range(size)) found.push([x, y, z]);
  return found;
};
const zInnermost = (size: number): Voxel[] => {
  const found: Voxel[] = [];
  for (const x of range(size)) for (const y of range(size)) for (const z of range(size)) found.push([x, y, z]);
  return found;
};
const inThenOut = {
  shape: (size: number, cin: number, cout: number) => (size === 1 ? [cin, cout] : [size ** 3, cin, cout]),
  at: (_: number, cin: number, cout: number) => (k: number, i: number, o: number) => (k * cin + i) * cout + o,
};

export const MINKOWSKI: Convention = { parameter: 'kernel', epsilon: 1e-5, offsets: xInnermost, ...inThenOut };
/** Up to 0.4 even kernels were counted the other way. */
export const MINKOWSKI_04: Convention = {
  ...MINKOWSKI,
  offsets: (size) => (size % 2 === 1 ? xInnermost(size) : zInnermost(size)),
};
export const TORCHSPARSE: Convention = MINKOWSKI_04;
export const SPCONV1: Convention = {
  parameter: 'weight',
  epsilon: 1e-3,
  offsets: zInnermost,
  shape: (size, cin, cout) => [size, size, size, cin, cout],
  at: inThenOut.at,
};
export const SPCONV2: Convention = {
  ...SPCONV1,
  shape: (size, cin, cout) => [cout, size, size, size, cin],
  at: (size, cin, cout) => (k, i, o) => (size === 1 ? i * cout + o : (o * size ** 3 + k) * cin + i),
};

const STEM = 4;
const DOWN = [5, 6, 8, 9];
const UP = [7, 8, 6, 5];

/** A network with weights drawn from a seed: what a checkpoint of it holds, and what it computes. */
export class ForeignNetwork {
  readonly tensors: Record<string, TorchTensor> = {};
  private readonly names: Names;
  private readonly convention: Convention;
  private readonly rng: Rng;
  private readonly inputs: number;
  private readonly classes: number;

  constructor(names: Names, convention: Convention, sizes: { readonly inputs: number; readonly classes: number }) {
    this.names = names;
    this.convention = convention;
    this.inputs = sizes.inputs;
    this.classes = sizes.classes;
    this.rng = new Rng(23);
  }

  /** Scores of each voxel. Weights are drawn where they are first used, so this comes before `tensors` is looked at. */
  run(voxels: readonly Voxel[], features: Matrix): Matrix {
    const { names } = this;
    const levels = [voxels];
    for (const _ of names.downs) levels.push(halved(levels.at(-1)!));
    let x = features;
    let width = this.inputs;
    for (const pair of names.stem) {
      x = relu(this.normed(pair, this.submanifold(pair[0], names.stemSize, voxels, x, width, STEM), STEM));
      width = STEM;
    }
    const skips: [Matrix, number][] = [];
    names.downs.forEach(([pair, ...blocks], s) => {
      skips.push([x, width]);
      const wide = names.widens ? DOWN[s]! : width;
      x = relu(this.normed(pair, this.down(pair[0], levels[s]!, levels[s + 1]!, x, width, wide), wide));
      width = wide;
      for (const name of blocks) {
        x = this.block(name, levels[s + 1]!, x, width, DOWN[s]!);
        width = DOWN[s]!;
      }
    });
    names.ups.forEach(([pair, ...blocks], s) => {
      const level = names.ups.length - 1 - s;
      x = relu(this.normed(pair, this.up(pair[0], levels[level]!, levels[level + 1]!, x, width, UP[s]!), UP[s]!));
      const [skip, skipped] = skips[level]!;
      x = x.map((row, v) => Float64Array.of(...row, ...skip[v]!));
      width = UP[s]! + skipped;
      for (const name of blocks) {
        x = this.block(name, levels[level]!, x, width, UP[s]!);
        width = UP[s]!;
      }
    });
    return this.head(x, width);
  }

  private block(name: string, voxels: readonly Voxel[], x: Matrix, cin: number, cout: number): Matrix {
    const [first, second, shortcut] = this.names.block.map(
      ([conv, norm]) => [`${name}.${conv}`, `${name}.${norm}`] as const,
    );
    const inner = relu(this.normed(first!, this.submanifold(first![0], 3, voxels, x, cin, cout), cout));
    const out = this.normed(second!, this.submanifold(second![0], 3, voxels, inner, cout, cout), cout);
    const side =
      cin === cout ? x : this.normed(shortcut!, this.submanifold(shortcut![0], 1, voxels, x, cin, cout), cout);
    return relu(out.map((row, v) => row.map((value, c) => value + side[v]![c]!)));
  }

  private submanifold(
    name: string,
    size: number,
    voxels: readonly Voxel[],
    x: Matrix,
    cin: number,
    cout: number,
  ): Matrix {
    const rows = rowsOf(voxels);
    return this.convolve(name, size, cin, cout, voxels, ([vx, vy, vz], [dx, dy, dz]) => {
      const row = rows.get(`${vx + dx},${vy + dy},${vz + dz}`);
      return row === undefined ? undefined : x[row];
    });
  }

  private down(
    name: string,
    fine: readonly Voxel[],
    coarse: readonly Voxel[],
    x: Matrix,
    cin: number,
    cout: number,
  ): Matrix {
    const rows = rowsOf(fine);
    return this.convolve(name, 2, cin, cout, coarse, ([vx, vy, vz], [dx, dy, dz]) => {
      const row = rows.get(`${2 * vx + dx},${2 * vy + dy},${2 * vz + dz}`);
      return row === undefined ? undefined : x[row];
    });
  }

  private up(
    name: string,
    fine: readonly Voxel[],
    coarse: readonly Voxel[],
    x: Matrix,
    cin: number,
    cout: number,
  ): Matrix {
    const rows = rowsOf(coarse);
    return this.convolve(name, 2, cin, cout, fine, (voxel, offset) => {
      const parent = voxel.map((side, axis) => (side - offset[axis]!) / 2);
      return parent.every(Number.isInteger) ? x[rows.get(parent.join())!] : undefined;
    });
  }

  private convolve(
    name: string,
    size: number,
    cin: number,
    cout: number,
    voxels: readonly Voxel[],
    input: (voxel: Voxel, offset: Voxel) => Float64Array | undefined,
  ): Matrix {
    const { offsets, shape, at, parameter } = this.convention;
    const weights = this.tensor(`${name}.${parameter}`, shape(size, cin, cout), () =>
      this.rng.normal(0, 0.5 / Math.sqrt(cin)),
    );
    const place = at(size, cin, cout);
    const steps = offsets(size);
    return voxels.map((voxel) => {
      const out = new Float64Array(cout);
      for (const [k, offset] of steps.entries()) {
        const row = input(voxel, offset);
        if (!row) continue;
        for (let i = 0; i < cin; i++) for (let o = 0; o < cout; o++) out[o]! += row[i]! * weights[place(k, i, o)]!;
      }
      return out;
    });
  }

  private normed([, name]: Pair, x: Matrix, channels: number): Matrix {
    const draw = (part: string, value: () => number) => this.tensor(`${name}.${part}`, [channels], value);
    const gamma = draw('weight', () => this.rng.normal(1, 0.2));
    const beta = draw('bias', () => this.rng.normal(0.1, 0.2));
    const mean = draw('running_mean', () => this.rng.normal(0, 0.3));
    // Small enough that the ε matters.
    const variance = draw('running_var', () => this.rng.range(0.002, 1.5));
    this.tensors[`${name}.num_batches_tracked`] ??= { tensor: [9], shape: [], dtype: 'int64' };
    return x.map((row) =>
      row.map(
        (value, c) => ((value - mean[c]!) / Math.sqrt(variance[c]! + this.convention.epsilon)) * gamma[c]! + beta[c]!,
      ),
    );
  }

  private head(x: Matrix, width: number): Matrix {
    const { head, headIsLinear } = this.names;
    const { classes, convention } = this;
    const normal = () => this.rng.normal(0, 0.5);
    const key = `${head}.${headIsLinear ? 'weight' : convention.parameter}`;
    const weights = this.tensor(key, headIsLinear ? [classes, width] : convention.shape(1, width, classes), normal);
    const bias = this.tensor(
      `${head}.bias`,
      convention.parameter === 'kernel' && !headIsLinear ? [1, classes] : [classes],
      normal,
    );
    const place = headIsLinear ? (_: number, i: number, o: number) => o * width + i : convention.at(1, width, classes);
    return x.map((row) =>
      Float64Array.from({ length: classes }, (_, o) =>
        row.reduce((sum, value, i) => sum + value * weights[place(0, i, o)]!, bias[o]!),
      ),
    );
  }

  private tensor(name: string, shape: readonly number[], draw: () => number): readonly number[] {
    const count = shape.reduce((product, side) => product * side, 1);
    this.tensors[name] ??= { tensor: Array.from({ length: count }, () => Math.fround(draw())), shape };
    return this.tensors[name].tensor;
  }
}

function relu(x: Matrix): Matrix {
  return x.map((row) => row.map((value) => Math.max(0, value)));
}

function halved(voxels: readonly Voxel[]): Voxel[] {
  const parents = voxels.map(([x, y, z]): Voxel => [x >> 1, y >> 1, z >> 1]);
  return [...new Map(parents.map((parent) => [parent.join(), parent])).values()];
}

function rowsOf(voxels: readonly Voxel[]): Map<string, number> {
  return new Map(voxels.map((voxel, row) => [voxel.join(), row]));
}
