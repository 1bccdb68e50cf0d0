import { createContext, useContext } from 'react';
import { useLayout } from '../dock/dock.ts';
import { isInFront } from '../dock/layout.ts';
import { useApp } from '../store-context.ts';
import type { Command, CommandContext } from './command.ts';
import { shownKey, takerOf } from './keys.ts';

/** How panels and buttons run commands, without knowing the list of all of them. */
export interface Commands {
  readonly all: readonly Command[];
  readonly context: CommandContext;
}

export const CommandsContext = createContext<Commands | undefined>(undefined);

export function useCommands() {
  const commands = useContext(CommandsContext);
  if (!commands) throw new TypeError('no commands above this component');
  const find = (id: string): Command | undefined => commands.all.find((command) => command.id === id);
  return {
    all: commands.all,
    context: commands.context,
    run: (id: string): void => find(id)?.run(commands.context),
    /** The first key of the command as a keyboard prints it, in brackets: " (F)"; nothing without a key. */
    keyHint: (id: string): string => {
      const key = find(id)?.keys?.[0];
      return key === undefined ? '' : ` (${shownKey(key)})`;
    },
  };
}

/** The command that a key which several have goes to now. */
export function useTakerOf(key: string): Command | undefined {
  const { all } = useCommands();
  const layout = useLayout((now) => now);
  return useApp((state) => takerOf(key, all, { state, isInFront: (panel) => isInFront(layout, panel) }));
}
