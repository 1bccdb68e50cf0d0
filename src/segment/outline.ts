/** A part of the picture, as a bitmap. */
export interface Stencil {
  readonly width: number;
  readonly height: number;
  /** uint8 [width × height], rows from the top: 1 inside. */
  readonly inside: Uint8Array;
}

/** From where the picture is seen. */
export interface SeenThrough {
  /** 4 × 4, column-major: metres → clip space. */
  readonly viewProjection: ArrayLike<number>;
  readonly eye: readonly [number, number, number];
  readonly target: readonly [number, number, number];
}

type Place = readonly [x: number, y: number];

/** Inside a closed outline, by the even-odd rule. Pixels. */
export function stencilOfOutline(width: number, height: number, outline: readonly Place[]): Stencil {
  const inside = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const crossings: number[] = [];
    outline.forEach(([x1, y1], i) => {
      const [x2, y2] = outline[(i + 1) % outline.length];
      if (y1 <= y + 0.5 !== y2 <= y + 0.5) crossings.push(x1 + ((y + 0.5 - y1) / (y2 - y1)) * (x2 - x1));
    });
    crossings.sort((a, b) => a - b);
    for (let c = 0; c + 1 < crossings.length; c += 2) {
      const from = Math.max(0, Math.ceil(crossings[c] - 0.5));
      const to = Math.min(width - 1, Math.floor(crossings[c + 1] - 0.5));
      for (let x = from; x <= to; x++) inside[y * width + x] = 1;
    }
  }
  return { width, height, inside };
}

/** Within `radius` of a drawn line. Pixels. */
export function stencilOfStroke(width: number, height: number, stroke: readonly Place[], radius: number): Stencil {
  const inside = new Uint8Array(width * height);
  const stamp = ([cx, cy]: Place): void => {
    for (let y = Math.max(0, Math.ceil(cy - radius)); y <= Math.min(height - 1, cy + radius); y++) {
      const half = Math.sqrt(Math.max(0, radius ** 2 - (y - cy) ** 2));
      const to = Math.min(width - 1, Math.floor(cx + half));
      for (let x = Math.max(0, Math.ceil(cx - half)); x <= to; x++) inside[y * width + x] = 1;
    }
  };
  stroke.forEach((place, i) => {
    const before = stroke[i - 1] ?? place;
    const steps = Math.max(1, Math.ceil(Math.hypot(place[0] - before[0], place[1] - before[1]) / (radius / 2)));
    for (let s = 1; s <= steps; s++) {
      stamp([before[0] + ((place[0] - before[0]) * s) / steps, before[1] + ((place[1] - before[1]) * s) / steps]);
    }
  });
  return { width, height, inside };
}

/** Side of the squares in which the front is looked for, pixels. */
const CELL = 4;
/** Behind the front by less than this share of the distance still counts as the front. */
const FRONT_SHARE = 0.02;

/**
 * Points that the stencil covers, rising: all of them, or those of the front surface. A point hides what lies behind it in its square of
 * 4 × 4 pixels and in those beside it.
 */
export function pointsInStencil(
  positions: Float32Array,
  { width, height, inside }: Stencil,
  { viewProjection: m, eye, target }: SeenThrough,
  isThrough: boolean,
): Uint32Array {
  const arm = [target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]];
  const length = Math.hypot(arm[0], arm[1], arm[2]) || 1;
  const columns = Math.ceil(width / CELL);
  const rows = Math.ceil(height / CELL);
  const front = new Float32Array(columns * rows).fill(Infinity);
  const covered: number[] = [];
  const depths: number[] = [];
  const cells: number[] = [];
  for (let i = 0; 3 * i < positions.length; i++) {
    const [x, y, z] = [positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]];
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    if (w <= 0) continue;
    const px = Math.floor(((m[0] * x + m[4] * y + m[8] * z + m[12]) / w / 2 + 0.5) * width);
    const py = Math.floor((0.5 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w / 2) * height);
    if (px < 0 || py < 0 || px >= width || py >= height) continue;
    const depth = ((x - eye[0]) * arm[0] + (y - eye[1]) * arm[1] + (z - eye[2]) * arm[2]) / length;
    const cell = Math.floor(py / CELL) * columns + Math.floor(px / CELL);
    front[cell] = Math.min(front[cell], depth);
    if (!inside[py * width + px]) continue;
    covered.push(i);
    depths.push(depth);
    cells.push(cell);
  }
  if (isThrough) return Uint32Array.from(covered);
  return Uint32Array.from(
    covered.filter((_, k) => {
      const [cx, cy] = [cells[k] % columns, Math.floor(cells[k] / columns)];
      let nearest = Infinity;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [nx, ny] = [cx + dx, cy + dy];
          if (nx >= 0 && ny >= 0 && nx < columns && ny < rows) nearest = Math.min(nearest, front[ny * columns + nx]);
        }
      }
      return depths[k] <= nearest + FRONT_SHARE * Math.abs(depths[k]);
    }),
  );
}
