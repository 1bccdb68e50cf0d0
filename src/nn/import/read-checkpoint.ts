import type { ByteSource } from '../../core/index.ts';
import type { Checkpoint } from './checkpoint.ts';
import { brokenFile } from './checkpoint-error.ts';
import { readSafetensorsCheckpoint } from './safetensors-checkpoint.ts';
import { readTorchCheckpoint } from './torch-checkpoint.ts';

/**
 * Opens a checkpoint, told apart by its first bytes: a PyTorch zip archive, or safetensors.
 * @throws FormatError FORMAT_UNKNOWN with what to do about a file of another kind.
 */
export async function readCheckpoint(source: ByteSource, entry?: string): Promise<Checkpoint> {
  const head = await source.read(0, 16);
  const starts = (...bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x50, 0x4b)) return readTorchCheckpoint(source, entry);
  if (starts(0x80)) {
    const why =
      "written by PyTorch before 1.6, or with the zip format off. Save it again: torch.save(torch.load(file, map_location='cpu'), new)";
    throw brokenFile('FORMAT_UNKNOWN', source.name, 'format', why, 0);
  }
  if (head[8] === 0x7b) return readSafetensorsCheckpoint(source);
  const why =
    head.length === 0 ? 'the file is empty' : 'neither a PyTorch zip archive (.pth, .pt, .ckpt) nor safetensors';
  throw brokenFile(head.length === 0 ? 'FORMAT_TRUNCATED' : 'FORMAT_UNKNOWN', source.name, 'format', why, 0);
}
