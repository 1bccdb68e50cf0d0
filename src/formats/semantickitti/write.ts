/** Ids that 16 bits hold; 0 is none. */
export const MOST_SEMANTICKITTI_INSTANCES = 65535;

/** SemanticKITTI `.label`: a uint32 a point, low 16 bits the raw class, high 16 the instance (0 = none). */
export function writeSemanticKittiLabels(semantic: ArrayLike<number>, instance?: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(semantic.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < semantic.length; i++) {
    view.setUint16(i * 4, semantic[i]!, true);
    view.setUint16(i * 4 + 2, instance?.[i] ?? 0, true);
  }
  return bytes;
}
