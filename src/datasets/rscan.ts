import { type ByteSource, findAttribute, SCANNET20, type TruthBox } from '../core/index.ts';
import { readPly } from '../formats/index.ts';
import type { FileSet } from './file-set.ts';
import { mapClasses } from './labels/class-map.ts';
import { NYU40 } from './labels/scannet.ts';
import { instanceBoxes } from './scannet-align.ts';
import type { FrameLoader, FramePlan, ScenePlan } from './scene-set.ts';

const LABELS_MESH = /^labels\.instances\.annotated(\.v2)?\.ply$/i;
/** Instance ids of a room stay far below; a larger one is damage. */
const MAX_OBJECT = 65535;

/** 3RScan (RIO): `<scan>/labels.instances.annotated.v2.ply` with object and NYU40 class of every vertex. */
export function planRscan(files: FileSet): ScenePlan | undefined {
  const meshes = files.clouds.filter(({ source, format }) => format === 'ply' && LABELS_MESH.test(source.name));
  if (meshes.length === 0) return undefined;
  const sources = meshes.map(({ source }) => source);
  // The textured mesh has the same vertices without colours of their own; the groups say again what the columns say.
  const beside = [...files.named(/(^|\/)mesh\.refined[^/]*\.obj$/i), ...files.parts('3rscan-groups')];
  const segments = files.parts('scannet-segs').filter(({ name }) => /^mesh\.refined/i.test(name));
  const frames = sources.map((source): FramePlan => {
    const scan = source.path.split('/').at(-2) ?? source.name;
    return { name: scan, load: rscanLoader(source) };
  });
  return {
    dataset: '3rscan',
    frames,
    clouds: sources,
    used: new Set<ByteSource>([...sources, ...beside, ...segments]),
  };
}

function rscanLoader(source: ByteSource): FrameLoader {
  return async (options) => {
    const { cloud: mesh } = await readPly(source, options);
    const column = (name: string) => findAttribute(mesh, name)?.values;
    const [objects, classes] = [column('objectId'), column('NYU40')];
    options.diagnostics.warn('RSCAN_PALETTE', 'The mesh’s colours are the label palette and were left out');
    const attributes = mesh.attributes.filter(({ name }) => !['rgb', 'alpha', 'objectId', 'NYU40'].includes(name));
    const cloud = { ...mesh, attributes };
    const base = { cloud, dataset: '3rscan', domain: 'indoor' as const };
    if (!objects) return base;
    const instance = Uint32Array.from(objects, (id) => (id > 0 && id <= MAX_OBJECT ? id : 0));
    const semantic = classes && mapClasses(NYU40, classes, options.diagnostics);
    const boxes = semantic ? boxesOf(cloud, instance, semantic) : [];
    const source40 = classes && { scheme: NYU40.from, ids: Int16Array.from(classes) };
    const truth = {
      labelSet: SCANNET20.name,
      instance,
      boxes,
      ...(semantic ? { semantic } : {}),
      ...(source40 ? { source: source40 } : {}),
    };
    return { ...base, truth };
  };
}

/** Bounds of each object's vertices along the scan's axes, with the class of its first labelled vertex. */
function boxesOf(cloud: Parameters<typeof instanceBoxes>[0], instance: Uint32Array, semantic: Int16Array): TruthBox[] {
  const count = instance.reduce((most, id) => Math.max(most, id), 0);
  const classOf = new Map<number, number>();
  for (let i = 0; i < instance.length; i++) {
    if (semantic[i]! >= 0 && !classOf.has(instance[i]!)) classOf.set(instance[i]!, semantic[i]!);
  }
  return instanceBoxes(cloud, instance, count).flatMap((found, index): TruthBox[] => {
    const entry = SCANNET20.classes[classOf.get(index + 1) ?? -1];
    if (!found || !entry?.thing) return [];
    return [{ ...found.box, className: entry.name, id: String(index + 1), points: found.points }];
  });
}
