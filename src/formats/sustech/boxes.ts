import type { ByteSource, Vec3 } from '../../core/index.ts';
import { badJson, member, readJson, vectorOf } from '../read-json.ts';

/** One object of a SUSTechPOINTS label file, in the lidar's frame. Metres, radians. */
export interface SustechBox {
  readonly type: string;
  readonly id: string | undefined;
  readonly center: Vec3;
  /** Full extent, x = length. */
  readonly size: Vec3;
  /** Rotation Rx·Ry·Rz. */
  readonly rotationRad: Vec3;
}

const FORMAT = 'sustech-boxes';
const AXES = ['x', 'y', 'z'] as const;

/** `[{psr, obj_type, obj_id}]`, bare or under `objs`. @throws FormatError FORMAT_FIELD, FORMAT_TRUNCATED */
export async function readSustechBoxes(source: ByteSource): Promise<SustechBox[]> {
  const parsed = await readJson(source, FORMAT);
  const list = Array.isArray(parsed) ? parsed : (member(parsed, 'objs') ?? member(parsed, 'objects'));
  if (!Array.isArray(list)) throw badJson(source, FORMAT, 'psr', 'Drop the label file of this frame.');
  return list.map((entry: unknown, i): SustechBox => {
    const psr = member(entry, 'psr');
    const [center, size, rotationRad] = ['position', 'scale', 'rotation'].map((name) => vectorOf(psr, name, AXES));
    const type = member(entry, 'obj_type');
    if (!center || !size || !rotationRad || typeof type !== 'string') {
      throw badJson(source, FORMAT, `psr of object ${i}`, 'Save the labels again.');
    }
    const id = member(entry, 'obj_id');
    return { type, id: id === undefined || id === null ? undefined : String(id), center, size, rotationRad };
  });
}
