import { type ByteSource, FormatError } from '../core/index.ts';
import type { DecodedCloud } from '../formats/index.ts';

/** @throws FormatError FORMAT_MISMATCH when a label file does not have one entry for each row of its cloud. */
export function requireSameCount(cloud: DecodedCloud, labels: ByteSource, labelCount: number, unit = 'points'): void {
  if (labelCount === cloud.sourceCount) return;
  const message = `"${labels.name}" labels ${labelCount} ${unit}, but "${cloud.cloud.name}" has ${cloud.sourceCount}. Drop the label file of the same frame.`;
  const context = { file: labels.name, cloud: cloud.cloud.name, expected: cloud.sourceCount, found: labelCount };
  throw new FormatError('FORMAT_MISMATCH', message, context);
}
