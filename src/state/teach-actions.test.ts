import { describe, expect, it } from 'vitest';
import { labelSet } from '../core/index.ts';
import { outcome } from './store.fixture.ts';
import { taughtLabels, taughtOutcome } from './taught-outcome.ts';
import { cellsAround, pointsWithin } from './why-cells.ts';

describe('taughtOutcome', () => {
  const base = outcome();
  const labels = taughtLabels('outdoor11', ['bollard']);

  it('gives points the taught class, objects the class of most of their points, and leaves the rest', () => {
    const odds = new Float32Array(24);
    odds[11] = 0.7; // the first voxel is a bollard now
    odds[12 + 8] = 0.6; // the second one a pedestrian
    const taught = taughtOutcome(base, odds, labels);
    const { prediction } = taught.understanding;
    expect([...prediction.semantic]).toEqual([11, 8]);
    expect(prediction.confidence[0]).toBeCloseTo(0.7);
    expect(prediction.labelSet).toBe('outdoor11+bollard');
    expect(prediction.instances).toMatchObject([{ id: 1, classId: 8 }]);
    expect(prediction.boxes).toBe(base.understanding.prediction.boxes);
    expect(base.understanding.prediction.semantic[0]).toBe(0);
    expect(taught.resident).toBeUndefined();
  });

  it('knows the model’s own classes first', () => {
    expect(labels.classes.slice(0, 11)).toEqual(labelSet('outdoor11').classes);
    expect(labels.classes[11]).toMatchObject({ name: 'bollard', thing: false });
  });
});

describe('cells that are hidden', () => {
  const positions = Float32Array.of(0, 0, 0, 0.1, 0, 0, 1, 0, 0, 9, 0, 0);

  it('are cubes around the point, each point in one of them, as far as asked', () => {
    const cells = cellsAround(positions, 0, 0.5, 2);
    expect(cells.map(({ rows }) => rows)).toEqual([[0, 1], [2]]);
    expect(cells[1]!.center).toEqual([1, 0, 0]);
    expect([...pointsWithin(positions, [1, 0, 0], 1)]).toEqual([0, 1, 2]);
  });
});
