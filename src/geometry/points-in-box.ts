import type { OrientedBox } from '../core/index.ts';

/** How many points lie inside the box, its faces included. `positions` is [points × 3], metres; `marginM` grows every side. */
export function countPointsInBox(positions: Float32Array, box: OrientedBox, marginM = 0): number {
  const [centerX, centerY, centerZ] = box.center;
  const cos = Math.cos(box.yaw);
  const sin = Math.sin(box.yaw);
  const halfX = box.size[0] / 2 + marginM;
  const halfY = box.size[1] / 2 + marginM;
  const halfZ = box.size[2] / 2 + marginM;
  let count = 0;
  for (let i = 0; i + 2 < positions.length; i += 3) {
    if (!(Math.abs(positions[i + 2] - centerZ) <= halfZ)) continue;
    const dx = positions[i] - centerX;
    const dy = positions[i + 1] - centerY;
    if (Math.abs(cos * dx + sin * dy) <= halfX && Math.abs(cos * dy - sin * dx) <= halfY) count++;
  }
  return count;
}

export function isPointInBox(x: number, y: number, z: number, box: OrientedBox, marginM = 0): boolean {
  const dx = x - box.center[0];
  const dy = y - box.center[1];
  const cos = Math.cos(box.yaw);
  const sin = Math.sin(box.yaw);
  return (
    Math.abs(z - box.center[2]) <= box.size[2] / 2 + marginM &&
    Math.abs(cos * dx + sin * dy) <= box.size[0] / 2 + marginM &&
    Math.abs(cos * dy - sin * dx) <= box.size[1] / 2 + marginM
  );
}
