import { CircleQuestionMark, Download, Maximize, PanelLeft, PanelRight } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../controls/Button.tsx';
import { useApp } from '../store-context.ts';
import { useNarrow } from '../use-narrow.ts';
import { useView } from '../view-controls.ts';
import { ModelSelect } from './ModelSelect.tsx';
import { OpenButtons } from './OpenButtons.tsx';
import { SamplesMenu } from './SamplesMenu.tsx';
import styles from './TopBar.module.css';

interface Props {
  readonly openFilesRef: RefObject<HTMLButtonElement | null>;
  readonly panels: { readonly left: boolean; readonly right: boolean };
  readonly onTogglePanel: (side: 'left' | 'right') => void;
  readonly onHelp: () => void;
  readonly onExport: () => void;
}

export function TopBar({ openFilesRef, panels, onTogglePanel, onHelp, onExport }: Props) {
  const view = useView();
  const isNarrow = useNarrow();
  const hasScene = useApp((state) => state.revision > 0);
  const canExport = useApp((state) => state.revision > 0 && state.activity === undefined);
  return (
    <header className={styles['bar']}>
      <Button
        icon={PanelLeft}
        iconOnly
        label="Scene panel"
        pressed={panels.left}
        onClick={() => onTogglePanel('left')}
      />
      <h1 className={styles['brand']}>
        <img src="./icon.svg" alt="" width={20} height={20} />
        Voxelens
      </h1>
      <div className={styles['group']}>
        <OpenButtons openFilesRef={openFilesRef} />
        <SamplesMenu />
        <Button
          icon={Download}
          label="Export"
          disabled={!canExport}
          onClick={onExport}
          title="Export cloud and labels (E)"
        />
      </div>
      {!isNarrow && (
        <div className={styles['model']}>
          <ModelSelect />
        </div>
      )}
      <nav className={styles['views']} aria-label="View">
        <Button icon={Maximize} label="Fit" disabled={!hasScene} onClick={() => view.fit()} title="Fit the scene (F)" />
        <Button label="Top" disabled={!hasScene} onClick={() => view.setView('top')} title="From above (T)" />
        <Button
          label="Perspective"
          disabled={!hasScene}
          onClick={() => view.setView('perspective')}
          title="From an angle (P)"
        />
      </nav>
      <Button icon={CircleQuestionMark} iconOnly label="Help (?)" onClick={onHelp} />
      <Button
        icon={PanelRight}
        iconOnly
        label="Inspector panel"
        pressed={panels.right}
        onClick={() => onTogglePanel('right')}
      />
    </header>
  );
}
