import type { JudgedObject } from '../../evaluation/index.ts';
import { percent } from '../format.ts';

type NameOf = (classId: number) => string;

/** "vehicle called building", "vehicle: right". */
export function confusionTitle(name: NameOf, truth: number, predicted: number): string {
  if (truth === predicted) return `${name(truth)}: right`;
  return predicted < 0 ? `${name(truth)} without an answer` : `${name(truth)} called ${name(predicted)}`;
}

/** Why an object stayed alone, or how well it was found. */
export function objectReason(name: NameOf, { kind, iou, why, otherClass }: JudgedObject): string {
  const overlap = iou === undefined ? '' : ` IoU ${percent(iou)}`;
  if (kind === 'matched') return overlap.trim();
  if (kind === 'ignored') return 'not asked for';
  const other = otherClass === undefined ? '' : name(otherClass);
  switch (why) {
    case 'duplicate':
      return `second one on the same ${other}`;
    case 'class':
      return kind === 'missed' ? `called ${other},${overlap}` : `is a ${other},${overlap}`;
    case 'overlap':
      return kind === 'missed' ? `only partly found:${overlap}` : `too little of a ${other}:${overlap}`;
    default:
      return kind === 'missed' ? 'nothing found there' : 'nothing there';
  }
}
