import { type ByteSource, FormatError } from '../../core/index.ts';
import { readWhole } from '../read-exact.ts';

/**
 * One integer a point without a header; its width follows from the number of points: int8 (labelCloud), uint16, int32 or
 * int64 (MMDetection3D masks).
 * @throws FormatError FORMAT_MISMATCH when no width fits, FORMAT_FIELD for an integer beyond 32 bits
 */
export async function readPointLabels(source: ByteSource, points: number): Promise<Int32Array> {
  const bytes = await readWhole(source, 'point-labels');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = bytes.length / points;
  switch (width) {
    case 1:
      return Int32Array.from({ length: points }, (_, i) => view.getInt8(i));
    case 2:
      return Int32Array.from({ length: points }, (_, i) => view.getUint16(i * 2, true));
    case 4:
      return Int32Array.from({ length: points }, (_, i) => view.getInt32(i * 4, true));
    case 8:
      return Int32Array.from({ length: points }, (_, i) => {
        const high = view.getInt32(i * 8 + 4, true);
        const low = view.getInt32(i * 8, true);
        if (high === low >> 31) return low;
        const message = `"${source.name}" is no label file: byte ${i * 8} holds no label. Drop the mask of this cloud.`;
        throw new FormatError('FORMAT_FIELD', message, { file: source.name, byteOffset: i * 8, field: 'label' });
      });
    default: {
      const message = `"${source.name}" has ${bytes.length} bytes, which is no whole number of labels for ${points} points. Drop the label file of the same cloud.`;
      throw new FormatError('FORMAT_MISMATCH', message, { file: source.name, expected: points, found: bytes.length });
    }
  }
}
