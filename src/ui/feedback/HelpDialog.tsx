import { X } from 'lucide-react';
import { Fragment, type RefObject } from 'react';
import { COMMAND_GROUPS, type Command } from '../commands/command.ts';
import { useCommands } from '../commands/command-context.ts';
import { shownKey } from '../commands/keys.ts';
import { Button } from '../controls/Button.tsx';
import { PANELS } from '../dock/panels.ts';
import { useApp } from '../store-context.ts';
import { TOOLS } from '../tools/tools.ts';
import styles from './HelpDialog.module.css';
import { SelfCheckReport } from './SelfCheckReport.tsx';

export function HelpDialog({ dialogRef }: { dialogRef: RefObject<HTMLDialogElement | null> }) {
  const backend = useApp((state) => state.compute.backend);
  const { all } = useCommands();
  const groups = COMMAND_GROUPS.flatMap((group) => {
    const commands = all.filter((command) => command.group === group && command.keys);
    return commands.length > 0 ? [{ group, commands }] : [];
  });
  return (
    <dialog ref={dialogRef} className={styles['dialog']} aria-labelledby="help-title" closedby="any">
      <header className={styles['header']}>
        <h2 id="help-title">Keys and mouse</h2>
        <Button icon={X} iconOnly label="Close" onClick={() => dialogRef.current?.close()} />
      </header>
      <div className={styles['groups']}>
        {groups.map(({ group, commands }) => (
          <section key={group} className={styles['group']}>
            <h3>{group}</h3>
            <Keys commands={commands} all={all} />
          </section>
        ))}
        {TOOLS.map(({ id, title, hints }) => (
          <section key={id} className={styles['group']}>
            <h3>Mouse: {title.toLowerCase()}</h3>
            <dl>
              {hints.map(([gesture, meaning]) => (
                <div key={gesture}>
                  <dt className={styles['gesture']}>{gesture}</dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      {backend === 'webgpu' && <SelfCheckReport />}
      <p className={styles['note']}>
        Drop a file or a folder anywhere. Everything is computed in this tab; nothing is uploaded, and after the first
        visit it works without a network.
      </p>
    </dialog>
  );
}

function Keys({ commands, all }: { readonly commands: readonly Command[]; readonly all: readonly Command[] }) {
  return (
    <dl>
      {commands.map((command, index) => {
        const { id, title, series, keys = [] } = command;
        if (series !== undefined && commands[index - 1]?.series === series) return null;
        const last = commands.findLast((other) => series !== undefined && other.series === series);
        return (
          <div key={id}>
            <dt>
              {keys.map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && ' '}
                  <kbd>{shownKey(key)}</kbd>
                </Fragment>
              ))}
              {last && (
                <>
                  {' '}
                  –{' '}
                  {last.keys?.map((key) => (
                    <kbd key={key}>{shownKey(key)}</kbd>
                  ))}
                </>
              )}
            </dt>
            <dd>
              {series ?? title}
              {whereTaken(command, all)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** In words, of a key that commands of several panels have. */
function whereTaken({ id, keys = [], panel }: Command, all: readonly Command[]): string {
  const isShared = all.some((other) => other.id !== id && other.panel && other.keys?.some((key) => keys.includes(key)));
  const title = PANELS.find((one) => one.id === panel)?.title;
  return isShared && title ? ` (with ${title} in front)` : '';
}
