import simdBytes from '../../../kernels/cpu/index.as.ts?wasm';
import relaxedBytes from '../../../kernels/cpu/index.as.ts?wasm-relaxed';
import threadBytes from '../../../kernels/cpu/threads.as.ts?wasm';
import relaxedThreadBytes from '../../../kernels/cpu/threads.as.ts?wasm-relaxed';

/** Pointers are byte offsets into the module's memory. */
export interface CpuKernels {
  setScratch(pointer: number): void;
  gemmPairs(
    x: number,
    xPitch: number,
    w: number,
    y: number,
    yPitch: number,
    inIdx: number,
    outIdx: number,
    n: number,
    cin: number,
    cout: number,
  ): void;
  gradWeights(
    x: number,
    xPitch: number,
    dy: number,
    dyPitch: number,
    dw: number,
    inIdx: number,
    outIdx: number,
    n: number,
    cin: number,
    cout: number,
  ): void;
  /** 48·n multiply-adds in registers: see cpu-limits.ts. */
  spin(n: number): void;
  /** Runs the job at this address (see jobs.ts) on the calling thread. */
  runBlocks(job: number): void;
  /** The index: see `kernels/cpu/voxels.as.ts`; grids are pointers. */
  quantizePoints(
    grid: number,
    positions: number,
    n: number,
    item: number,
    x0: number,
    y0: number,
    z0: number,
    inverse: number,
    numbers: number,
    bits: number,
  ): void;
  rankWords(words: number, ranks: number, n: number): number;
  listBricks(grid: number): void;
  markPoints(grid: number, numbers: number, bits: number, n: number): void;
  pointRows(grid: number, numbers: number, bits: number, n: number, rows: number): void;
  coarsenBricks(fine: number, coarse: number): void;
  coarsenVoxels(fine: number, coarse: number): void;
  linkLevels(fine: number, coarse: number, parents: number, children: number, inverse: number): void;
  listVoxels(grid: number, coords: number): void;
  sumFeatures(
    positions: number,
    heights: number,
    rows: number,
    n: number,
    x0: number,
    y0: number,
    z0: number,
    inverse: number,
    sums: number,
  ): void;
  voxelFeatures(sums: number, n: number, features: number): void;
  /** @returns all pairs */
  sumStarts(starts: number, n: number): number;
  maxPool(x: number, xPitch: number, children: number, y: number, yPitch: number, rows: number, channels: number): void;
  maxPoolGrad(x: number, y: number, dy: number, children: number, dx: number, rows: number, channels: number): void;
  gatherRows(x: number, xPitch: number, rows: number, y: number, yPitch: number, n: number, channels: number): void;
  sumChildren(dy: number, dyPitch: number, children: number, dx: number, rows: number, channels: number): void;
  batchStatistics(
    x: number,
    rows: number,
    channels: number,
    epsilon: number,
    mean: number,
    invStd: number,
    variance: number,
    work: number,
  ): void;
  normRelu(
    x: number,
    y: number,
    rows: number,
    channels: number,
    mean: number,
    invStd: number,
    gamma: number,
    beta: number,
  ): void;
  normReluGrad(
    x: number,
    y: number,
    dy: number,
    dx: number,
    rows: number,
    channels: number,
    mean: number,
    invStd: number,
    gamma: number,
    dgamma: number,
    dbeta: number,
    work: number,
  ): void;
  /** Of training: see `kernels/cpu/training.as.ts`. */
  addValues(a: number, b: number, out: number, n: number): void;
  addRelu(a: number, b: number, y: number, n: number): void;
  reluGrad(y: number, dy: number, dx: number, n: number): void;
  addBias(x: number, bias: number, y: number, rows: number, channels: number): void;
  columnSums(x: number, rows: number, channels: number, sums: number, work: number): void;
  transposeFilters(w: number, out: number, offsets: number, cin: number, cout: number, reversed: number): void;
  /** @returns counted rows that are right */
  crossEntropyRows(
    x: number,
    rows: number,
    classes: number,
    labels: number,
    weights: number,
    gradient: number,
    sums: number,
    gaps: number,
  ): number;
  sumOfSquares(x: number, n: number): number;
  adamValues(
    g: number,
    p: number,
    m: number,
    v: number,
    n: number,
    clip: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    rate: number,
    decay: number,
  ): void;
}

/** The module over shared memory: see `kernels/cpu/threads.as.ts`. */
export interface ThreadedKernels extends CpuKernels {
  /** Runs the job of the control area with those that serve. @returns blocks that the others did, −1 when one that had a block died. */
  share(control: number, helpers: number, patience: number): number;
  quit(control: number): void;
}

/** @throws CompileError where WASM SIMD (or, for `shared`, threads) is missing. */
export function compileKernels(shared: boolean): Promise<WebAssembly.Module> {
  const [plain, relaxed] = shared ? [threadBytes, relaxedThreadBytes] : [simdBytes, relaxedBytes];
  if (!WebAssembly.validate(relaxed)) switchOnRelaxedSimd();
  return WebAssembly.compile(WebAssembly.validate(relaxed) ? relaxed : plain);
}

/** Node 20 has fused multiply-add behind a flag, which takes effect at once and in all threads; browsers have nothing to switch. */
function switchOnRelaxedSimd(): void {
  const { process } = globalThis as { process?: NodeProcess };
  process?.getBuiltinModule?.('node:v8')?.setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** What is used of Node's `process`, which has `getBuiltinModule` since 20.16. */
interface NodeProcess {
  getBuiltinModule?(name: string): { setFlagsFromString(flags: string): void } | undefined;
}

export async function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<CpuKernels> {
  const abort = () => {
    throw new WebAssembly.RuntimeError('kernel aborted');
  };
  const { exports } = await WebAssembly.instantiate(module, { env: { memory, abort } });
  return exports as unknown as CpuKernels;
}
