/** 3×3 rotation, row-major. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** `Rz(z) · Ry(y) · Rx(x)`, radians, right-handed: first about x, last about z (TF 3D `rotation_matrix`). */
export function rotationFromEuler(xRad: number, yRad: number, zRad: number): Rotation {
  const [cx, sx] = [Math.cos(xRad), Math.sin(xRad)];
  const [cy, sy] = [Math.cos(yRad), Math.sin(yRad)];
  const [cz, sz] = [Math.cos(zRad), Math.sin(zRad)];
  return [
    cz * cy,
    cz * sy * sx - sz * cx,
    cz * sy * cx + sz * sx,
    sz * cy,
    sz * sy * sx + cz * cx,
    sz * sy * cx - cz * sx,
    -sy,
    cy * sx,
    cy * cx,
  ];
}

/** `R · p` for each row of `vectors` ([rows × 3]), as a new array: points about the origin, or normals. */
export function rotateVectors(vectors: Float32Array, rotation: Rotation): Float32Array {
  const [a, b, c, d, e, f, g, h, i] = rotation;
  const rotated = new Float32Array(vectors.length);
  for (let at = 0; at + 2 < vectors.length; at += 3) {
    const x = vectors[at];
    const y = vectors[at + 1];
    const z = vectors[at + 2];
    rotated[at] = a * x + b * y + c * z;
    rotated[at + 1] = d * x + e * y + f * z;
    rotated[at + 2] = g * x + h * y + i * z;
  }
  return rotated;
}
