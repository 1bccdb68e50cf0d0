import {
  type BoxOverlay,
  classIndex,
  IGNORE_LABEL,
  type LabelSet,
  type PredictedBox,
  type TruthBox,
} from '../core/index.ts';
import { NEUTRAL_RGB } from './packed-color.ts';
import { classColor, type PaletteScheme } from './palette.ts';

/** Predicted boxes of the classes that are shown, labelled "vehicle 87 %". A `solo` class hides all others. */
export function boxOverlays(
  boxes: readonly PredictedBox[],
  labels: LabelSet,
  hidden: ReadonlySet<number>,
  solo?: number,
  scheme: PaletteScheme = 'labels',
): BoxOverlay[] {
  return boxes
    .filter((box) => isShown(box.classId, hidden, solo))
    .map((box) => ({
      center: box.center,
      size: box.size,
      yaw: box.yaw,
      color: classColor(labels, box.classId, scheme) ?? NEUTRAL_RGB,
      label: `${labels.classes[box.classId]?.name ?? `class ${box.classId}`} ${Math.round(box.score * 100)} %`,
      classId: box.classId,
      truth: false,
    }));
}

/**
 * Ground truth boxes: white, drawn dashed by the viewer. A class that the label set does not have keeps its name, has
 * `IGNORE_LABEL` as id, and is hidden with the unlabelled points.
 */
export function truthBoxOverlays(
  boxes: readonly TruthBox[],
  labels: LabelSet,
  hidden: ReadonlySet<number>,
  solo?: number,
): BoxOverlay[] {
  return boxes.flatMap((box) => {
    const index = classIndex(labels, box.className);
    const classId = index < 0 ? IGNORE_LABEL : index;
    if (!isShown(classId, hidden, solo)) return [];
    const { center, size, yaw, className: label } = box;
    return [{ center, size, yaw, color: [255, 255, 255] as const, label, classId, truth: true }];
  });
}

function isShown(classId: number, hidden: ReadonlySet<number>, solo: number | undefined): boolean {
  return solo === undefined ? !hidden.has(classId) : classId === solo;
}
