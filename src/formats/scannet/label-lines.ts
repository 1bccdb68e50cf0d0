import { type ByteSource, FormatError } from '../../core/index.ts';
import { readWhole } from '../read-exact.ts';

const [LF, CR, ZERO] = [10, 13, 48];

/**
 * One whole number a line, one line a point: ScanNet's evaluation files.
 * @throws FormatError FORMAT_FIELD for another line, FORMAT_MISMATCH where there are not `points` of them
 */
export async function readLabelLines(source: ByteSource, points: number): Promise<Int32Array> {
  const bytes = await readWhole(source, 'label-lines');
  const labels = new Int32Array(points);
  let [line, digits, value] = [0, 0, 0];
  for (let at = 0; at <= bytes.length; at++) {
    const byte = at < bytes.length ? bytes[at]! : LF;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
    } else if (byte === LF && digits > 0 && digits < 10) {
      if (line < points) labels[line] = value;
      line++;
      [digits, value] = [0, 0];
    } else if (byte !== CR && !(byte === LF && at >= bytes.length)) throw badLine(source, line + 1);
  }
  if (line === points) return labels;
  const message = `"${source.name}" has ${line} lines, and the cloud ${points} points. Drop the label file of the same cloud.`;
  throw new FormatError('FORMAT_MISMATCH', message, { file: source.name, expected: points, found: line });
}

function badLine(source: ByteSource, line: number): FormatError {
  const message = `"${source.name}", line ${line}: that is no whole number. Drop the label file of the cloud as it was written.`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, field: 'label', line });
}
