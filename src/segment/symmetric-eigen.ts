/** Eigenvalues of a symmetric 3 × 3 matrix, rising, and the unit vector of the least. */
export interface Eigen {
  readonly values: readonly [number, number, number];
  readonly least: readonly [number, number, number];
}

/** In closed form (Smith 1961). The vector is the longest cross product of two rows of A − λI. */
export function symmetricEigen(xx: number, xy: number, xz: number, yy: number, yz: number, zz: number): Eigen {
  const mean = (xx + yy + zz) / 3;
  const off = xy * xy + xz * xz + yz * yz;
  const spread = (xx - mean) ** 2 + (yy - mean) ** 2 + (zz - mean) ** 2 + 2 * off;
  const p = Math.sqrt(spread / 6);
  if (p < 1e-30) return { values: [mean, mean, mean], least: [0, 0, 1] };
  const [a, b, c] = [(xx - mean) / p, (yy - mean) / p, (zz - mean) / p];
  const [d, e, f] = [xy / p, xz / p, yz / p];
  const half = (a * (b * c - f * f) - d * (d * c - f * e) + e * (d * f - b * e)) / 2;
  const angle = Math.acos(Math.min(1, Math.max(-1, half))) / 3;
  const most = mean + 2 * p * Math.cos(angle);
  const low = mean + 2 * p * Math.cos(angle + (2 * Math.PI) / 3);
  const middle = 3 * mean - most - low;
  return { values: [low, middle, most], least: vectorOf(xx - low, xy, xz, yy - low, yz, zz - low) };
}

function vectorOf(xx: number, xy: number, xz: number, yy: number, yz: number, zz: number): [number, number, number] {
  let best: [number, number, number] = [0, 0, 1];
  let longest = 0;
  const consider = (x: number, y: number, z: number): void => {
    const length = Math.hypot(x, y, z);
    if (length <= longest) return;
    longest = length;
    best = [x / length, y / length, z / length];
  };
  consider(xy * yz - xz * yy, xz * xy - xx * yz, xx * yy - xy * xy);
  consider(xy * zz - xz * yz, xz * xz - xx * zz, xx * yz - xy * xz);
  consider(yy * zz - yz * yz, yz * xz - xy * zz, xy * yz - yy * xz);
  return best;
}
