import { type ByteSource, FormatError, type GroundTruth, IGNORE_LABEL, LABEL_SETS } from '../core/index.ts';
import { type CocoLabels, type DecodedCloud, keepRows, paintRuns, readCloudAs, readCoco } from '../formats/index.ts';
import { guessDomain } from './domain.ts';
import { relativeTo } from './driving.ts';
import type { CloudFile, FileSet } from './file-set.ts';
import { findPart, frameKey } from './match-files.ts';
import type { FrameLoader, FramePlan, LoadOptions, ScenePlan } from './scene-set.ts';

/** A cloud and its labels in the manner of COCO, `<cloud>.coco.json`, as our exports write them. */
export function planCoco(files: FileSet): ScenePlan | undefined {
  const labels = files.parts('coco');
  if (labels.length === 0) return undefined;
  const used = new Set<ByteSource>();
  const frames: FramePlan[] = [];
  const clouds: ByteSource[] = [];
  for (const cloud of files.clouds) {
    const found = findPart(cloud.source, labels, files.clouds.length === 1);
    if (!found) continue;
    // What the export says beside them is in the labels' own file too.
    const facts = files.named(/\.frame\.json$/i).filter((file) => frameKey(file) === frameKey(found));
    for (const file of [cloud.source, found, ...facts]) used.add(file);
    clouds.push(cloud.source);
    frames.push({ name: cloud.source.name, load: cocoLoader(cloud, found) });
  }
  return frames.length > 0 ? { dataset: 'coco', frames, clouds, used } : undefined;
}

function cocoLoader({ source, format }: CloudFile, labels: ByteSource): FrameLoader {
  return async (options) => {
    const found = await readCoco(labels);
    const decoded = await readCloudAs(format, source, options);
    if (found.points !== decoded.sourceCount) {
      const message = `"${labels.name}" labels ${found.points} points, and "${source.name}" has ${decoded.sourceCount}. Drop the cloud that it was made of.`;
      throw new FormatError('FORMAT_MISMATCH', message, { file: labels.name, format: 'coco', field: 'images' });
    }
    const { cloud } = decoded;
    const labelSet = LABEL_SETS.find(({ name }) => name === found.labelSet);
    const guessed = labelSet ? undefined : guessDomain(cloud, options.diagnostics);
    const domain = labelSet ? (labelSet.name === 'scannet20' ? 'indoor' : 'outdoor') : guessed!;
    return { cloud, dataset: 'coco', domain, truth: truthOf(found, decoded, domain, options) };
  };
}

/** Categories become classes by their names; of others that is said. */
function truthOf(
  { labelSet: stated, categories, semantic, instances, boxes }: CocoLabels,
  { cloud, sourceCount, keptRows }: DecodedCloud,
  domain: 'indoor' | 'outdoor',
  options: LoadOptions,
): GroundTruth {
  const name = LABEL_SETS.some((set) => set.name === stated) ? stated : domain === 'indoor' ? 'scannet20' : 'outdoor11';
  const labelSet = LABEL_SETS.find((set) => set.name === name)!;
  const classes = new Int16Array(semantic.length > 0 ? sourceCount : 0).fill(IGNORE_LABEL);
  const unknown = new Set<string>();
  for (const mask of semantic) {
    const category = categories.get(mask.id) ?? String(mask.id);
    const index = labelSet.classes.findIndex((entry) => entry.name === category);
    if (index < 0) unknown.add(category);
    paintRuns(classes, mask, index < 0 ? IGNORE_LABEL : index);
  }
  if (unknown.size > 0) {
    const message = `Categories that are no classes of ${labelSet.name}, shown as not labelled: ${[...unknown].slice(0, 8).join(', ')}`;
    options.diagnostics.warn('LABEL_UNKNOWN', message, unknown.size);
  }
  const objects = new Uint32Array(instances.length > 0 ? sourceCount : 0);
  for (const mask of instances) paintRuns(objects, mask, mask.id);
  return {
    labelSet: labelSet.name,
    boxes: boxes.map((box) => relativeTo(cloud.origin, box)),
    ...(semantic.length > 0 ? { semantic: keepRows(classes, keptRows) } : {}),
    ...(instances.length > 0 ? { instance: keepRows(objects, keptRows) } : {}),
  };
}
