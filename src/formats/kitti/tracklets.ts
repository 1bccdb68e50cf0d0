import { type ByteSource, FormatError } from '../../core/index.ts';
import { child, parseXml, type XmlElement, XmlError } from '../e57/xml.ts';
import { readText } from '../read-exact.ts';

const FORMAT = 'kitti-tracklets';
/** A long drive takes a few megabytes. */
const MAX_BYTES = 64 << 20;

/** An object of a KITTI raw drive in one frame, in the velodyne frame. Metres, radians. */
export interface KittiTrackletBox {
  /** Car, Van, Truck, Pedestrian, Person (sitting), Cyclist, Tram or Misc. */
  readonly type: string;
  /** Number of its track in the file. */
  readonly track: number;
  /** Middle of the box's bottom face. */
  readonly bottomCenter: readonly [number, number, number];
  readonly heightM: number;
  readonly widthM: number;
  readonly lengthM: number;
  /** About +z, 0 = length along +x. */
  readonly yawRad: number;
}

/**
 * `tracklet_labels.xml` of a raw drive: the boxes of each frame, by its number. Poses of a track stand for consecutive frames from its
 * first one on.
 * @throws FormatError FORMAT_FIELD, FORMAT_TRUNCATED, FORMAT_EMPTY
 */
export async function readKittiTracklets(
  source: ByteSource,
): Promise<ReadonlyMap<number, readonly KittiTrackletBox[]>> {
  if (source.size > MAX_BYTES)
    throw bad(source, 'size', `is too large for the tracks of a drive (${source.size} bytes)`);
  // Boost writes a document type without content; any other is refused by the reader.
  const text = (await readText(source, FORMAT)).replace(/<!DOCTYPE\s+\w+\s*>/, '');
  const tracks = child(rootOf(source, text), 'tracklets');
  if (!tracks) throw bad(source, 'tracklets', 'holds no tracklets');
  const frames = new Map<number, KittiTrackletBox[]>();
  items(tracks).forEach((track, index) => {
    const number = (name: string) => numberOf(source, track, name);
    const [heightM, widthM, lengthM, first] = [number('h'), number('w'), number('l'), number('first_frame')];
    const type = child(track, 'objectType')?.text.trim() ?? '';
    items(child(track, 'poses')).forEach((pose, at) => {
      const of = (name: string) => numberOf(source, pose, name);
      const box: KittiTrackletBox = {
        type,
        track: index,
        bottomCenter: [of('tx'), of('ty'), of('tz')],
        heightM,
        widthM,
        lengthM,
        yawRad: of('rz'),
      };
      const frame = frames.get(first + at);
      if (frame) frame.push(box);
      else frames.set(first + at, [box]);
    });
  });
  return frames;
}

function rootOf(source: ByteSource, text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    throw bad(source, `character ${cause.at}`, `is no XML that is read here: ${cause.message}`, cause);
  }
}

function items(list: XmlElement | undefined): readonly XmlElement[] {
  return list?.children.filter(({ name }) => name === 'item') ?? [];
}

function numberOf(source: ByteSource, element: XmlElement, name: string): number {
  const text = child(element, name)?.text.trim();
  const value = text ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw bad(source, name, `has an object without a number <${name}>`);
}

function bad(source: ByteSource, field: string, why: string, cause?: unknown): FormatError {
  const message = `"${source.name}" ${why}. Copy the tracklet labels of this drive again.`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format: FORMAT, field }, cause);
}
