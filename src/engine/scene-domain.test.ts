import { describe, expect, it } from 'vitest';
import { datasetTitle } from './scene-domain.ts';

describe('datasetTitle', () => {
  it.each([
    ['kitti-odometry', 'KITTI odometry'],
    ['semantickitti', 'SemanticKITTI'],
    ['tf3d-scene', 'TF 3D'],
    ['made-up', 'made-up'],
  ])('%s is %s', (dataset, title) => {
    expect(datasetTitle(dataset)).toBe(title);
  });
});
