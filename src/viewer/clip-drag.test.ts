import { PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../core/index.ts';
import { type ClipBox, fromLocal } from '../overlays/index.ts';
import { nearestAlong, onHeight, pushFace } from './clip-drag.ts';
import { rayThrough } from './clip-handles.ts';
import type { ViewCamera } from './view-camera.ts';

const box: ClipBox = { center: [10, 5, 1], size: [4, 2, 2], yaw: Math.PI / 6, keeps: 'inside' };

describe('dragging a clip box', () => {
  it('moves one face and leaves the opposite one', () => {
    for (const axis of [0, 1, 2]) {
      for (const side of [-1, 1]) {
        const pushed = pushFace(box, axis, side, 0.75);
        expect(pushed.size[axis]).toBeCloseTo(box.size[axis] + 0.75, 9);
        const opposite: [number, number, number] = [0, 0, 0];
        opposite[axis] = (-side * box.size[axis]) / 2;
        const after: [number, number, number] = [0, 0, 0];
        after[axis] = (-side * pushed.size[axis]) / 2;
        fromLocal(pushed, after).forEach((value, i) => {
          expect(value).toBeCloseTo(fromLocal(box, opposite)[i] as number, 9);
        });
      }
    }
  });

  it('never turns the box inside out', () => {
    expect(pushFace(box, 1, 1, -50).size[1]).toBeCloseTo(0.01, 9);
  });
});

describe('rays', () => {
  it('find the nearest place along a line', () => {
    const ray = { from: [3, -10, 4] as Vec3, direction: [0, 1, 0] as Vec3 };
    expect(nearestAlong([0, 0, 0], [1, 0, 0], ray)).toBeCloseTo(3, 9);
    expect(nearestAlong([0, 0, 0], [0, 1, 0], ray)).toBeUndefined();
  });

  it('meet a height ahead of them only', () => {
    expect(onHeight({ from: [0, 0, 10], direction: [0.6, 0, -0.8] }, 2)?.[0]).toBeCloseTo(6, 9);
    expect(onHeight({ from: [0, 0, 10], direction: [0.6, 0, 0.8] }, 2)).toBeUndefined();
    expect(onHeight({ from: [0, 0, 10], direction: [1, 0, 0] }, 2)).toBeUndefined();
  });

  it('through a place in the view pass through what is drawn there', () => {
    const camera = new PerspectiveCamera(50, 1.5, 0.1, 100);
    camera.up.set(0, 0, 1);
    camera.position.set(4, -8, 3);
    camera.lookAt(0, 0, 0);
    camera.updateMatrixWorld();
    const { from, direction } = rayThrough(camera as ViewCamera, 0, 0);
    const t = Math.hypot(...from);
    direction.forEach((value, axis) => {
      expect((from[axis] as number) + t * value).toBeCloseTo(0, 4);
    });
  });
});
