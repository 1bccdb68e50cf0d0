import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { COMMAND_GROUPS, type Command } from '../commands/command.ts';
import { useCommands } from '../commands/command-context.ts';
import { shownKey } from '../commands/keys.ts';
import { paletteCommands } from '../commands/registry.ts';
import { useAppStore } from '../store-context.ts';
import styles from './CommandPalette.module.css';
import { matchScore } from './match.ts';

/** Every command by its name: type, choose with the arrow keys, Enter. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { context } = useCommands();
  const store = useAppStore();
  const [commands] = useState(() => paletteCommands(store.getState()));
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const found = ranked(commands, typed);
  const chosen = found[Math.min(at, found.length - 1)];
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const run = (command: Command): void => {
    // Closed first: what the command focuses or opens stays focused and open.
    dialog.current?.close();
    command.run(context);
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      const next = at + by;
      const wrapped = Math.abs(by) === 1 ? (next + found.length) % found.length : next;
      setAt(Math.max(0, Math.min(found.length - 1, wrapped)));
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-label="Commands" closedby="any" onClose={onClose}>
      <input
        type="text"
        className={styles['input']}
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen && `${id}-${chosen.id}`}
        aria-label="Find a command"
        placeholder="What do you want to do?"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div id={`${id}-list`} className={styles['list']} role="listbox" aria-label="Commands">
        {found.map((command, index) => (
          <div
            key={command.id}
            id={`${id}-${command.id}`}
            ref={command === chosen ? scrollIntoView : undefined}
            className={styles['row']}
            role="option"
            tabIndex={-1}
            aria-selected={command === chosen}
            data-command={command.id}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
            onKeyDown={onKey}
          >
            <span className={styles['group']}>{command.group}</span>
            <span className={styles['title']}>{command.title}</span>
            {command.keys?.map((key) => (
              <kbd key={key}>{shownKey(key)}</kbd>
            ))}
          </div>
        ))}
        {found.length === 0 && <p className={styles['none']}>No command has these words.</p>}
      </div>
    </dialog>
  );
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

/** All by their groups while nothing is typed, else those that fit, best first. */
function ranked(commands: readonly Command[], typed: string): Command[] {
  if (typed.trim() === '') {
    return [...commands].sort((a, b) => COMMAND_GROUPS.indexOf(a.group) - COMMAND_GROUPS.indexOf(b.group));
  }
  return commands
    .flatMap((command) => {
      const score = matchScore(typed, command.title, `${command.words ?? ''} ${command.group}`);
      return score === undefined ? [] : [{ command, score }];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command);
}
