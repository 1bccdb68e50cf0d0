import type { Rng, Vec3 } from '../../core/index.ts';
import { surface, varied } from '../materials.ts';
import type { ObjectBuilder, Rgb } from '../solids.ts';

const SIGN_COLORS: readonly Rgb[] = [
  [200, 30, 35],
  [30, 70, 160],
  [235, 235, 235],
  [235, 200, 40],
  [30, 120, 70],
];

/** Sign plates are thin; x is the thickness, facing −x. */
export interface Plate {
  readonly size: Vec3;
  readonly shape: 'disc' | 'panel' | 'triangle' | 'octagon' | 'diamond';
  /** Bottom edge above the ground. */
  readonly bottomM: number;
}

export function drawPlate(rng: Rng): Plate {
  const shape = rng.pick(['disc', 'panel', 'panel', 'panel', 'triangle', 'octagon', 'diamond'] as const);
  const wide = shape === 'panel' ? rng.range(0.3, 1.5) : rng.range(0.5, 1);
  const tall = shape === 'panel' ? rng.range(0.2, 1.1) : wide;
  return { size: [rng.range(0.04, 0.08), wide, tall], shape, bottomM: rng.range(1.3, 3) };
}

/** Direction boards over the lanes or on tall posts. */
export function drawBoard(rng: Rng): Plate {
  return {
    size: [rng.range(0.08, 0.2), rng.range(1.6, 5), rng.range(0.9, 2.8)],
    shape: 'panel',
    bottomM: rng.range(2.2, 5.5),
  };
}

/** The plate in a frame at the bottom middle of the plate. */
export function buildPlate(b: ObjectBuilder, rng: Rng, plate: Plate): void {
  const [thick, wide, tall] = plate.size;
  const paint = surface(varied(rng, rng.pick(SIGN_COLORS), 10), rng.range(0.6, 1));
  switch (plate.shape) {
    case 'disc':
    case 'octagon':
      b.rod([-thick / 2, 0, tall / 2], [thick / 2, 0, tall / 2], wide / 2, paint);
      return;
    case 'triangle':
      b.taper([-thick / 2, thick / 2, -wide / 2, wide / 2], [-thick / 2, thick / 2, -0.03, 0.03], 0, tall, paint);
      return;
    case 'diamond':
      b.box(0, 0, tall / 2, thick, wide / Math.SQRT2, wide / Math.SQRT2, paint, { roll: Math.PI / 4 });
      return;
    case 'panel':
      b.box(0, 0, tall / 2, thick, wide, tall, paint);
      return;
  }
}
