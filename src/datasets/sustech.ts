import type { ByteSource } from '../core/index.ts';
import { readCloudAs, readSustechBoxes, type SustechBox } from '../formats/index.ts';
import type { CloudFile, FileSet } from './file-set.ts';
import { SUSTECH_BOX_TYPES } from './labels/sustech.ts';
import { findPart } from './match-files.ts';
import type { FrameLoader, FramePlan, ScenePlan } from './scene-set.ts';
import { type AnnotatedBox, truthBoxes } from './truth-boxes.ts';

/** SUSTechPOINTS: `lidar/<frame>.pcd` and `label/<frame>.json`. */
export function planSustech(files: FileSet): ScenePlan | undefined {
  const labels = files.parts('sustech-boxes');
  if (labels.length === 0) return undefined;
  const isOnly = files.clouds.length === 1;
  const clouds = files.clouds.filter(
    ({ source }) => /(^|\/)lidar\//.test(source.path) || findPart(source, labels, isOnly),
  );
  const used = new Set<ByteSource>();
  const frames = clouds.map((cloud): FramePlan => {
    const label = findPart(cloud.source, labels, isOnly);
    for (const file of [cloud.source, label]) if (file) used.add(file);
    return { name: cloud.source.name, load: sustechLoader(cloud, label) };
  });
  return frames.length > 0
    ? { dataset: 'sustech', frames, clouds: clouds.map(({ source }) => source), used }
    : undefined;
}

function sustechLoader({ source, format }: CloudFile, label: ByteSource | undefined): FrameLoader {
  return async (options) => {
    const { cloud } = await readCloudAs(format, source, options);
    const base = { cloud, dataset: 'sustech', domain: 'outdoor' as const };
    if (!label) return base;
    const annotated = (await readSustechBoxes(label)).map(toAnnotated);
    const { boxes, ignoredBoxes } = truthBoxes(cloud, annotated, SUSTECH_BOX_TYPES, options.diagnostics);
    options.diagnostics.info(
      'FRAME',
      'Boxes and points share the lidar’s frame; roll and pitch of the boxes were dropped',
    );
    return { ...base, truth: { labelSet: 'outdoor11', boxes, judged: { ignoredBoxes } } };
  };
}

/** Upright box: R = Rx·Ry·Rz keeps the length's heading where roll and pitch are a few degrees, which is all that occurs. */
function toAnnotated({ type, id, center, size, rotationRad: [, pitch, yaw] }: SustechBox): AnnotatedBox {
  // The heading is that of Rx·Ry·Rz·(1, 0, 0), seen from above, without the road's roll.
  const heading = Math.atan2(Math.sin(yaw), Math.cos(yaw) * Math.cos(pitch));
  return { type, id, center, size, yaw: heading };
}
