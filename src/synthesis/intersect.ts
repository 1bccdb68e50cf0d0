import { BOX, CYLINDER, ELLIPSOID, FOLIAGE, type SolidTable, TAPER } from './solids.ts';

/** A reproducible value in [0, 1) for one ray and one solid: whether it passes glass, how deep it goes into leaves. */
export function rayChance(raySeed: number, solid: number): number {
  let h = Math.imul(raySeed ^ Math.imul(solid + 1, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
  return ((h ^ (h >>> 16)) >>> 0) / 0x1_0000_0000;
}

/**
 * Distance along the ray to the first surface of solid `i` from outside, or Infinity. The direction need not be unit length: distances
 * are in its units. A ray that starts inside an opaque solid does not see it.
 */
export function intersectSolid(
  table: SolidTable,
  i: number,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  raySeed: number,
): number {
  const m = table.inverse;
  const k = i * 12;
  const a0 = m[k];
  const a1 = m[k + 1];
  const a2 = m[k + 2];
  const b0 = m[k + 4];
  const b1 = m[k + 5];
  const b2 = m[k + 6];
  const c0 = m[k + 8];
  const c1 = m[k + 9];
  const c2 = m[k + 10];
  const px = a0 * ox + a1 * oy + a2 * oz + m[k + 3];
  const py = b0 * ox + b1 * oy + b2 * oz + m[k + 7];
  const pz = c0 * ox + c1 * oy + c2 * oz + m[k + 11];
  const qx = a0 * dx + a1 * dy + a2 * dz;
  const qy = b0 * dx + b1 * dy + b2 * dz;
  const qz = c0 * dx + c1 * dy + c2 * dz;
  const kind = table.kind[i];
  let near = Infinity;
  if (kind === BOX) near = slabEntry(px, py, pz, qx, qy, qz);
  else if (kind === TAPER) near = taperEntry(table.taper, i * 4, px, py, pz, qx, qy, qz);
  else if (kind === CYLINDER) near = cylinderEntry(px, py, pz, qx, qy, qz);
  else {
    const a = qx * qx + qy * qy + qz * qz;
    const b = px * qx + py * qy + pz * qz;
    const c = px * px + py * py + pz * pz - 1;
    const root = b * b - a * c;
    if (root < 0) return Infinity;
    const half = Math.sqrt(root);
    if (kind === ELLIPSOID) near = (-b - half) / a;
    else if (kind === FOLIAGE) {
      const exit = (half - b) / a;
      if (exit <= 0) return Infinity;
      const entry = Math.max(0, (-b - half) / a);
      const metres = Math.sqrt(dx * dx + dy * dy + dz * dz);
      const depth = -Math.log(1 - rayChance(raySeed, i)) / (table.pass[i] * metres);
      return entry + depth < exit ? entry + depth : Infinity;
    }
  }
  if (!(near > 0)) return Infinity;
  const pass = table.pass[i];
  return pass > 0 && near < Infinity && rayChance(raySeed, i) < pass ? Infinity : near;
}

function slabEntry(px: number, py: number, pz: number, qx: number, qy: number, qz: number): number {
  // A zero would turn 0 · ∞ into NaN for rays that run in a face's plane.
  const ix = 1 / (qx || 1e-30);
  const iy = 1 / (qy || 1e-30);
  const iz = 1 / (qz || 1e-30);
  const ax = Math.abs(ix);
  const ay = Math.abs(iy);
  const az = Math.abs(iz);
  const mx = -px * ix;
  const my = -py * iy;
  const mz = -pz * iz;
  const near = Math.max(mx - ax, my - ay, mz - az);
  const far = Math.min(mx + ax, my + ay, mz + az);
  return near <= far ? near : Infinity;
}

function cylinderEntry(px: number, py: number, pz: number, qx: number, qy: number, qz: number): number {
  let near = (-pz - Math.sign(qz)) / qz;
  let far = (-pz + Math.sign(qz)) / qz;
  if (qz === 0) {
    if (Math.abs(pz) > 1) return Infinity;
    near = -Infinity;
    far = Infinity;
  }
  const a = qx * qx + qy * qy;
  const c = px * px + py * py - 1;
  if (a < 1e-18) return c <= 0 ? near : Infinity;
  const b = px * qx + py * qy;
  const root = b * b - a * c;
  if (root < 0) return Infinity;
  const half = Math.sqrt(root);
  near = Math.max(near, (-b - half) / a);
  far = Math.min(far, (-b + half) / a);
  return near <= far ? near : Infinity;
}

/** The six planes of a taper, each written `g = p·n − limit ≤ 0`; sides lean with z. */
function taperEntry(
  top: Float64Array,
  k: number,
  px: number,
  py: number,
  pz: number,
  qx: number,
  qy: number,
  qz: number,
): number {
  let near = -Infinity;
  let far = Infinity;
  for (let plane = 0; plane < 6; plane++) {
    let g = 0;
    let rate = 0;
    if (plane < 4) {
      const limit = top[k + plane];
      const start = (plane & 1) === 0 ? -1 : 1;
      const slope = (limit - start) / 2;
      const middle = (limit + start) / 2;
      g = (plane < 2 ? px : py) - middle - slope * pz;
      rate = (plane < 2 ? qx : qy) - slope * qz;
      if (start < 0) {
        g = -g;
        rate = -rate;
      }
    } else {
      g = (plane === 4 ? -pz : pz) - 1;
      rate = plane === 4 ? -qz : qz;
    }
    if (rate === 0) {
      if (g > 0) return Infinity;
    } else if (rate < 0) near = Math.max(near, -g / rate);
    else far = Math.min(far, -g / rate);
  }
  return near <= far ? near : Infinity;
}

/** Outward unit normal of solid `i` at a point on its surface, written to `out`. Leaves have none of their own: towards the ray. */
export function surfaceNormal(table: SolidTable, i: number, x: number, y: number, z: number, out: Float64Array): void {
  const m = table.inverse;
  const k = i * 12;
  const px = m[k] * x + m[k + 1] * y + m[k + 2] * z + m[k + 3];
  const py = m[k + 4] * x + m[k + 5] * y + m[k + 6] * z + m[k + 7];
  const pz = m[k + 8] * x + m[k + 9] * y + m[k + 10] * z + m[k + 11];
  let nx = px;
  let ny = py;
  let nz = pz;
  const kind = table.kind[i];
  if (kind === BOX) {
    const ax = Math.abs(px);
    const ay = Math.abs(py);
    const az = Math.abs(pz);
    nx = ax >= ay && ax >= az ? Math.sign(px) : 0;
    ny = nx === 0 && ay >= az ? Math.sign(py) : 0;
    nz = nx === 0 && ny === 0 ? Math.sign(pz) : 0;
  } else if (kind === CYLINDER) {
    const radial = px * px + py * py;
    if (Math.abs(pz) > 0.99999 && radial < 0.9999) {
      nx = 0;
      ny = 0;
    } else nz = 0;
  } else if (kind === TAPER) {
    nx = 0;
    ny = 0;
    nz = Math.sign(pz);
    let best = Math.abs(pz) - 1;
    for (let plane = 0; plane < 4; plane++) {
      const limit = table.taper[i * 4 + plane];
      const start = (plane & 1) === 0 ? -1 : 1;
      const slope = (limit - start) / 2;
      const g = start * ((plane < 2 ? px : py) - (limit + start) / 2 - slope * pz);
      if (g > best) {
        best = g;
        nx = plane < 2 ? start : 0;
        ny = plane < 2 ? 0 : start;
        nz = -start * slope;
      }
    }
  }
  const wx = m[k] * nx + m[k + 4] * ny + m[k + 8] * nz;
  const wy = m[k + 1] * nx + m[k + 5] * ny + m[k + 9] * nz;
  const wz = m[k + 2] * nx + m[k + 6] * ny + m[k + 10] * nz;
  const length = Math.hypot(wx, wy, wz) || 1;
  out[0] = wx / length;
  out[1] = wy / length;
  out[2] = wz / length;
}
