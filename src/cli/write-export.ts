import fs from 'node:fs/promises';
import path from 'node:path';
import type { StageOptions } from '../core/index.ts';
import { EXPORT_TARGETS, type ExportSubject, type ExportTargetName, exportScene } from '../datasets/index.ts';

/** Writes a target's files into a folder. @returns their paths inside it and their sizes */
export async function writeInto(
  folder: string,
  subject: ExportSubject,
  target: ExportTargetName,
  stage: StageOptions,
): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const files = await exportScene(subject, target, stage);
  for (const { name, bytes } of files) {
    const file = path.join(folder, name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, bytes);
  }
  return files.map(({ name, bytes }) => ({ name, bytes: bytes.length }));
}

/** Writes one file of the format that its ending names (PLY for others), and beside it what that format does not say. */
export async function writeOut(file: string, subject: ExportSubject, stage: StageOptions): Promise<void> {
  const resolved = path.resolve(file);
  const target = targetOfFile(resolved);
  const named = { ...subject, cloud: { ...subject.cloud, name: path.basename(resolved) } };
  const [main, ...beside] = await exportScene(named, target, stage);
  await fs.writeFile(resolved, main!.bytes);
  for (const { name, bytes } of beside) await fs.writeFile(path.join(path.dirname(resolved), name), bytes);
}

function targetOfFile(file: string): ExportTargetName {
  const lower = file.toLowerCase();
  const lone = EXPORT_TARGETS.filter(({ labelSet }) => labelSet === undefined);
  return lone.find(({ extensions }) => extensions.some((ending) => lower.endsWith(`.${ending}`)))?.name ?? 'ply';
}
