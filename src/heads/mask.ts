/** A set of rows as bits: row r is bit `r & 31` of word `r >> 5`. Hundreds of masks over 10⁵ voxels stay small and compare by popcount. */
export type Mask = Uint32Array;

export function emptyMask(rows: number): Mask {
  return new Uint32Array((rows + 31) >>> 5);
}

export function addToMask(mask: Mask, row: number): void {
  mask[row >>> 5] |= 1 << (row & 31);
}

export function maskSize(mask: Mask): number {
  let size = 0;
  for (let w = 0; w < mask.length; w++) size += popcount(mask[w]);
  return size;
}

/** Intersection over union of two masks over the same rows. Two empty masks share nothing: 0 (TF 3D clamps the union to 1). */
export function maskIou(a: Mask, b: Mask): number {
  let shared = 0;
  let union = 0;
  for (let w = 0; w < a.length; w++) {
    shared += popcount(a[w] & b[w]);
    union += popcount(a[w] | b[w]);
  }
  return shared / Math.max(union, 1);
}

function popcount(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Rows in the mask, rising. */
export function maskRows(mask: Mask): Uint32Array {
  const rows = new Uint32Array(maskSize(mask));
  let next = 0;
  for (let w = 0; w < mask.length; w++) {
    for (let bits = mask[w]; bits !== 0; bits &= bits - 1) rows[next++] = w * 32 + 31 - Math.clz32(bits & -bits);
  }
  return rows;
}
