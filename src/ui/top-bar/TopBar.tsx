import {
  CircleQuestionMark,
  Download,
  FileUp,
  FolderOpen,
  Maximize,
  Moon,
  PanelLeft,
  PanelRight,
  Redo2,
  Search,
  Sun,
  SunMoon,
  Undo2,
} from 'lucide-react';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { useDock, useLayout } from '../dock/dock.ts';
import { useApp } from '../store-context.ts';
import type { ThemeChoice } from '../theme/theme.ts';
import { useNarrow } from '../use-narrow.ts';
import { useView } from '../view-controls.ts';
import { ModelSelect } from './ModelSelect.tsx';
import { SamplesMenu } from './SamplesMenu.tsx';
import styles from './TopBar.module.css';

interface Props {
  readonly themeChoice: ThemeChoice;
  readonly onTheme: (choice: ThemeChoice) => void;
}

export function TopBar(theme: Props) {
  const isNarrow = useNarrow();
  const dock = useDock();
  const isLeftOpen = useLayout((layout) => layout.left.isOpen);
  const isRightOpen = useLayout((layout) => layout.right.isOpen);
  return (
    <header className={styles['bar']}>
      <Button
        icon={PanelLeft}
        iconOnly
        label="Left panels ([)"
        pressed={isLeftOpen}
        onClick={() => dock.toggle('left')}
      />
      <h1 className={styles['brand']}>
        <img src="./icon.svg" alt="" width={20} height={20} />
        Voxelens
      </h1>
      <FileGroup />
      <HistoryGroup />
      {!isNarrow && (
        <div className={styles['model']}>
          <ModelSelect />
        </div>
      )}
      <Views />
      <PageGroup {...theme} />
      <Button
        icon={PanelRight}
        iconOnly
        label="Right panels (])"
        pressed={isRightOpen}
        onClick={() => dock.toggle('right')}
      />
    </header>
  );
}

/** Shows its icon alone where there is little room. */
const fold = styles['fold'] ?? '';

function FileGroup() {
  const { run } = useCommands();
  const canExport = useApp((state) => state.revision > 0 && state.activity === undefined);
  return (
    <div className={styles['group']}>
      <Button
        icon={FileUp}
        label="Open files"
        tone="primary"
        className={fold}
        title="Open files (O)"
        onClick={() => run('file.open')}
      />
      <Button
        icon={FolderOpen}
        label="Open folder"
        className={fold}
        title="Open folder"
        onClick={() => run('file.openFolder')}
      />
      <SamplesMenu />
      <Button
        icon={Download}
        label="Export"
        className={fold}
        disabled={!canExport}
        onClick={() => run('file.export')}
        title="Export cloud and labels (E)"
      />
    </div>
  );
}

/** The titles of the buttons say what they would undo. */
function HistoryGroup() {
  const { run, keyHint } = useCommands();
  const { undo, redo } = useApp((state) => state.history);
  return (
    <div className={styles['group']}>
      <Button
        icon={Undo2}
        iconOnly
        label="Undo"
        title={undo ? `Undo: ${undo.title}${keyHint('edit.undo')}` : 'Nothing to undo'}
        disabled={!undo}
        data-testid="undo"
        onClick={() => run('edit.undo')}
      />
      <Button
        icon={Redo2}
        iconOnly
        label="Redo"
        title={redo ? `Redo: ${redo.title}${keyHint('edit.redo')}` : 'Nothing to redo'}
        disabled={!redo}
        data-testid="redo"
        onClick={() => run('edit.redo')}
      />
    </div>
  );
}

function Views() {
  const view = useView();
  const hasScene = useApp((state) => state.revision > 0);
  return (
    <nav className={styles['views']} aria-label="View">
      <Button
        icon={Maximize}
        label="Fit"
        className={fold}
        disabled={!hasScene}
        onClick={() => view.fit()}
        title="Fit the scene (F)"
      />
      <Button label="Top" disabled={!hasScene} onClick={() => view.setView('top')} title="From above (T)" />
      <Button
        label="Perspective"
        disabled={!hasScene}
        onClick={() => view.setView('perspective')}
        title="From an angle (P)"
      />
    </nav>
  );
}

const NEXT_THEME = { system: 'light', light: 'dark', dark: 'system' } as const;
const THEME_ICONS = { system: SunMoon, light: Sun, dark: Moon } as const;
const THEME_NAMES = { system: 'as the system', light: 'light', dark: 'dark' } as const;

function PageGroup({ themeChoice, onTheme }: Props) {
  const { run, keyHint } = useCommands();
  const next = NEXT_THEME[themeChoice];
  return (
    <div className={styles['group']}>
      <Button
        icon={Search}
        iconOnly
        label={`Find a command${keyHint('page.palette')}`}
        onClick={() => run('page.palette')}
      />
      <Button
        icon={THEME_ICONS[themeChoice]}
        iconOnly
        label={`Theme ${THEME_NAMES[themeChoice]}; change to ${THEME_NAMES[next]}`}
        className={styles['wide'] ?? ''}
        data-testid="theme"
        onClick={() => onTheme(next)}
      />
      <Button icon={CircleQuestionMark} iconOnly label="Help (?)" onClick={() => run('page.help')} />
    </div>
  );
}
