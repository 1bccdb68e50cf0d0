import { expect, it } from 'vitest';
import { confusionTitle, objectReason } from './titles.ts';

const name = (classId: number): string => ['road', 'car'][classId] ?? 'no answer';
const box = { center: [0, 0, 0], size: [1, 1, 1], yaw: 0 } as const;

it('names a cell of the matrix', () => {
  expect(confusionTitle(name, 1, 0)).toBe('car called road');
  expect(confusionTitle(name, 1, 1)).toBe('car: right');
  expect(confusionTitle(name, 1, -1)).toBe('car without an answer');
});

it('says why an object stayed alone', () => {
  expect(objectReason(name, { kind: 'matched', classId: 1, iou: 0.712, box })).toBe('IoU 71.2 %');
  expect(objectReason(name, { kind: 'false', classId: 1, why: 'nothing', box })).toBe('nothing there');
  expect(objectReason(name, { kind: 'missed', classId: 1, why: 'nothing', box })).toBe('nothing found there');
  expect(objectReason(name, { kind: 'missed', classId: 1, why: 'class', otherClass: 0, iou: 0.6, box })).toBe(
    'called road, IoU 60.0 %',
  );
  expect(objectReason(name, { kind: 'false', classId: 1, why: 'duplicate', otherClass: 1, iou: 0.6, box })).toBe(
    'second one on the same car',
  );
  expect(objectReason(name, { kind: 'ignored', classId: 1, box })).toBe('not asked for');
});
