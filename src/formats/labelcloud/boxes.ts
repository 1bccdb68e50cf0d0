import type { ByteSource, Vec3 } from '../../core/index.ts';
import { asNumbers, badJson, member, readJson, vectorOf } from '../read-json.ts';

/** One object of a labelCloud file, in the cloud's frame. */
export interface LabelCloudBox {
  readonly name: string;
  readonly center: Vec3;
  /** Length along x, width along y, height along z. */
  readonly size: Vec3;
  /** Rz·Ry·Rx, as stored: degrees or radians, see `isDegrees`. */
  readonly rotation: Vec3;
}

export interface LabelCloudBoxes {
  /** Name of the cloud that they belong to. */
  readonly cloudName: string | undefined;
  readonly boxes: readonly LabelCloudBox[];
  /** The file does not say its unit of angles: degrees when one is beyond a full turn in radians. */
  readonly isDegrees: boolean;
}

const FORMAT = 'labelcloud-boxes';

/** `{objects: [{name, centroid, dimensions, rotations}]}` or with eight `vertices`. @throws FormatError */
export async function readLabelCloudBoxes(source: ByteSource): Promise<LabelCloudBoxes> {
  const parsed = await readJson(source, FORMAT);
  const objects = member(parsed, 'objects');
  if (!Array.isArray(objects)) throw badJson(source, FORMAT, 'objects', 'Drop the label file of this cloud.');
  const boxes = objects.map((entry: unknown, i): LabelCloudBox => {
    const name = member(entry, 'name');
    const box = fromCentroid(entry) ?? fromVertices(member(entry, 'vertices'));
    if (typeof name !== 'string' || !box) throw badJson(source, FORMAT, `object ${i}`, 'Save the labels again.');
    return { name, ...box };
  });
  const cloudName = member(parsed, 'filename');
  return {
    cloudName: typeof cloudName === 'string' ? cloudName : undefined,
    boxes,
    isDegrees: boxes.some(({ rotation }) => rotation.some((angle) => Math.abs(angle) > 2 * Math.PI)),
  };
}

function fromCentroid(entry: unknown): Omit<LabelCloudBox, 'name'> | undefined {
  const center = vectorOf(entry, 'centroid', ['x', 'y', 'z']);
  const size = vectorOf(entry, 'dimensions', ['length', 'width', 'height']);
  const rotation = vectorOf(entry, 'rotations', ['x', 'y', 'z']);
  return center && size && rotation ? { center, size, rotation } : undefined;
}

/** Corners back-left, front-left, front-right, back-right below, then above: length is back to front, width right to left. */
function fromVertices(vertices: unknown): Omit<LabelCloudBox, 'name'> | undefined {
  if (!Array.isArray(vertices) || vertices.length !== 8) return undefined;
  const corners = vertices.map((corner: unknown) => asNumbers(corner, 3));
  if (!corners.every((corner) => corner !== undefined)) return undefined;
  const edge = (a: number, b: number) => corners[b]!.map((value, k) => value - corners[a]![k]!);
  const length = edge(0, 1);
  const center = [0, 1, 2].map((k) => corners.reduce((sum, corner) => sum + corner[k]! / 8, 0));
  const size = [Math.hypot(...length), Math.hypot(...edge(1, 2)), Math.hypot(...edge(0, 4))];
  const yaw = Math.atan2(length[1]!, length[0]!);
  return { center: center as unknown as Vec3, size: size as unknown as Vec3, rotation: [0, 0, yaw] };
}

export interface LabelCloudClasses {
  readonly names: ReadonlyMap<number, string>;
  /** `centroid_abs` means degrees, `centroid_rel` radians. */
  readonly format: string | undefined;
}

/** `_classes.json`. @throws FormatError */
export async function readLabelCloudClasses(source: ByteSource): Promise<LabelCloudClasses> {
  const format = 'labelcloud-classes';
  const parsed = await readJson(source, format);
  const classes = member(parsed, 'classes');
  if (!Array.isArray(classes)) throw badJson(source, format, 'classes', 'Drop the _classes.json of the project.');
  const names = new Map<number, string>();
  for (const entry of classes as unknown[]) {
    const [id, name] = [member(entry, 'id'), member(entry, 'name')];
    if (typeof id === 'number' && typeof name === 'string') names.set(id, name);
  }
  const stated = member(parsed, 'format');
  return { names, format: typeof stated === 'string' ? stated : undefined };
}
