import { type Attribute, FormatError, type StageOptions, type TypedArray } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import { Coordinates } from '../coordinates.ts';
import { type DecodedCloud, keepRows } from '../decoded-cloud.ts';
import type { Matrix } from './matrix.ts';

/** Per point; −1 where a point carries no label. */
export interface WaymoSegmentation {
  readonly semantic: Int16Array;
  readonly instance: Int32Array;
}

/** What is known of a frame besides its points. */
export interface FrameFacts {
  readonly file: string;
  readonly format: string;
  readonly frame: number;
  readonly labels: number;
  readonly lasers: number;
}

/** More room than this over the points is given back. */
const MOST_SLACK = 1.1;

function emptyColumns(capacity: number) {
  return {
    /** float32 [capacity × 3], metres, vehicle frame of the frame's pose: the car is at zero, so that no double is needed. */
    positions: new Float32Array(capacity * 3),
    intensity: new Float32Array(capacity),
    elongation: new Float32Array(capacity),
    laser: new Uint8Array(capacity),
    return: new Uint8Array(capacity),
    /** 1 inside a no-label zone. */
    noLabelZone: new Uint8Array(capacity),
    row: new Uint16Array(capacity),
    column: new Uint16Array(capacity),
  };
}

/** The points of a frame, one return of one laser after the other, in the memory that the cloud keeps. */
export class FramePoints {
  /** Points so far; who projects an image writes behind them. */
  count = 0;
  private capacity = 0;
  private held = emptyColumns(0);
  private segmentation: WaymoSegmentation | undefined;

  get columns(): ReturnType<typeof emptyColumns> {
    return this.held;
  }

  /** Makes room for points of an image that holds about this `share` of the frame's. */
  reserve(points: number, share: number): void {
    const needed = this.count + points;
    if (needed <= this.capacity) return;
    const guess = Math.ceil((points / Math.max(share, 0.01)) * 1.04);
    this.capacity = Math.max(needed, this.count === 0 ? guess : Math.ceil(needed * 1.1));
    const grown = emptyColumns(this.capacity);
    for (const name of Object.keys(grown) as (keyof typeof grown)[]) grown[name].set(this.held[name]);
    this.held = grown;
  }

  /** Labels of the points from `first` on: channel 0 is the instance, channel 1 the class (not the other way round). */
  label(first: number, width: number, { values }: Matrix<Int32Array>): void {
    const { row, column } = this.held;
    const { semantic, instance } = this.labelled();
    for (let i = first; i < this.count; i++) {
      const cell = (row[i]! * width + column[i]!) * 2;
      instance[i] = values[cell]!;
      semantic[i] = values[cell + 1]!;
    }
  }

  /** @throws FormatError FORMAT_EMPTY when there is no point */
  build(
    name: string,
    facts: FrameFacts,
    options: StageOptions,
  ): { readonly decoded: DecodedCloud; readonly segmentation?: WaymoSegmentation } {
    const { count } = this;
    if (count === 0) {
      const message = `Frame ${facts.frame} of "${facts.file}" has no points: ${facts.labels} boxes are labelled, but its ${facts.lasers} lidars are empty. Choose another frame, or a file with lidar data.`;
      throw new FormatError('FORMAT_EMPTY', message, { ...facts });
    }
    const { positions, ...scalars } = this.held;
    const coordinates = new Coordinates(facts.file, positions);
    coordinates.fillExact(count);
    const attributes = ['intensity', 'elongation', 'laser', 'return', 'noLabelZone', 'row', 'column'] as const;
    const decoded = buildCloud(
      {
        name,
        format: facts.format,
        coordinates,
        attributes: attributes.map((attribute): Attribute => {
          return { name: attribute, components: 1, values: this.cut(scalars[attribute]) };
        }),
      },
      options,
    );
    if (!this.segmentation) return { decoded };
    const { semantic, instance } = this.labelled();
    const { keptRows } = decoded;
    return {
      decoded,
      segmentation: {
        semantic: keepRows(semantic.subarray(0, count), keptRows),
        instance: keepRows(instance.subarray(0, count), keptRows),
      },
    };
  }

  private cut<T extends TypedArray>(values: T): T {
    const isTight = this.capacity <= this.count * MOST_SLACK;
    return (isTight ? values.subarray(0, this.count) : values.slice(0, this.count)) as T;
  }

  /** As long as the columns: grown with them, nothing is labelled beyond what was. */
  private labelled(): WaymoSegmentation {
    const { capacity, segmentation } = this;
    if (segmentation && segmentation.semantic.length >= this.count) return segmentation;
    const grown = { semantic: new Int16Array(capacity).fill(-1), instance: new Int32Array(capacity).fill(-1) };
    if (segmentation) {
      grown.semantic.set(segmentation.semantic);
      grown.instance.set(segmentation.instance);
    }
    this.segmentation = grown;
    return grown;
  }
}
