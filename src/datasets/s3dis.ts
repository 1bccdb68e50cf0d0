import { type Attribute, type ByteSource, FormatError, type PointCloud, type TypedArray } from '../core/index.ts';
import { readCloudAs } from '../formats/index.ts';
import type { CloudFile, FileSet } from './file-set.ts';
import { mapClasses } from './labels/class-map.ts';
import { S3DIS } from './labels/indoor.ts';
import type { FrameLoader, FramePlan, ScenePlan } from './scene-set.ts';

const ANNOTATION = /^(.*?)([^/]+)\/Annotations\/([A-Za-z]+)_\d+\.txt$/i;

/** S3DIS v1.2: `Area_n/<room>/Annotations/<class>_k.txt`, each object of a room in its own file; together they are the room. */
export function planS3dis(files: FileSet): ScenePlan | undefined {
  const rooms = new Map<string, CloudFile[]>();
  for (const cloud of files.clouds) {
    const match = ANNOTATION.exec(cloud.source.path);
    if (!match) continue;
    const room = `${match[1]}${match[2]}`;
    rooms.set(room, [...(rooms.get(room) ?? []), cloud]);
  }
  if (rooms.size === 0) return undefined;
  const used = new Set<ByteSource>();
  const clouds: ByteSource[] = [];
  const frames = [...rooms].map(([room, objects]): FramePlan => {
    const name = room.split('/').at(-1)!;
    // The room's own file repeats the objects' points, in another order.
    for (const source of files.named(/\.txt$/i)) if (source.path === `${room}/${name}.txt`) used.add(source);
    for (const { source } of objects) {
      used.add(source);
      clouds.push(source);
    }
    return { name, load: roomLoader(name, objects) };
  });
  return { dataset: 's3dis', frames, clouds, used };
}

function roomLoader(name: string, objects: readonly CloudFile[]): FrameLoader {
  return async (options) => {
    const ids = new Map(S3DIS.classes.map((entry) => [entry.name, entry.id]));
    const parts: PointCloud[] = [];
    const classes: number[] = [];
    const unknown = new Set<string>();
    for (const { source, format } of objects) {
      const { cloud } = await readCloudAs(format, source, { signal: options.signal });
      const word = ANNOTATION.exec(source.path)![3]!.toLowerCase();
      // The benchmark counts stairs, and any other name, as clutter.
      if (!ids.has(word)) unknown.add(word);
      parts.push(cloud);
      classes.push(ids.get(word) ?? ids.get('clutter')!);
      options.onProgress?.({ stage: 'reading', done: parts.length, total: objects.length });
    }
    if (unknown.size > 0) {
      options.diagnostics.info('S3DIS_CLUTTER', `Read as clutter: ${[...unknown].join(', ')}`, unknown.size);
    }
    const cloud = joinClouds(name, parts);
    const sourceIds = new Int16Array(cloud.count);
    const instance = new Uint32Array(cloud.count);
    let at = 0;
    parts.forEach(({ count }, i) => {
      sourceIds.fill(classes[i]!, at, at + count);
      instance.fill(i + 1, at, at + count);
      at += count;
    });
    const truth = {
      labelSet: S3DIS.labelSet,
      semantic: mapClasses(S3DIS, sourceIds, options.diagnostics),
      instance,
      source: { scheme: S3DIS.from, ids: sourceIds },
      boxes: [],
    };
    return { cloud, dataset: 's3dis', domain: 'indoor', truth };
  };
}

/** Clouds one after the other relative to the first one's origin; attributes that every one has. */
export function joinClouds(name: string, parts: readonly PointCloud[]): PointCloud {
  const [first] = parts;
  if (!first) throw new FormatError('FORMAT_EMPTY', `"${name}" has nothing to show: no part of it holds points.`);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const positions = new Float32Array(count * 3);
  const attributes = first.attributes
    .filter((own) => parts.every((part) => sameColumn(part.attributes, own) !== undefined))
    .map(
      (own): Attribute => ({
        ...own,
        values: new (own.values.constructor as new (n: number) => TypedArray)(count * own.components),
      }),
    );
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.count * 3; i++) {
      positions[at * 3 + i] = part.positions[i]! + (part.origin[i % 3]! - first.origin[i % 3]!);
    }
    for (const attribute of attributes) {
      attribute.values.set(sameColumn(part.attributes, attribute)!.values, at * attribute.components);
    }
    at += part.count;
  }
  return { name, format: first.format, count, origin: first.origin, positions, attributes };
}

function sameColumn(attributes: readonly Attribute[], own: Attribute): Attribute | undefined {
  return attributes.find(({ name, components }) => name === own.name && components === own.components);
}
