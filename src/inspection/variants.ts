import { type Attribute, type PointCloud, Rng, type TypedArray } from '../core/index.ts';

/** The same place seen in another way: a network that understands it says the same. */
export interface Variant {
  readonly name: string;
  readonly cloud: PointCloud;
  /** Row of each of its points in the cloud that it was made of; −1 for one that is not there. */
  readonly rows: Int32Array;
}

const KEPT_SHARE = 0.6;
const HALF_TURN_PARTS = [0.25, 0.61] as const;

/** How a cloud is looked at again: turned, thinned, and cut into voxels elsewhere. Made one at a time, since each is a whole cloud. */
export function variantsOf(cloud: PointCloud, voxelSizeM: number, seed = 7): readonly (() => Variant)[] {
  const all = () => Int32Array.from({ length: cloud.count }, (_, row) => row);
  return [
    ...HALF_TURN_PARTS.map((part) => () => {
      const rows = all();
      return { name: `turned by ${Math.round(part * 180)}°`, cloud: turned(cloud, part * Math.PI), rows };
    }),
    () => {
      const rng = new Rng(seed);
      const rows = all().filter(() => rng.chance(KEPT_SHARE));
      return { name: 'with fewer points', cloud: pickRows(cloud, rows), rows };
    },
    () => {
      // Voxels begin at the lowest corner: a point half a voxel below it shifts them all.
      const low = [0, 1, 2].map((axis) => lowest(cloud.positions, axis) - voxelSizeM / 2);
      const rows = Int32Array.from({ length: cloud.count + 1 }, (_, row) => (row < cloud.count ? row : -1));
      const shifted = pickRows(cloud, rows);
      shifted.positions.set(low, 3 * cloud.count);
      return { name: 'in other voxels', cloud: shifted, rows };
    },
  ];
}

/** The cloud without the points that the mask has. */
export function without(cloud: PointCloud, mask: Uint8Array): Variant {
  const rows = Int32Array.from({ length: cloud.count }, (_, row) => row).filter((row) => mask[row] === 0);
  return { name: 'without a part', cloud: pickRows(cloud, rows), rows };
}

/** A cloud of these rows; for −1 the first point stands in. */
export function pickRows(cloud: PointCloud, rows: Int32Array): PointCloud {
  const column = <T extends TypedArray>(values: T, components: number): T => {
    const picked = new (values.constructor as new (length: number) => T)(rows.length * components);
    for (let i = 0; i < rows.length; i++) {
      const from = Math.max(0, rows[i]!) * components;
      for (let c = 0; c < components; c++) picked[i * components + c] = values[from + c]!;
    }
    return picked;
  };
  const attributes = cloud.attributes.map(
    (attribute): Attribute => ({ ...attribute, values: column(attribute.values, attribute.components) }),
  );
  return { ...cloud, count: rows.length, positions: column(cloud.positions, 3), attributes };
}

function turned(cloud: PointCloud, angleRad: number): PointCloud {
  const [cos, sin] = [Math.cos(angleRad), Math.sin(angleRad)];
  const turn = (values: TypedArray): Float32Array => {
    const out = new Float32Array(values.length);
    for (let at = 0; at < values.length; at += 3) {
      out[at] = cos * values[at]! - sin * values[at + 1]!;
      out[at + 1] = sin * values[at]! + cos * values[at + 1]!;
      out[at + 2] = values[at + 2]!;
    }
    return out;
  };
  const attributes = cloud.attributes.map((attribute) =>
    attribute.name === 'normal' ? { ...attribute, values: turn(attribute.values) } : attribute,
  );
  return { ...cloud, positions: turn(cloud.positions), attributes };
}

function lowest(positions: Float32Array, axis: number): number {
  let low = Number.POSITIVE_INFINITY;
  for (let at = axis; at < positions.length; at += 3) low = Math.min(low, positions[at]!);
  return low;
}
