import { Bookmark, FileJson, FolderInput, Link, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { SavedView } from '../../state/index.ts';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { useApp } from '../store-context.ts';
import { useView } from '../view-controls.ts';
import styles from './ViewPanel.module.css';

/** Places to come back to, kept in this browser for this scene. */
export function SavedViewsSection() {
  const view = useView();
  const savedViews = useApp((state) => state.viewTools.savedViews);
  const saveView = useApp((state) => state.saveView);
  const { run, keyHint } = useCommands();
  const save = (): void => {
    const seen = view.tools.seenFrom();
    if (seen) saveView(seen);
  };
  return (
    <Section title="Saved views">
      <div className={styles['rows']}>
        <div className={styles['buttons']}>
          <Button icon={Bookmark} label="Save this view" onClick={save} />
          <CopyLink />
        </div>
        {savedViews.length === 0 ? (
          <p className={styles['note']}>A saved view keeps the eye, the cuts and the colours.</p>
        ) : (
          <ul className={styles['list']} aria-label="Saved views">
            {savedViews.map((saved) => (
              <Row key={saved.id} saved={saved} />
            ))}
          </ul>
        )}
        <div className={styles['buttons']}>
          <Button
            icon={FileJson}
            label="Write JSON"
            title={`One file with all saved views${keyHint('view.writeViews')}`}
            disabled={savedViews.length === 0}
            onClick={() => run('view.writeViews')}
          />
          <Button
            icon={FolderInput}
            label="Read JSON"
            title={`Adds the views of a file that was written here${keyHint('view.readViews')}`}
            onClick={() => run('view.readViews')}
          />
        </div>
      </div>
    </Section>
  );
}

function CopyLink() {
  const view = useView();
  const toast = useApp((state) => state.toast);
  const copy = (): void => {
    const seen = view.tools.seenFrom();
    if (!seen) return;
    navigator.clipboard.writeText(view.tools.addressOf(seen)).then(
      () => toast('Address copied. It holds the view, not the files.'),
      () => toast('The browser does not let the page copy', { tone: 'warning' }),
    );
  };
  return <Button icon={Link} label="Copy address" title="An address that opens this view" onClick={copy} />;
}

function Row({ saved }: { readonly saved: SavedView }) {
  const view = useView();
  const [isRenaming, setRenaming] = useState(false);
  const applyView = useApp((state) => state.applyView);
  const renameView = useApp((state) => state.renameView);
  const removeView = useApp((state) => state.removeView);
  const rename = (name: string): void => {
    renameView(saved.id, name);
    setRenaming(false);
  };
  return (
    <li className={styles['item']}>
      {isRenaming ? (
        <input
          className={styles['name']}
          type="text"
          aria-label={`Name of ${saved.name}`}
          defaultValue={saved.name}
          maxLength={60}
          // biome-ignore lint/a11y/noAutofocus: the person just asked to type here
          autoFocus
          onFocus={(event) => event.target.select()}
          onBlur={(event) => rename(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') rename(event.currentTarget.value);
            if (event.key === 'Escape') setRenaming(false);
          }}
        />
      ) : (
        <Button
          label={saved.name}
          title={`Go to ${saved.name}`}
          className={styles['go'] ?? ''}
          onClick={() => {
            applyView(saved);
            view.tools.goTo(saved.seen);
          }}
        />
      )}
      <Button icon={Pencil} iconOnly label={`Rename ${saved.name}`} onClick={() => setRenaming(true)} />
      <Button icon={Trash2} iconOnly label={`Delete ${saved.name}`} onClick={() => removeView(saved.id)} />
    </li>
  );
}
