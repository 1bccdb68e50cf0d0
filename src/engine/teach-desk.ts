import { NO_ROW, UsageError } from '../core/index.ts';
import type { Ops, Tensor } from '../ops/index.ts';
import type { VoxelDescription } from '../pipeline/index.ts';
import {
  changeOfOdds,
  fitHead,
  growClick,
  joinFeatures,
  type Lesson,
  prepareLesson,
  principalColors,
  relabel,
  type Similar,
  similarVoxels,
  uploadFeatures,
} from '../teach/index.ts';
import type { Taught, TeachRequest, TeachSetup, VoxelBox } from './teach-protocol.ts';

interface Pupil {
  readonly described: VoxelDescription;
  readonly lesson: Lesson;
  readonly features: Tensor;
  /** What the model's own head says of them. */
  readonly before: Float32Array;
}

const SIMILAR_PLACES = 12;
/** Similar places nearer to each other than this many voxels are one. */
const APART_VOXELS = 12;

/** Teaches in the thread that it lives in: one scene at a time. */
export class TeachDesk {
  private readonly ops: Ops;
  private pupil: Pupil | undefined;

  constructor(ops: Ops) {
    this.ops = ops;
  }

  async prepare({ described, head }: TeachSetup): Promise<void> {
    if (this.pupil) this.ops.release(this.pupil.features);
    this.pupil = undefined;
    const read = { values: described.head, channels: described.headChannels };
    const backbone = { values: described.backbone, channels: described.backboneChannels };
    const features = joinFeatures(described.rows, described.headIsBackbone ? [read] : [read, backbone]);
    const lesson = prepareLesson(features, head);
    const uploaded = uploadFeatures(this.ops, features);
    this.pupil = { described, lesson, features: uploaded, before: await relabel(this.ops, uploaded, lesson.prior) };
  }

  async teach({ clicks, objects = [], classes, boldness }: TeachRequest): Promise<Taught> {
    const { lesson, described, features, before } = this.prepared();
    const startedMs = performance.now();
    const grown = clicks.map(({ row, classId }) => ({ rows: growClick(lesson, described, row), classId }));
    const examples = [...grown, ...objects];
    const { head, agreement } = fitHead(lesson, examples, { classes, boldness });
    const odds = await relabel(this.ops, features, head);
    const change = changeOfOdds(before, odds, described.rows);
    return { head, odds, change, agreement, elapsedMs: performance.now() - startedMs };
  }

  said(): Float32Array {
    return this.prepared().before.slice(); // an answer is handed over
  }

  regions(rows: readonly number[]): Uint32Array[] {
    const { lesson, described } = this.prepared();
    return rows.map((row) => growClick(lesson, described, row));
  }

  similar(row: number): Similar {
    const { lesson, described } = this.prepared();
    const apartM = APART_VOXELS * described.voxelSizeM;
    return similarVoxels(lesson, described.centers, row, { places: SIMILAR_PLACES, apartM });
  }

  principalColors(): Uint8Array {
    return principalColors(this.prepared().lesson);
  }

  voxelsOf(row: number): VoxelBox[] {
    const { pyramid, voxelSizeM, gridMin } = this.prepared().described;
    const boxes: VoxelBox[] = [];
    let at = row;
    for (const [level, { coords, parents }] of pyramid.entries()) {
      const rows = coords.length / 3;
      const sizeM = voxelSizeM * 2 ** level;
      const cell = [0, 1, 2].map((axis) => coords[axis * rows + at]!);
      const middle = (axis: number, value: number): number => gridMin[axis]! + (value + 0.5) * sizeM;
      const neighbours: number[] = [];
      for (let other = 0; other < rows; other++) {
        const there = [0, 1, 2].map((axis) => coords[axis * rows + other]!);
        const touches = other !== at && there.every((value, axis) => Math.abs(value - cell[axis]!) <= 1);
        if (touches) neighbours.push(...there.map((value, axis) => middle(axis, value)));
      }
      const center = cell.map((value, axis) => middle(axis, value)) as [number, number, number];
      boxes.push({ level, center, sizeM, neighbours: Float32Array.from(neighbours) });
      const parent = parents?.[at] ?? NO_ROW;
      if (parent === NO_ROW) break;
      at = parent;
    }
    return boxes;
  }

  private prepared(): Pupil {
    if (!this.pupil) throw new UsageError('USAGE', 'there is no scene to teach on', {});
    return this.pupil;
  }
}
