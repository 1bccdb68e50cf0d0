import type { ByteSource } from '../core/index.ts';
import type { PartFormat, Sniffed } from './sniffed.ts';

const EDGE_BYTES = 4096;

/** Keys that only one kind of annotation has, in the order in which they are asked for. */
const KINDS: readonly (readonly [PartFormat, (keys: (name: string) => boolean, name: string) => boolean])[] = [
  ['coco', (has) => has('images') && has('categories') && has('label_set')],
  ['scannet-segs', (has) => has('segIndices')],
  ['3rscan-groups', (has, name) => has('segGroups') && (has('obb') || /^semseg/i.test(name))],
  ['scannet-aggregation', (has) => has('segGroups')],
  ['sustech-boxes', (has) => has('psr')],
  ['labelcloud-boxes', (has) => has('objects') && (has('centroid') || has('vertices'))],
  ['labelcloud-classes', (has, name) => has('classes') && (has('created_with') || name === '_classes.json')],
  ['mmdet3d-infos', (has) => has('data_list')],
  ['nuscenes-table', (has, name) => has('token') && NUSCENES_TABLES.test(name)],
];

const NUSCENES_TABLES =
  /^(sample|sample_data|sample_annotation|ego_pose|calibrated_sensor|sensor|instance|category|lidarseg|scene|log|map|attribute|visibility|panoptic)\.json$/;

/** Which annotation a JSON file is, by its keys. Those of a big file may come late: both ends are looked at. */
export async function sniffJson(source: ByteSource, head: string): Promise<Sniffed> {
  const tail = new TextDecoder().decode(await source.read(Math.max(0, source.size - EDGE_BYTES), source.size));
  const has = (key: string) => head.includes(`"${key}"`) || tail.includes(`"${key}"`);
  const name = source.name.toLowerCase();
  for (const [format, matches] of KINDS) if (matches(has, name)) return { kind: 'part', format };
  return { kind: 'known', file: { name: 'a JSON file', advice: 'Drop it together with the cloud it belongs to.' } };
}
