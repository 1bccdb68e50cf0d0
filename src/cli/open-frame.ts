import { type ByteSource, type OpenOverrides, type Scene, UsageError } from '../core/index.ts';
import { openScenes, type SceneSet } from '../datasets/index.ts';
import type { CommandContext } from './command.ts';
import { openPaths } from './disk-source.ts';

export interface OpenedFrame {
  readonly sources: readonly ByteSource[];
  readonly set: SceneSet;
  readonly scene: Scene;
}

/** One frame of the scene or sequence that the arguments form. @throws UsageError when there is no such frame. */
export async function openFrame(
  paths: readonly string[],
  frame: number,
  stage: CommandContext['stage'],
  overrides: OpenOverrides = {},
): Promise<OpenedFrame> {
  const sources = await openPaths(paths);
  const set = await openScenes(sources, { ...stage, overrides });
  if (frame >= set.frameCount) {
    const last = set.frameCount - 1;
    throw new UsageError('USAGE', `no frame ${frame}: the last one is ${last}`, { option: '--frame', last });
  }
  return { sources, set, scene: await set.load(frame, stage) };
}
