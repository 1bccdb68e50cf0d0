import type { AppStore, AppStoreState } from '../../state/index.ts';
import type { Dock } from '../dock/dock.ts';
import type { ThemeChoice } from '../theme/theme.ts';
import type { ViewControls } from '../view-controls.ts';

/** Headings of the palette and of the list of keys, in this order. */
export const COMMAND_GROUPS = [
  'File',
  'Edit',
  'Colour',
  'Show',
  'View',
  'Point',
  'Tool',
  'Segment',
  'Teach',
  'Judge',
  'Sequence',
  'Page',
  'Model',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** What a command may do besides changing the state. */
export interface CommandContext {
  readonly store: AppStore;
  readonly view: ViewControls;
  readonly dock: Dock;
  readonly page: PageControls;
}

/** Dialogs and choosers of the page. */
export interface PageControls {
  openFiles(): void;
  openFolder(): void;
  /** Saved views, from a file. */
  openViews(): void;
  showExport(): void;
  showHelp(): void;
  showPalette(): void;
  setTheme(choice: ThemeChoice): void;
}

/** Something the person can do: by key, from the palette, by a button. */
export interface Command {
  /** Unique: `group.what`. */
  readonly id: string;
  /** As the palette and the list of keys print it. */
  readonly title: string;
  readonly group: CommandGroup;
  /**
   * As `KeyboardEvent.key` names it, letters small, with the modifiers before it in the order `Mod+Alt+Shift+`: `f`, `Shift+h`, `Mod+k`,
   * `ArrowLeft`, `?`. `Mod` is Ctrl, or Cmd on a Mac.
   */
  readonly keys?: readonly string[];
  /** Of commands that differ in a number only: what the list of keys says once for all of them. */
  readonly series?: string;
  /** Other words by which the palette finds it. */
  readonly words?: string;
  /** Where several commands have the key, it goes to the one whose panel is in front, see `commandOf`. */
  readonly panel?: string;
  /** Without it always. A key whose command cannot run now goes to the next command that has it. */
  when?(state: AppStoreState): boolean;
  run(context: CommandContext): void;
}
