import { IGNORE_LABEL, labelSet, type Vec3 } from '../../core/index.ts';
import { runLengthsOf } from '../../formats/index.ts';
import type { ExportSubject } from './subject.ts';

/**
 * COCO's lists over points instead of pixels: the cloud is the image, N high and 1 wide; a mask is uncompressed run lengths; a box is
 * `bbox_3d`. Instances and boxes are annotations; the classes of all points, which COCO keeps in pictures, are in `semantic`.
 */
export function cocoFile({ cloud, labels, frame }: ExportSubject): Uint8Array {
  const { classes } = labelSet(labels!.labelSet);
  const known = new Map<string, number>(classes.map(({ name }, index) => [name, index + 1]));
  const others = [...labels!.boxes, ...labels!.instances].map(({ className }) => className);
  for (const name of others) if (!known.has(name)) known.set(name, known.size + 1);
  const [ox, oy, oz] = cloud.origin;
  const trueCenter = ([x, y, z]: Vec3): Vec3 => [x + ox, y + oy, z + oz];
  const masks = labels!.instance ? runLengthsOf(labels!.instance, 0) : new Map();
  const instances = labels!.instances.map(({ id, className, points, score }) => ({
    category_id: known.get(className)!,
    instance_id: id,
    area: points,
    segmentation: masks.get(id) ?? { size: [cloud.count, 1], counts: [cloud.count] },
    ...(score === undefined ? {} : { score }),
  }));
  const boxes = labels!.boxes.map(({ className, center, size, yaw, id, score }) => ({
    category_id: known.get(className)!,
    bbox_3d: { center: trueCenter(center), size, yaw },
    ...(id === undefined ? {} : { track_id: id }),
    ...(score === undefined ? {} : { score }),
  }));
  const semantic = labels!.semantic ? runLengthsOf(labels!.semantic, IGNORE_LABEL) : new Map();
  const content = {
    info: {
      description: 'Point cloud annotations in the manner of COCO, written by Voxelens',
      frame: 'metres; x and y horizontal, z up, right-handed; true coordinates',
      bbox_3d:
        'center is the middle; size is length, width, height; yaw in radians, counter-clockwise about +z from +x',
      segmentation: 'runs over the points in the order of the cloud, zeros first',
      label_set: labels!.labelSet,
      labels: labels!.kind,
      ...(labels!.madeBy ? { made_by: labels!.madeBy } : {}),
    },
    images: [{ id: 1, file_name: cloud.name, height: cloud.count, width: 1, frame: frame.index, origin: cloud.origin }],
    categories: [...known].map(([name, id]) => {
      const isThing = classes[id - 1]?.thing ?? true;
      return { id, name, supercategory: isThing ? 'thing' : 'stuff', isthing: isThing ? 1 : 0 };
    }),
    annotations: [...instances, ...boxes].map((annotation, index) => {
      return { id: index + 1, image_id: 1, iscrowd: 0, ...annotation };
    }),
    semantic: [...semantic].map(([label, segmentation]) => ({ image_id: 1, category_id: label + 1, segmentation })),
  };
  return new TextEncoder().encode(JSON.stringify(content));
}
