import type { BoxOverlay } from '../core/index.ts';
import type { JudgedClass, JudgedObject } from '../evaluation/index.ts';

type Rgb = readonly [number, number, number];

/** Apart for every kind of colour vision, and from the white of plain truth boxes. Missed ones are drawn dashed. */
export const OBJECT_RGB: Readonly<Record<JudgedObject['kind'], Rgb>> = {
  matched: [76, 165, 255],
  missed: [255, 212, 64],
  false: [255, 98, 60],
  ignored: [128, 134, 146],
};

const SELECTED_RGB: Rgb = [255, 255, 255];

/** Found, missed and false objects as boxes to draw; those that nobody asks for are left out. */
export function objectOverlays(
  objects: readonly JudgedObject[],
  classes: readonly JudgedClass[],
  selected?: JudgedObject | undefined,
): BoxOverlay[] {
  const chosen = selected && objectKey(selected);
  return objects
    .filter(({ kind }) => kind !== 'ignored')
    .map((object) => {
      const { kind, classId, box } = object;
      const isSelected = objectKey(object) === chosen;
      return {
        ...box,
        color: isSelected ? SELECTED_RGB : OBJECT_RGB[kind],
        label: `${isSelected ? '▸ ' : ''}${objectTitle(object, classes)}`,
        classId,
        truth: kind === 'missed',
      };
    });
}

/** "found vehicle 87 %", "missed chair". */
export function objectTitle({ kind, classId, score }: JudgedObject, classes: readonly JudgedClass[]): string {
  const word = kind === 'matched' ? 'found' : kind;
  const name = classes[classId]?.name ?? 'object';
  return score === undefined ? `${word} ${name}` : `${word} ${name} ${Math.round(100 * score)} %`;
}

/** Tells an object from the others, also after the list was made anew. */
export function objectKey({ kind, classId, box, predictedId, truthId }: JudgedObject): string {
  return [kind, classId, predictedId, truthId, ...box.center, ...box.size].join(' ');
}
