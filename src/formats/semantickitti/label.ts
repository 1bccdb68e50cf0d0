import { type ByteSource, FormatError } from '../../core/index.ts';
import { readWhole } from '../read-exact.ts';

/** SemanticKITTI `.label`: one uint32 a point, low 16 bits the class, high 16 the instance (0 = none). */
export interface SemanticKittiLabels {
  readonly semantic: Uint16Array;
  readonly instance: Uint16Array;
}

/** @throws FormatError FORMAT_TRUNCATED when bytes are left over, FORMAT_EMPTY */
export async function readSemanticKittiLabels(source: ByteSource): Promise<SemanticKittiLabels> {
  const format = 'semantickitti-label';
  const bytes = await readWhole(source, format);
  if (bytes.length % 4 !== 0) {
    const message = `"${source.name}" ends in the middle of a label (4 bytes a point). Copy it again.`;
    throw new FormatError('FORMAT_TRUNCATED', message, { file: source.name, format, byteOffset: bytes.length & ~3 });
  }
  const count = bytes.length / 4;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    semantic: Uint16Array.from({ length: count }, (_, i) => view.getUint16(i * 4, true)),
    instance: Uint16Array.from({ length: count }, (_, i) => view.getUint16(i * 4 + 2, true)),
  };
}
