/** A labelled piece of a scene. Columns as in `PointCloud`. */
export interface Crop {
  readonly count: number;
  readonly positions: Float32Array;
  readonly heights: Float32Array;
  readonly semantic: Int16Array;
  /** 0 = none, else 1-based into `boxes`. */
  readonly instance: Uint32Array;
  /** What the network is fed with beside shape, float32 [points × channels]; empty where that is nothing. */
  readonly looks: Float32Array;
  readonly boxes: readonly CropBox[];
}

export interface CropBox {
  /** Class index in the label set; IGNORE_LABEL when this instance has no box. */
  readonly classId: number;
  readonly center: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  readonly yaw: number;
}

/** The points at `rows`, in that order; boxes stay. */
export function pickPoints(crop: Crop, rows: Uint32Array): Crop {
  const count = rows.length;
  // A loop of its own for each type of array: one for all of them takes three times as long.
  const positions = new Float32Array(3 * count);
  const heights = new Float32Array(count);
  const semantic = new Int16Array(count);
  const instance = new Uint32Array(count);
  const width = crop.looks.length / Math.max(1, crop.count);
  const looks = new Float32Array(count * width);
  for (let at = 0; at < count; at++) {
    const row = rows[at]!;
    for (let c = 0; c < width; c++) looks[at * width + c] = crop.looks[row * width + c]!;
    positions[3 * at] = crop.positions[3 * row]!;
    positions[3 * at + 1] = crop.positions[3 * row + 1]!;
    positions[3 * at + 2] = crop.positions[3 * row + 2]!;
    heights[at] = crop.heights[row]!;
    semantic[at] = crop.semantic[row]!;
    instance[at] = crop.instance[row]!;
  }
  return { count, positions, heights, semantic, instance, looks, boxes: crop.boxes };
}

/** The points for which `keep` holds. */
export function filterPoints(crop: Crop, keep: (row: number) => boolean): Crop {
  const rows = new Uint32Array(crop.count);
  let kept = 0;
  for (let row = 0; row < crop.count; row++) if (keep(row)) rows[kept++] = row;
  return kept === crop.count ? crop : pickPoints(crop, rows.subarray(0, kept));
}

/** All points and boxes of several crops; instances are renumbered so that each keeps its own box. */
export function joinCrops(crops: readonly Crop[]): Crop {
  if (crops.length === 1) return crops[0]!;
  const count = crops.reduce((sum, crop) => sum + crop.count, 0);
  const out = {
    count,
    positions: new Float32Array(3 * count),
    heights: new Float32Array(count),
    semantic: new Int16Array(count),
    instance: new Uint32Array(count),
    looks: new Float32Array(crops.reduce((sum, { looks }) => sum + looks.length, 0)),
    boxes: crops.flatMap(({ boxes }) => boxes),
  };
  let [at, before, looked] = [0, 0, 0];
  for (const crop of crops) {
    out.positions.set(crop.positions, 3 * at);
    out.heights.set(crop.heights, at);
    out.semantic.set(crop.semantic, at);
    for (let i = 0; i < crop.count; i++) {
      const id = crop.instance[i]!;
      out.instance[at + i] = id > 0 && id <= crop.boxes.length ? id + before : 0;
    }
    out.looks.set(crop.looks, looked);
    looked += crop.looks.length;
    at += crop.count;
    before += crop.boxes.length;
  }
  return out;
}
