import { type ByteSource, findAttribute, IGNORE_LABEL, SCANNET20, type TruthBox } from '../core/index.ts';
import {
  type DecodedCloud,
  keepRows,
  readAxisAlignment,
  readPly,
  readScannetCategories,
  readScannetGroups,
  readScannetSegments,
} from '../formats/index.ts';
import { requireSameCount } from './point-labels.ts';
import { alignCloud, instanceBoxes } from './scannet-align.ts';
import { groupClasses, type ScannetAnnotation, scannetClasses } from './scannet-classes.ts';
import type { FrameLoader, LoadOptions } from './scene-set.ts';

/** The files of one ScanNet scan; at least one of the two meshes is there. */
export interface ScannetFiles {
  readonly id: string;
  readonly mesh: ByteSource | undefined;
  readonly labelsMesh: ByteSource | undefined;
  readonly segments: ByteSource | undefined;
  readonly aggregation: ByteSource | undefined;
  readonly meta: ByteSource | undefined;
  readonly tables: readonly ByteSource[];
}

/** A ScanNet scan: classes in scannet20, instances of every annotated object (objectId + 1), boxes of the things. */
export function scannetLoader(files: ScannetFiles): FrameLoader {
  return async (options) => {
    const { decoded, annotation } = await readAnnotation(files, options);
    const alignment = await readAlignment(files, options);
    const isApplied = options.applyAxisAlignment === true && alignment !== undefined;
    const cloud = isApplied ? alignCloud(decoded.cloud, alignment) : decoded.cloud;
    const base = { cloud, dataset: 'scannet', domain: 'indoor' as const };

    const { groupOfVertex, groups } = annotation;
    const classes = scannetClasses(annotation, decoded.sourceCount, options.diagnostics);
    const semantic = classes && keepRows(classes, decoded.keptRows);
    if (!groupOfVertex) return semantic ? { ...base, truth: { labelSet: SCANNET20.name, semantic, boxes: [] } } : base;

    const instanceOfVertex = Uint32Array.from(groupOfVertex, (g) => (g < 0 ? 0 : groups[g]!.objectId + 1));
    const instance = keepRows(instanceOfVertex, decoded.keptRows);
    const instanceCount = groups.reduce((most, group) => Math.max(most, group.objectId + 1), 0);
    const bounds = instanceBoxes(cloud, instance, instanceCount, isApplied ? undefined : alignment);
    const boxes: TruthBox[] = [];
    const classOfGroup = groupClasses(annotation);
    const boxed = new Set<number>();
    groups.forEach(({ objectId }, g) => {
      const found = bounds[objectId];
      const entry = classOfGroup[g] === IGNORE_LABEL ? undefined : SCANNET20.classes[classOfGroup[g]!];
      // An object may be listed twice: one box.
      if (!entry?.thing || !found || boxed.has(objectId)) return;
      boxed.add(objectId);
      boxes.push({ ...found.box, className: entry.name, id: String(objectId), points: found.points });
    });
    return { ...base, truth: { labelSet: SCANNET20.name, ...(semantic ? { semantic } : {}), instance, boxes } };
  };
}

async function readAnnotation(
  files: ScannetFiles,
  options: LoadOptions,
): Promise<{ decoded: DecodedCloud; annotation: ScannetAnnotation }> {
  const labels = files.labelsMesh ? await readPly(files.labelsMesh, options) : undefined;
  const decoded = files.mesh ? await readPly(files.mesh, options) : withoutPalette(labels!, options);
  if (labels && files.labelsMesh) requireSameCount(decoded, files.labelsMesh, labels.sourceCount, 'vertices');
  const stored = labels && findAttribute(labels.cloud, 'label')?.values;
  // Both meshes hold the same vertices: dropped rows would be dropped in both.
  const vertexIds = stored && labels.keptRows === undefined ? Uint16Array.from(stored) : undefined;
  const groups = files.aggregation ? await readScannetGroups(files.aggregation) : [];
  const tables = await Promise.all(files.tables.map(readScannetCategories));
  const categories = tables.sort((a, b) => a.version - b.version);
  let groupOfVertex: Int32Array | undefined;
  if (files.segments && files.aggregation) {
    const segments = await readScannetSegments(files.segments);
    requireSameCount(decoded, files.segments, segments.length, 'vertices');
    const groupOfSegment = new Map<number, number>();
    groups.forEach((group, g) => {
      for (const segment of group.segments) groupOfSegment.set(segment, g);
    });
    groupOfVertex = Int32Array.from(segments, (segment) => groupOfSegment.get(segment) ?? -1);
  } else if (files.segments || files.aggregation) {
    const message = 'Instances need both the segs.json and the aggregation.json of the scene: only one was dropped';
    options.diagnostics.warn('SCANNET_PART_MISSING', message);
  }
  return { decoded, annotation: { vertexIds, groups, groupOfVertex, categories } };
}

/** The labels mesh alone: its colours are the label palette, which would hand the answer to whoever looks at colours. */
function withoutPalette(labels: DecodedCloud, options: LoadOptions): DecodedCloud {
  options.diagnostics.warn(
    'SCANNET_PALETTE',
    'Only the labels mesh was dropped: its colours are the label palette and were left out',
  );
  const attributes = labels.cloud.attributes.filter(
    ({ name }) => name !== 'rgb' && name !== 'label' && name !== 'alpha',
  );
  return { ...labels, cloud: { ...labels.cloud, attributes } };
}

async function readAlignment(files: ScannetFiles, options: LoadOptions): Promise<readonly number[] | undefined> {
  const alignment = files.meta ? await readAxisAlignment(files.meta) : undefined;
  const applied = options.applyAxisAlignment ? 'applied to points and boxes' : 'known, not applied to the points';
  const message = alignment
    ? `Axis alignment of the scene: ${applied}`
    : 'The scene states no axis alignment: boxes follow its own axes';
  options.diagnostics.info('SCANNET_ALIGNMENT', message);
  return alignment;
}
