import type { DeviceCount, DispatchNote, Extent, Kernel } from '../../gpu/index.ts';
import { type ConvStep, type Precision, type Tensor, whole } from '../ops.ts';
import { hasProgram, programOf } from './build-program.ts';
import { requireShape, requireView } from './checks.ts';
import { type ConvShape, type ConvTile, convKernel, tileSize } from './conv-tiles.ts';
import type { GpuMemory } from './gpu-memory.ts';
import { type GpuTable, ownTable, ownTensor } from './handles.ts';
import { KERNELS } from './kernels.ts';
import type { PartialSums } from './partial-sums.ts';
import { inputForm, outputForm, type StoredView, storedView } from './stored-view.ts';
import type { TileGroup } from './tile-program.ts';

/** As in `kernels/include/conv_step.wgsl`. */
const HAS_PROGRAM = 1;
const ADDS_PARTIAL = 2;
const WRITES_PARTIAL = 4;
const HAS_BIAS = 8;
const HAS_RELU = 16;

/** Share of a group's (row, offset) pairs that exist on surfaces: for cutting dispatches, before the device has counted them. */
const EXPECTED_FILL = 0.4;

export type TileChoice = (shape: ConvShape) => ConvTile;

/** Linear layers have no program: one offset, every row reads its own. */
type Group = TileGroup | undefined;

/** @throws KernelError when shapes contradict each other. */
function checkConv({ input, map, weights, bias, residual, normaliser, output }: ConvStep): void {
  requireView(input, 'conv');
  requireView(output, 'conv');
  const offsets = map?.offsets ?? 1;
  const rows = map?.rows ?? input.tensor.rows;
  requireShape(output.tensor.rows === rows, 'conv', `${output.tensor.rows} output rows for a map of ${rows}`);
  requireShape(
    weights.rows === offsets * input.channels && weights.channels === output.channels,
    'conv',
    `weights [${weights.rows} × ${weights.channels}] for ${offsets} offsets, ${input.channels} → ${output.channels} channels`,
  );
  requireShape(!map || hasProgram(offsets), 'conv', `${offsets} offsets`);
  const biasOk = !bias || (bias.rows === 1 && bias.channels === output.channels && bias.precision === 'f32');
  requireShape(biasOk, 'conv', `bias [${bias?.rows} × ${bias?.channels}] ${bias?.precision}`);
  if (residual) {
    requireView(residual, 'conv');
    const { tensor, channels } = residual;
    const fits = tensor.rows === rows && channels === output.channels;
    requireShape(fits, 'conv', `residual [${tensor.rows} × ${channels}] for [${rows} × ${output.channels}]`);
  }
  if (normaliser) {
    const { rows: entries, channels, precision } = normaliser;
    const fits = map !== undefined && entries === offsets && channels === 1 && precision === 'f32';
    requireShape(fits, 'conv', `normaliser [${entries} × ${channels}] for ${offsets} offsets`);
  }
}

/** Records one convolution as dispatches of one tile, a group of offsets after the other. */
export function recordConv(memory: GpuMemory, partials: PartialSums, step: ConvStep, choose: TileChoice): void {
  checkConv(step);
  const { map, weights, bias, relu } = step;
  const [input, output] = [storedView(step.input), storedView(step.output)];
  const residual = step.residual && storedView(step.residual);
  const table = map && ownTable(memory, map);
  const rows = step.output.tensor.rows;
  const groups: readonly Group[] = table ? programOf(memory, table).groups : [undefined];
  const tile = choose({ rows, inFours: input.fours, outFours: output.fours });

  const kernel = convKernel(tile, {
    ...inputForm(input.form),
    ...outputForm(output.form),
    WEIGHTS: storedView(whole(weights)).form,
    RESIDUAL: residualForm(residual),
    NORMALISED: Number(step.normaliser !== undefined),
  });
  const normaliser = step.normaliser && memory.reading(whole(step.normaliser));
  const scales = normaliser && table && memory.scratch(rows * 4, 'neighbour scales');
  try {
    if (scales) computeScales(memory, table, normaliser, scales);
    const weightBuffer = memory.reading(whole(weights)); // also bound where nothing is read
    const partialBytes = groups.length > 1 ? rows * output.fours * 16 : 16;
    const buffers = [
      memory.reading(step.input),
      table?.program?.buffer ?? weightBuffer,
      weightBuffer,
      bias ? memory.reading(whole(bias)) : weightBuffer,
      scales ?? weightBuffer,
      step.residual ? memory.reading(step.residual) : weightBuffer,
      partials.buffer(partialBytes),
      memory.writing(step.output),
    ];
    const shape = [
      input.channels,
      input.fours,
      input.pitch,
      input.offset,
      output.channels,
      output.fours,
      output.pitch,
      output.offset,
      residual?.pitch ?? 0,
      residual?.offset ?? 0,
      Number(residual?.form === 'halves'),
    ];
    for (const [index, group] of groups.entries()) {
      const isLast = index === groups.length - 1;
      const flags =
        (group ? HAS_PROGRAM : 0) |
        (groups.length > 1 ? ADDS_PARTIAL : 0) |
        (isLast ? 0 : WRITES_PARTIAL) |
        (bias ? HAS_BIAS : 0) |
        (relu ? HAS_RELU : 0);
      const at = group
        ? [group.capacity, group.slotsAt, group.masksAt, group.entriesAt, group.capacity]
        : [rows, 0, 0, 0, 0];
      const params = [flags, ...at, ...shape, 0, 0, ...offsetIds(group?.offsets ?? [0])];
      const count = group ? group.used : ownTensor(memory, step.output.tensor).count;
      dispatchTiles(memory, kernel, tile, buffers, params, { rows, count, group, step, outFours: output.fours });
    }
  } catch (cause) {
    partials.release(); // some groups may be recorded, and the one that puts zeros back not
    throw cause;
  } finally {
    if (scales) memory.release(scales);
  }
}

