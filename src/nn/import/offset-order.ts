/**
 * In which order a framework counts the offsets of a kernel: which axis steps first. Ours is `z-fastest`
 * (`k = (dx+1)·9 + (dy+1)·3 + (dz+1)`). The mixed orders count odd kernels one way and even ones the other.
 */
export type OffsetOrder = 'z-fastest' | 'x-fastest' | 'x-odd-z-even' | 'z-odd-x-even';

export const OFFSET_ORDERS: readonly OffsetOrder[] = ['z-fastest', 'x-fastest', 'x-odd-z-even', 'z-odd-x-even'];

/** For each of our flat offsets of a `size`³ kernel the number that the order gives it. */
export function foreignOffsets(size: number, order: OffsetOrder): Uint32Array {
  const isOdd = size % 2 === 1;
  const zFirst = order === 'z-fastest' || order === (isOdd ? 'z-odd-x-even' : 'x-odd-z-even');
  return Uint32Array.from({ length: size ** 3 }, (_, k) => {
    const [x, y, z] = [Math.floor(k / size ** 2), Math.floor(k / size) % size, k % size];
    return zFirst ? k : (z * size + y) * size + x;
  });
}

/** What is done to the kernels, for the report. */
export function describeOrder(order: OffsetOrder): string {
  switch (order) {
    case 'z-fastest':
      return 'z steps fastest, as ours: offsets are kept';
    case 'x-fastest':
      return 'x steps fastest, ours z: offsets of every kernel are reordered';
    case 'x-odd-z-even':
      return 'x steps fastest in 3³ and 5³ kernels: reordered; z in 2³ kernels: kept';
    case 'z-odd-x-even':
      return 'z steps fastest in 3³ and 5³ kernels: kept; x in 2³ kernels: reordered';
  }
}
