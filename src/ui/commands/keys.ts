import type { AppStoreState } from '../../state/index.ts';
import { isInFront } from '../dock/layout.ts';
import type { Command, CommandContext } from './command.ts';

const IS_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The press as commands name it. Shift is said only where it makes no other character: `Shift+h`, but `?`. */
export function nameOfPress({ key, ctrlKey, metaKey, altKey, shiftKey }: Press): string {
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  const isNamed = key.length > 1 || key === ' ';
  const name = key === ' ' ? 'Space' : isLetter ? key.toLowerCase() : key;
  const shift = shiftKey && (isLetter || isNamed) ? 'Shift+' : '';
  return `${ctrlKey || metaKey ? 'Mod+' : ''}${altKey ? 'Alt+' : ''}${shift}${name}`;
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  '-': '−',
};

/** As a keyboard prints it: `Mod+Shift+z` → `Ctrl+Shift+Z`, `⌘⇧Z` on a Mac. */
export function shownKey(name: string, isMac = IS_MAC): string {
  const parts = name.split('+');
  // "+" itself, alone or after modifiers.
  const key = name.endsWith('+') ? '+' : (parts.at(-1) ?? '');
  const modifiers = parts.slice(0, name.endsWith('+') ? -2 : -1);
  const words = modifiers.map((modifier) => {
    if (modifier === 'Mod') return isMac ? '⌘' : 'Ctrl+';
    if (modifier === 'Shift') return isMac ? '⇧' : 'Shift+';
    return isMac ? '⌥' : 'Alt+';
  });
  return `${words.join('')}${SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key)}`;
}

export function canRun(command: Command, state: AppStoreState): boolean {
  return command.when?.(state) ?? true;
}

/** What decides who takes a key that several commands have. */
export interface Situation {
  readonly state: AppStoreState;
  /** Whether that panel is the one in front of a side that is open. */
  isInFront(panel: string): boolean;
}

/**
 * Of the commands that have this key and can run now: a tool's or a mode's first, which belong to no panel; then the one whose panel is in
 * front; else the first of the list.
 */
export function commandOf(press: Press, commands: readonly Command[], now: Situation): Command | undefined {
  return takerOf(nameOfPress(press), commands, now);
}

/** The same, of a key as commands name it. */
export function takerOf(key: string, commands: readonly Command[], now: Situation): Command | undefined {
  const able = commands.filter((command) => command.keys?.includes(key) && canRun(command, now.state));
  const [first] = able;
  if (first?.panel === undefined) return first;
  return able.find(({ panel }) => panel !== undefined && now.isInFront(panel)) ?? first;
}

/** Handles one key press. @returns whether it meant something here */
export function handleKey(event: KeyboardEvent, commands: readonly Command[], context: CommandContext): boolean {
  // A list, a tree or a menu that has used the key says so.
  if (event.defaultPrevented) return false;
  const focused = event.target instanceof HTMLElement ? event.target : undefined;
  // A dialog that has just closed keeps the focus until the next frame: what is pressed then is not for it.
  const target = focused?.closest('dialog:not([open])') ? undefined : focused;
  if (belongsToControl(event, target)) return false;
  const { store, dock } = context;
  const now: Situation = { state: store.getState(), isInFront: (panel) => isInFront(dock.layout, panel) };
  const command = commandOf(event, commands, now);
  if (!command) return false;
  command.run(context);
  return true;
}

/** Keys that the focused control uses itself stay with it; Escape is for everybody, and so is the palette. */
function belongsToControl(event: KeyboardEvent, target: HTMLElement | undefined): boolean {
  // An open dialog takes them all, also where a button that was disabled let go of the focus.
  if (target?.closest('dialog') || document.querySelector('dialog:modal')) return true;
  // An open menu takes its own Escape.
  if (event.key === 'Escape') return document.querySelector(':popover-open') !== null;
  const isModified = event.ctrlKey || event.metaKey;
  if (isModified && event.key.toLowerCase() === 'k') return false;
  if (target?.isContentEditable || target?.matches('textarea, input:is([type=text], [type=search], [type=number])')) {
    return true;
  }
  if (!isModified && target?.matches('input, select')) return true;
  return (event.key === ' ' || event.key === 'Enter') && target?.matches('button, summary, a, [role=tab]') === true;
}
