import fs from 'node:fs/promises';
import {
  type ByteSource,
  type Domain,
  FormatError,
  type OpenOverrides,
  type Scene,
  SourceError,
  UsageError,
} from '../core/index.ts';
import { openScenes } from '../datasets/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../synthesis/index.ts';
import { HELD_OUT_SEED } from '../training/index.ts';
import type { CommandContext } from './command.ts';
import { openPaths } from './disk-source.ts';

/** Scenes to score, made or decoded one at a time: a sequence does not fit in memory. */
export interface SceneList {
  readonly files: number;
  readonly count: number;
  name(index: number): string;
  load(index: number): Promise<Scene>;
}

/**
 * Scenes of the arguments. Several folders are a data set each, unless one of them holds no cloud, as `label_2` beside `velodyne` does:
 * then all arguments together form one, as files do.
 */
export async function scenesOf(
  paths: readonly string[],
  stage: CommandContext['stage'],
  overrides: OpenOverrides = {},
): Promise<SceneList> {
  if (paths.length === 0)
    throw new UsageError('USAGE', 'name files to evaluate, or say --synthetic <n> or --suite <folder>', {
      option: '--synthetic',
    });
  const areFolders = await Promise.all(paths.map(isFolder));
  if (paths.length > 1 && areFolders.every(Boolean)) {
    const lists: SceneList[] = [];
    for (const folder of paths) {
      const list = await orNothing(openedList(await openPaths([folder]), stage, `${folder}: `, overrides));
      if (list) lists.push(list);
    }
    if (lists.length === paths.length) return joined(lists);
  }
  return openedList(await openPaths(paths), stage, '', overrides);
}

export async function openedList(
  sources: readonly ByteSource[],
  stage: CommandContext['stage'],
  prefix: string,
  overrides: OpenOverrides = {},
): Promise<SceneList> {
  const set = await openScenes(sources, { ...stage, overrides });
  return {
    files: sources.length,
    count: set.frameCount,
    name: (index) => `${prefix}${set.frameNames[index]}`,
    load: (index) => set.load(index, stage),
  };
}

/** Scenes of the model's kind that training never saw: seeds from `HELD_OUT_SEED` on. */
export function heldOut(count: number, seed: number, domain: Domain): SceneList {
  if (count === 0) throw new UsageError('USAGE', '--synthetic takes at least 1', { option: '--synthetic' });
  const synthesize = domain === 'indoor' ? synthesizeRoom : synthesizeStreet;
  const firstSeed = seed >= HELD_OUT_SEED ? seed : HELD_OUT_SEED + seed;
  return {
    files: 0,
    count,
    name: (index) => `seed ${firstSeed + index}`,
    load: async (index) => synthesize(firstSeed + index),
  };
}

/** The list with its first scene decoded already. */
export function withFirst(list: SceneList, first: Scene): SceneList {
  return { ...list, load: async (index) => (index === 0 ? first : list.load(index)) };
}

function joined(lists: readonly SceneList[]): SceneList {
  const scenes = lists.flatMap((list) => Array.from({ length: list.count }, (_, index) => ({ list, index })));
  return {
    files: lists.reduce((sum, { files }) => sum + files, 0),
    count: scenes.length,
    name: (at) => scenes[at]!.list.name(scenes[at]!.index),
    load: (at) => scenes[at]!.list.load(scenes[at]!.index),
  };
}

async function isFolder(path: string): Promise<boolean> {
  return fs.stat(path).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
}

/** A folder that by itself is no scene: which error that is depends on what lies in it. */
async function orNothing<T>(opening: Promise<T>): Promise<T | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof FormatError || error instanceof SourceError) return undefined;
    throw error;
  }
}
