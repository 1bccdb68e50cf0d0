import type { Rng } from '../../core/index.ts';
import { PointBuffer } from '../point-buffer.ts';

/**
 * Averages samples in cells of `cellM`, as the vertices of a fused mesh would lie: one point a cell, colour the mean, owner the majority
 * (Boyer–Moore vote). Cells seen once are kept only with `keepSingle`.
 */
export function fuseCells(samples: PointBuffer, cellM: number, keepSingle: number, rng: Rng): PointBuffer {
  const count = samples.count;
  const slots = 1 << Math.max(4, Math.ceil(Math.log2(count * 1.5 + 1)));
  const table = new Int32Array(slots).fill(-1);
  const { positions, colors, semantic, instance } = samples;
  const cellX = new Int32Array(count);
  const cellY = new Int32Array(count);
  const cellZ = new Int32Array(count);
  const sums = new Float64Array(count * 6);
  const seen = new Int32Array(count);
  const votes = new Int32Array(count);
  const owner = new Int32Array(count);
  let cells = 0;
  for (let i = 0; i < count; i++) {
    const x = Math.floor(positions[i * 3] / cellM);
    const y = Math.floor(positions[i * 3 + 1] / cellM);
    const z = Math.floor(positions[i * 3 + 2] / cellM);
    let hash = Math.imul(x, 0x8da6b343) ^ Math.imul(y, 0xd8163841) ^ Math.imul(z, 0xcb1ab31f);
    // The low bits alone would line neighbouring cells up in long probe runs.
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & (slots - 1);
    let cell = table[slot];
    while (cell >= 0 && (cellX[cell] !== x || cellY[cell] !== y || cellZ[cell] !== z)) {
      slot = (slot + 1) & (slots - 1);
      cell = table[slot];
    }
    if (cell < 0) {
      cell = cells++;
      table[slot] = cell;
      cellX[cell] = x;
      cellY[cell] = y;
      cellZ[cell] = z;
    }
    for (let axis = 0; axis < 3; axis++) {
      sums[cell * 6 + axis] += positions[i * 3 + axis];
      sums[cell * 6 + 3 + axis] += colors[i * 3 + axis];
    }
    seen[cell]++;
    const current = owner[cell];
    if (votes[cell] === 0) {
      owner[cell] = i;
      votes[cell] = 1;
    } else if (semantic[current] === semantic[i] && instance[current] === instance[i]) votes[cell]++;
    else votes[cell]--;
  }
  const out = new PointBuffer(cells);
  for (let cell = 0; cell < cells; cell++) {
    const n = seen[cell];
    if (n === 1 && !rng.chance(keepSingle)) continue;
    const k = cell * 6;
    const first = owner[cell];
    out.push(
      sums[k] / n,
      sums[k + 1] / n,
      sums[k + 2] / n,
      sums[k + 3] / n,
      sums[k + 4] / n,
      sums[k + 5] / n,
      0,
      semantic[first],
      instance[first],
    );
  }
  return out;
}
