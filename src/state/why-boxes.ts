import type { BoxOverlay, Vec3 } from '../core/index.ts';
import type { WhySlice } from './why-state.ts';

const OWN: BoxOverlay['color'] = [255, 214, 10];
const NEIGHBOUR: BoxOverlay['color'] = [120, 190, 255];

/** The voxel over the picked point at the drawn level, and those that touch it. */
export function whyBoxes({ levels, drawnLevel }: WhySlice): BoxOverlay[] {
  const level = drawnLevel === undefined ? undefined : levels?.[drawnLevel];
  if (!level) return [];
  const { center, sizeM, neighbours } = level;
  const size: Vec3 = [sizeM, sizeM, sizeM];
  const box = (at: Vec3, color: BoxOverlay['color'], label: string): BoxOverlay => ({
    center: at,
    size,
    yaw: 0,
    color,
    label,
    classId: -1,
    truth: false,
  });
  const boxes: BoxOverlay[] = [];
  for (let i = 0; i < neighbours.length; i += 3) {
    boxes.push(box([neighbours[i]!, neighbours[i + 1]!, neighbours[i + 2]!], NEIGHBOUR, ''));
  }
  const label = sizeM < 1 ? `${Math.round(100 * sizeM)} cm` : `${sizeM.toFixed(1)} m`;
  return [...boxes, box(center, OWN, label)];
}
