import { type GroundTruth, IGNORE_LABEL, labelSet, type PointCloud, scalarTypeOf, type Vec3 } from '../core/index.ts';

export interface AttributeReport {
  readonly name: string;
  readonly type: string;
  readonly components: number;
  readonly min: number | null;
  readonly max: number | null;
}

export interface BoxReport {
  readonly class: string;
  readonly center: Vec3;
  readonly size: Vec3;
  readonly yaw: number;
}

/** Smallest and largest finite value; null for a column without any. */
function valueRange(values: ArrayLike<number>): { min: number | null; max: number | null } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min && value > Number.NEGATIVE_INFINITY) min = value;
    if (value > max && value < Number.POSITIVE_INFINITY) max = value;
  }
  return min <= max ? { min, max } : { min: null, max: null };
}

/** True coordinates of the corners: origin + positions. Null without points. */
export function trueBounds(cloud: PointCloud): { min: number[]; max: number[] } | null {
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < cloud.count * 3; i++) {
    const axis = i % 3;
    const value = cloud.positions[i] as number;
    if (value < (min[axis] as number)) min[axis] = value;
    if (value > (max[axis] as number)) max[axis] = value;
  }
  if (!((min[0] as number) <= (max[0] as number))) return null;
  const withOrigin = (corner: number[]): number[] =>
    corner.map((value, axis) => value + (cloud.origin[axis] as number));
  return { min: withOrigin(min), max: withOrigin(max) };
}

export function describeAttributes(cloud: PointCloud): AttributeReport[] {
  return cloud.attributes.map(({ name, components, values }) => ({
    name,
    type: scalarTypeOf(values),
    components,
    ...valueRange(values),
  }));
}

/** A box with its centre in true coordinates. */
export function describeBox(
  className: string,
  box: { readonly center: Vec3; readonly size: Vec3; readonly yaw: number },
  origin: Vec3,
): BoxReport {
  const [x, y, z] = box.center;
  return { class: className, center: [x + origin[0], y + origin[1], z + origin[2]], size: box.size, yaw: box.yaw };
}

/** Points by class name, in label order; classes without points are left out. */
export function countClasses(semantic: ArrayLike<number>, labelSetName: string): Record<string, number> {
  const { classes } = labelSet(labelSetName);
  const counts = new Array<number>(classes.length).fill(0);
  for (let i = 0; i < semantic.length; i++) {
    const label = semantic[i] as number;
    if (label !== IGNORE_LABEL) counts[label] = (counts[label] ?? 0) + 1;
  }
  return Object.fromEntries(
    classes.flatMap(({ name }, index) => ((counts[index] ?? 0) > 0 ? [[name, counts[index] ?? 0]] : [])),
  );
}

/** Distinct instances; 0 is none. */
export function countInstances(truth: GroundTruth | undefined): number {
  const ids = new Set(truth?.instance ?? []);
  ids.delete(0);
  return ids.size;
}
