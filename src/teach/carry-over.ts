/** Added to odds on both sides of a quotient: below it they are noise of single precision, and their change would be blown up. */
const LEAST_ODDS = 1e-6;

/**
 * What teaching did to the odds of each voxel, as something that can be done to other odds of the same voxels: what is on screen may come of
 * several looks, what is taught of one. Each class of before times its factor, each added class its odds.
 * @param before float32 [voxels × classes of before]; @param after float32 [voxels × classes], those of before first
 */
export function changeOfOdds(before: Float32Array, after: Float32Array, voxels: number): Float32Array {
  const [old, classes] = [before.length / voxels, after.length / voxels];
  return after.map((odds, at) => {
    const [row, c] = [Math.floor(at / classes), at % classes];
    return c < old ? (odds + LEAST_ODDS) / (before[row * old + c]! + LEAST_ODDS) : odds;
  });
}

/**
 * float32 [voxels × classes of the change], each voxel's sum 1.
 * @param shown float32 [voxels × classes of before]
 */
export function changedOdds(shown: Float32Array, change: Float32Array, voxels: number): Float32Array {
  const [old, classes] = [shown.length / voxels, change.length / voxels];
  const odds = new Float32Array(change.length);
  for (let row = 0; row < voxels; row++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const at = row * classes + c;
      sum += odds[at] = c < old ? (shown[row * old + c]! + LEAST_ODDS) * change[at]! : change[at]!;
    }
    for (let c = 0; c < classes && sum > 0; c++) odds[row * classes + c]! /= sum;
  }
  return odds;
}
