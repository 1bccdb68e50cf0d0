import { planAv2 } from './av2.ts';
import type { FileSet } from './file-set.ts';
import type { ScenePlan } from './scene-set.ts';

/** Folder layouts that name themselves by their files. Each says which clouds are its own, or nothing. */
export const LAYOUTS: readonly ((files: FileSet) => ScenePlan | undefined)[] = [planAv2];
