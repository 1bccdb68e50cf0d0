import { type Diagnostics, IGNORE_LABEL } from '../core/index.ts';
import type { ScannetCategories, ScannetGroup } from '../formats/index.ts';
import { mapClasses } from './labels/class-map.ts';
import { NYU40, nyu40OfText } from './labels/scannet.ts';

export interface ScannetAnnotation {
  /** `label` of every vertex of the labels mesh: raw ids in v1 scenes, NYU40 ids in v2 scenes. */
  readonly vertexIds: Uint16Array | undefined;
  readonly groups: readonly ScannetGroup[];
  /** Index into `groups` of every vertex, −1 outside every group. */
  readonly groupOfVertex: Int32Array | undefined;
  readonly categories: readonly ScannetCategories[];
}

/** scannet20 class of every vertex, from the labels mesh where it can be understood, else from the groups' texts. */
export function scannetClasses(
  annotation: ScannetAnnotation,
  count: number,
  diagnostics: Diagnostics,
): Int16Array | undefined {
  const { vertexIds, groupOfVertex } = annotation;
  const nyu40 = vertexIds ? nyu40OfVertices(annotation, vertexIds, diagnostics) : undefined;
  if (nyu40) return mapClasses(NYU40, nyu40, diagnostics);
  if (!groupOfVertex) return undefined;
  const classes = groupClasses(annotation, diagnostics);
  const semantic = new Int16Array(count).fill(IGNORE_LABEL);
  for (let i = 0; i < count; i++) semantic[i] = classes[groupOfVertex[i]!] ?? IGNORE_LABEL;
  return semantic;
}

/** scannet20 class of every group by its text, `IGNORE_LABEL` where the text is unknown (counted) or not evaluated. */
export function groupClasses(annotation: ScannetAnnotation, diagnostics?: Diagnostics): Int16Array {
  const unknown = new Set<string>();
  const ids = annotation.groups.map(({ label }) => {
    const id = nyu40OfGroup(annotation.categories, label);
    if (id === undefined) unknown.add(label);
    return id ?? 0;
  });
  if (unknown.size > 0) {
    const message = `Annotation texts without a known class, their points count as unlabelled: ${[...unknown].join(', ')}`;
    diagnostics?.warn('SCANNET_TEXT_UNKNOWN', message, unknown.size);
  }
  return mapClasses(NYU40, ids);
}

function nyu40OfGroup(categories: readonly ScannetCategories[], text: string): number | undefined {
  for (const { nyu40ByText } of categories) {
    const id = nyu40ByText.get(text);
    if (id !== undefined) return id;
  }
  return nyu40OfText(text);
}

function nyu40OfVertices(
  annotation: ScannetAnnotation,
  vertexIds: Uint16Array,
  diagnostics: Diagnostics,
): Uint16Array | undefined {
  const { version, reason } = judgeVersion(annotation, vertexIds);
  diagnostics.info('SCANNET_VERSION', `Labels read as ScanNet v${version}, because ${reason}`);
  if (version === 2) return vertexIds;
  const table = annotation.categories.find((entry) => entry.version === 1);
  if (table) return vertexIds.map((id) => table.nyu40ByRawId.get(id) ?? 0);
  const next = annotation.groupOfVertex
    ? 'classes come from the annotation texts instead'
    : 'drop scannet-labels.combined.tsv with the scene to get its classes';
  diagnostics.warn('SCANNET_NO_TABLE', `Raw v1 category ids need the v1 category table: ${next}`);
  return undefined;
}

const LAST_NYU40 = 40;

/**
 * v1 or v2? In v2 the id of most groups' vertices is the NYU40 class of the group's own text; in v1 it is not. Without
 * groups, more than a trickle of ids past 40 means v1 (stray ones occur in v2).
 */
function judgeVersion(annotation: ScannetAnnotation, vertexIds: Uint16Array): { version: 1 | 2; reason: string } {
  const judged = groupAgreement(annotation, vertexIds);
  if (judged.total >= 3) {
    const version = judged.agreeing >= judged.total / 2 ? 2 : 1;
    return {
      version,
      reason: `${judged.agreeing} of ${judged.total} annotated objects carry the NYU40 id of their text`,
    };
  }
  const labelled = vertexIds.filter((id) => id > 0).length;
  const beyond = vertexIds.filter((id) => id > LAST_NYU40).length;
  if (beyond > 0.01 * labelled)
    return { version: 1, reason: `${beyond} of ${labelled} labels are beyond NYU40’s 40 classes` };
  const onlyV1Table = annotation.categories.length > 0 && annotation.categories.every((entry) => entry.version === 1);
  if (onlyV1Table) return { version: 1, reason: 'the category table dropped with it is of v1' };
  return { version: 2, reason: 'every label is one of NYU40’s 40 classes' };
}

function groupAgreement({ groups, groupOfVertex, categories }: ScannetAnnotation, vertexIds: Uint16Array) {
  if (!groupOfVertex) return { agreeing: 0, total: 0 };
  const histograms = groups.map(() => new Map<number, number>());
  for (let i = 0; i < vertexIds.length; i++) {
    const histogram = histograms[groupOfVertex[i]!];
    histogram?.set(vertexIds[i]!, (histogram.get(vertexIds[i]!) ?? 0) + 1);
  }
  let [agreeing, total] = [0, 0];
  groups.forEach(({ label }, g) => {
    const expected = nyu40OfGroup(categories, label);
    const [commonest] = [...histograms[g]!].sort((a, b) => b[1] - a[1]);
    // Walls say nothing: they are 1 in both numberings.
    if (expected === undefined || commonest === undefined || commonest[0] === 0 || expected === 1) return;
    total++;
    if (commonest[0] === expected) agreeing++;
  });
  return { agreeing, total };
}
