import { PerspectiveCamera } from 'three/webgpu';
import { describe, expect, it } from 'vitest';
import { CHUNK_POINTS, ChunkBounds, pointsIn } from './visible-ranges.ts';

/** A row of chunks along x, each a metre wide and ten metres from the next. */
function rowOf(chunks: number, inLast = CHUNK_POINTS): { positions: Float32Array; bounds: ChunkBounds } {
  const count = (chunks - 1) * CHUNK_POINTS + inLast;
  const positions = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    const chunk = Math.floor(i / CHUNK_POINTS);
    positions.set([10 * chunk + (i % CHUNK_POINTS) / CHUNK_POINTS, 0, 0], 3 * i);
  }
  const bounds = new ChunkBounds(count);
  for (let first = 0; first < count; first += CHUNK_POINTS) bounds.add(positions, first);
  return { positions, bounds };
}

function seenFrom(x: number, height: number): number[] {
  const camera = new PerspectiveCamera(50, 1, 0.1, 10_000);
  camera.up.set(0, 1, 0);
  camera.position.set(x, 0, height);
  camera.lookAt(x, 0, 0);
  camera.updateMatrixWorld();
  return camera.projectionMatrix.clone().multiply(camera.matrixWorldInverse).elements;
}

describe('what of a cloud may be seen', () => {
  it('is all of it from afar, in one piece, and the chunk below from near', () => {
    const { bounds } = rowOf(8, 100);
    expect(bounds.visible(seenFrom(35, 1000), [0, 0])).toEqual([[0, 7 * CHUNK_POINTS + 100]]);
    expect(bounds.visible(seenFrom(30.5, 2), [0, 0])).toEqual([[3 * CHUNK_POINTS, 4 * CHUNK_POINTS]]);
  });

  it('keeps discs that reach into the view from outside of it', () => {
    const { bounds } = rowOf(3);
    // Half the view is 0.93 m wide at two metres: chunk 1 begins 1.5 m to the right.
    const view = seenFrom(8.5, 2);
    expect(bounds.visible(view, [0, 0])).toEqual([]);
    expect(bounds.visible(view, [0.7, 0.7])).toEqual([[CHUNK_POINTS, 2 * CHUNK_POINTS]]);
  });

  it('is nothing behind the eye', () => {
    const { bounds } = rowOf(2);
    const camera = new PerspectiveCamera(50, 1, 0.1, 1000);
    camera.position.set(0, 0, 5);
    camera.lookAt(0, 0, 10);
    camera.updateMatrixWorld();
    const view = camera.projectionMatrix.clone().multiply(camera.matrixWorldInverse).elements;
    expect(bounds.visible(view, [0.1, 0.1])).toEqual([]);
  });

  it('comes in few pieces, and those hold everything that is seen', () => {
    const chunks = 100;
    const positions = new Float32Array(3 * chunks * CHUNK_POINTS);
    for (let i = 0; i < chunks * CHUNK_POINTS; i++) {
      // Every other chunk lies far to the side.
      const chunk = Math.floor(i / CHUNK_POINTS);
      positions.set([chunk % 2 === 0 ? 0 : 5000, 0, 0], 3 * i);
    }
    const bounds = new ChunkBounds(chunks * CHUNK_POINTS);
    for (let chunk = 0; chunk < chunks; chunk++) bounds.add(positions, chunk * CHUNK_POINTS);
    const ranges = bounds.visible(seenFrom(0, 10), [0, 0]);
    expect(ranges.length).toBeLessThanOrEqual(16);
    for (let chunk = 0; chunk < chunks; chunk += 2) {
      const first = chunk * CHUNK_POINTS;
      expect(ranges.some(([from, to]) => from <= first && first + CHUNK_POINTS <= to)).toBe(true);
    }
    expect(pointsIn(ranges)).toBeLessThanOrEqual(chunks * CHUNK_POINTS);
  });
});
