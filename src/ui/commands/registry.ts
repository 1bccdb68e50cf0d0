import type { AppStoreState } from '../../state/index.ts';
import { doubtCommands } from '../doubt/doubt-commands.ts';
import { judgeCommands } from '../judge/judge-commands.ts';
import { segmentClassCommands } from '../segment/class-commands.ts';
import { segmentCommands } from '../segment/segment-commands.ts';
import { teachCommands } from '../teach/teach-commands.ts';
import { viewModeCommands, viewToolCommands } from '../view-tools/view-tool-commands.ts';
import { whyCommands } from '../why/why-commands.ts';
import type { Command } from './command.ts';
import { fileCommands } from './file-commands.ts';
import { looksCommands, modelCommands, sampleCommands } from './listed-commands.ts';
import { pageCommands } from './page-commands.ts';
import { pictureCommands } from './picture-commands.ts';
import { sceneCommands } from './scene-commands.ts';
import { sequenceCommands } from './sequence-commands.ts';

/**
 * Everything the person can do: keys, the list of keys and the palette are made of this. Where two commands have the same key, the first
 * one that can run takes it: what belongs to a tool or a mode stands before what is always there.
 */
export const COMMANDS: readonly Command[] = [
  ...segmentCommands,
  ...viewModeCommands,
  ...fileCommands,
  ...sceneCommands,
  ...sequenceCommands,
  ...pictureCommands,
  ...viewToolCommands,
  ...judgeCommands,
  ...teachCommands,
  ...doubtCommands,
  ...whyCommands,
  ...pageCommands,
];

/** Commands that depend on what is there now; in the palette only. */
const LISTED: readonly ((state: AppStoreState) => readonly Command[])[] = [
  sampleCommands,
  modelCommands,
  looksCommands,
  segmentClassCommands,
];

/** All that the palette offers now. */
export function paletteCommands(state: AppStoreState): Command[] {
  return [...COMMANDS, ...LISTED.flatMap((list) => list(state))].filter((command) => command.when?.(state) ?? true);
}