function residualForm(residual: StoredView | undefined): string {
  if (!residual) return 'none';
  return residual.form === 'vec4' || residual.form === 'half' ? residual.form : 'words';
}

/** A convolution to come, as far as its program depends on it. Views are taken to be aligned to four channels where the channels are. */
export interface ConvForm {
  /** About so many rows of output. */
  readonly rows: number;
  readonly input: Pick<Tensor, 'channels' | 'precision'>;
  readonly output: Pick<Tensor, 'channels' | 'precision'>;
  readonly weights: Precision;
  readonly residual: boolean;
  readonly normalised: boolean;
}

export function kernelOf(form: ConvForm, choose: TileChoice): Kernel {
  const stored = ({ channels, precision }: Pick<Tensor, 'channels' | 'precision'>) => {
    const tensor = { rows: form.rows, channels, precision: channels % 4 === 0 ? precision : 'f32' } as const;
    return storedView(whole(tensor));
  };
  const [input, output] = [stored(form.input), stored(form.output)];
  const tile = choose({ rows: form.rows, inFours: input.fours, outFours: output.fours });
  return convKernel(tile, {
    ...inputForm(input.form),
    ...outputForm(output.form),
    WEIGHTS: stored({ channels: form.output.channels, precision: form.weights }).form,
    RESIDUAL: residualForm(form.residual ? output : undefined),
    NORMALISED: Number(form.normalised),
  });
}

interface Span {
  readonly rows: number;
  readonly count: DeviceCount | undefined;
  readonly group: Group;
  readonly step: ConvStep;
  readonly outFours: number;
}

/** Cuts a group into ranges of tiles, so that no dispatch takes long enough to make a page stutter or a driver suspicious. */
function dispatchTiles(
  memory: GpuMemory,
  kernel: Kernel,
  tile: ConvTile,
  buffers: readonly GPUBuffer[],
  params: readonly number[],
  { rows, count, group, step, outFours }: Span,
): void {
  const { recorder, context } = memory;
  const size = tileSize(tile);
  const columns = Math.ceil(outFours / size.fours);
  const { input, output, map, weights } = step;
  const perRow = (group ? group.offsets.length * EXPECTED_FILL : 1) * input.channels * output.channels;
  const tiles = Math.ceil(rows / size.rows);
  const most = Math.min(
    context.limits.maxComputeWorkgroupsPerDimension,
    Math.max(1, Math.floor(recorder.maxDispatchWork / (perRow * size.rows))),
  );
  const ranges = Math.ceil(tiles / most);
  const each = Math.ceil(tiles / ranges);
  for (let first = 0; first < tiles; first += each) {
    const workgroups = Math.min(each, tiles - first);
    const extent: Extent = count
      ? { count, most: rows, perWorkgroup: size.rows, first, workgroups, columns }
      : { workgroups: [workgroups, columns] };
    const share = Math.min(rows, workgroups * size.rows);
    const bytes = storedBytes(input) * share + storedBytes(output) * share + weights.rows * weights.channels * 2;
    const note: DispatchNote = {
      label: `conv ${map?.offsets ?? 1}: ${input.channels} → ${output.channels}`,
      bytes,
      work: perRow * share,
      ...(!group && { flops: 2 * perRow * share, executedFlops: 2 * perRow * share }),
    };
    recorder.dispatch(kernel, buffers, [first, ...params], extent, note);
  }
}

function storedBytes({ tensor, channels }: ConvStep['input']): number {
  return tensor.precision === 'f16' ? channels * 2 : channels * 4;
}

/** Kernel offsets of a group, a byte each, 32 of them. */
function offsetIds(offsets: readonly number[]): readonly number[] {
  const bytes = new Uint8Array(32);
  bytes.set(offsets);
  return [...new Uint32Array(bytes.buffer)];
}

function computeScales(
  { recorder }: GpuMemory,
  { storage, rows, offsets, count }: GpuTable & { storage: GPUBuffer },
  normaliser: GPUBuffer,
  scales: GPUBuffer,
): void {
  const extent = count ? { count, most: rows } : rows;
  recorder.dispatch(KERNELS.neighbourScales, [storage, normaliser, scales], [rows, offsets], extent);
}
