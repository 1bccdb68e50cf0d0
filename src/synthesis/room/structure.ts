import type { Rng } from '../../core/index.ts';
import type { RoomType } from './room-types.ts';
import { isFree, type Rect, type RoomShell, wallRect } from './shell.ts';

/** Cuts doors and windows, keeps the floor before doors free, and puts masonry in the room so that the plan is not a mere rectangle. */
export function drawStructure(shell: RoomShell, rng: Rng, type: RoomType, solidWalls: readonly number[]): void {
  drawOpenings(shell, rng, type, solidWalls);
  drawPiers(shell, rng);
  const attic = type === 'bedroom' || type === 'studio' || type === 'storage';
  if (attic && Math.min(shell.widthM, shell.depthM) > 2.2 && rng.chance(0.1))
    shell.slope = { side: rng.int(4), kneeM: rng.range(1.1, 1.9), angleRad: rng.range(0.6, 1) };
}

function drawOpenings(shell: RoomShell, rng: Rng, type: RoomType, solidWalls: readonly number[]): void {
  const order = rng.shuffle([0, 1, 2, 3].filter((i) => !solidWalls.includes(i)));
  const area = shell.widthM * shell.depthM;
  const doors = type === 'hallway' ? 2 + rng.int(4) : rng.chance(0.15) ? 2 : 1;
  const dark = type === 'bathroom' || type === 'hallway' || type === 'storage' || type === 'laundry';
  const windows = dark ? rng.int(2) : rng.chance(0.88) ? 1 + rng.int(area > 20 ? 4 : 3) : 0;
  const cut = (wallIndex: number, width: number, z0: number, z1: number, kind: 'door' | 'window' | 'gap') => {
    const wall = shell.walls[wallIndex];
    for (let tries = 0; tries < 6; tries++) {
      if (wall.lengthM < width + 0.3) return;
      const u0 = rng.range(0.12, wall.lengthM - width - 0.12);
      if (wall.openings.some((o) => u0 < o.u1 + 0.2 && u0 + width > o.u0 - 0.2)) continue;
      wall.openings.push({ u0, u1: u0 + width, z0, z1, kind });
      if (kind !== 'window') shell.taken.push(wallRect(shell, wallIndex, u0 - 0.05, u0 + width + 0.05, 0.7));
      return;
    }
  };
  for (let i = 0; i < doors; i++) {
    const width = rng.chance(0.1) ? rng.range(1.3, 2.1) : rng.range(0.7, 1.0);
    const kind = rng.chance(0.12) ? 'gap' : 'door';
    cut(order[i % order.length], width, 0, Math.min(shell.heightM - 0.1, rng.range(1.93, 2.15)), kind);
  }
  for (let i = 0; i < windows; i++) {
    const z0 = rng.chance(0.2) ? rng.range(0.02, 0.4) : rng.range(0.7, 1.3);
    const wall = order[(i + 1 + rng.int(2)) % order.length];
    const width = rng.chance(0.25) ? rng.range(1.8, 3.2) : rng.range(0.5, 1.8);
    cut(wall, width, z0, Math.min(shell.heightM - 0.12, z0 + rng.range(0.7, 1.9)), 'window');
  }
}

function drawPiers(shell: RoomShell, rng: Rng): void {
  const { widthM: w, depthM: d, heightM: h } = shell;
  const stand = (rect: Rect, heightM: number, wallIndex: number, u0: number, u1: number) => {
    if (!isFree(shell, rect)) return;
    const clear = [wallIndex, (wallIndex + 1) % 4, (wallIndex + 3) % 4].every((index) =>
      shell.walls[index].openings.every((o) => {
        const before = wallRect(shell, index, o.u0, o.u1, 0.05);
        return rect.x1 <= before.x0 || rect.x0 >= before.x1 || rect.y1 <= before.y0 || rect.y0 >= before.y1;
      }),
    );
    if (!clear) return;
    shell.piers.push({ rect, heightM });
    shell.taken.push(rect);
    shell.walls[wallIndex].hung.push({ u0, u1, z0: 0, z1: heightM });
  };
  // A filled corner makes the plan an L.
  if (rng.chance(0.28)) {
    const index = rng.int(4);
    const wide = rng.range(0.3, shell.walls[index].lengthM * 0.45);
    stand(wallRect(shell, index, 0, wide, rng.range(0.3, 1.4)), h, index, 0, wide);
  }
  for (let i = rng.int(3); i > 0; i--) {
    const index = rng.int(4);
    const wide = rng.range(0.15, 1.3);
    const u0 = rng.range(0, Math.max(0.01, shell.walls[index].lengthM - wide));
    stand(wallRect(shell, index, u0, u0 + wide, rng.range(0.06, 0.4)), h, index, u0, u0 + wide);
  }
  // A partition that ends in the room, now and then only breast-high.
  if (w * d > 16 && rng.chance(0.3)) {
    const index = rng.int(4);
    const length = rng.range(0.8, 2.2);
    const u = rng.range(1.2, Math.max(1.3, shell.walls[index].lengthM - 1.2));
    const height = rng.chance(0.25) ? rng.range(0.9, 1.3) : h;
    stand(wallRect(shell, index, u, u + rng.range(0.1, 0.18), length), height, index, u, u + 0.18);
  }
}
