import { useEffect, useRef, useState } from 'react';
import type { AppStore } from '../state/index.ts';
import styles from './App.module.css';
import { ExportDialog } from './export/ExportDialog.tsx';
import { ActivityBar } from './feedback/ActivityBar.tsx';
import { Banners } from './feedback/Banners.tsx';
import { DropOverlay } from './feedback/DropOverlay.tsx';
import { EmptyState } from './feedback/EmptyState.tsx';
import { FaultBoundary } from './feedback/FaultBoundary.tsx';
import { HelpDialog } from './feedback/HelpDialog.tsx';
import { InspectorPanel } from './inspector/InspectorPanel.tsx';
import { type Intake, IntakeContext } from './intake.ts';
import { handleKey } from './keys.ts';
import { Profiler } from './profiler/Profiler.tsx';
import { ScenePanel } from './scene-panel/ScenePanel.tsx';
import { StatusBar } from './status-bar/StatusBar.tsx';
import { StoreContext, useApp } from './store-context.ts';
import { TopBar } from './top-bar/TopBar.tsx';
import { Viewport } from './Viewport.tsx';
import { ViewContext, type ViewControls } from './view-controls.ts';
import './tokens.css';

export interface AppProps {
  readonly store: AppStore;
  readonly view: ViewControls;
  readonly intake: Intake;
  readonly onUpdate?: (() => void) | undefined;
}

/** Below this width the side panels lie over the viewport and start closed. */
const NARROW_PX = 900;

export function App({ store, view, intake, onUpdate }: AppProps) {
  const [panels, setPanels] = useState(() => {
    const isWide = window.innerWidth >= NARROW_PX;
    return { left: isWide, right: isWide };
  });
  const openFilesRef = useRef<HTMLButtonElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  const [isExporting, setExporting] = useState(false);
  const showHelp = (): void => {
    if (!help.current?.open) help.current?.showModal();
  };
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (help.current?.open) return;
      const openFiles = (): void => openFilesRef.current?.click();
      const showExport = (): void => setExporting(canExport(store));
      const showHelp = (): void => help.current?.showModal();
      if (handleKey(event, { store, view, openFiles, showExport, showHelp })) event.preventDefault();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [store, view]);
  return (
    <StoreContext value={store}>
      <ViewContext value={view}>
        <IntakeContext value={intake}>
          <div className={styles['app']} data-left={panels.left} data-right={panels.right}>
            <TopBar
              openFilesRef={openFilesRef}
              panels={panels}
              onTogglePanel={(side) => setPanels((now) => ({ ...now, [side]: !now[side] }))}
              onHelp={showHelp}
              onExport={() => setExporting(canExport(store))}
            />
            {panels.left && (
              <FaultBoundary onFault={(error) => store.getState().report(error, 'the scene panel')}>
                <ScenePanel />
              </FaultBoundary>
            )}
            <main className={styles['viewport']}>
              <Viewport />
              <EmptyState />
              <Banners onUpdate={onUpdate} />
              <Profiler />
              <ActivityBar />
            </main>
            {panels.right && (
              <FaultBoundary onFault={(error) => store.getState().report(error, 'the inspector')}>
                <InspectorPanel />
              </FaultBoundary>
            )}
            <StatusBar />
          </div>
          <Announcer />
          <DropOverlay />
          <HelpDialog dialogRef={help} />
          {isExporting && <ExportDialog onClose={() => setExporting(false)} />}
        </IntakeContext>
      </ViewContext>
    </StoreContext>
  );
}

/** Something is on screen and nothing under way. */
function canExport(store: AppStore): boolean {
  const { revision, activity } = store.getState();
  return revision > 0 && activity === undefined;
}

/** Says what changed to those who do not see it. */
function Announcer() {
  const announcement = useApp((state) => state.announcement);
  return (
    <p className={styles['announcer']} aria-live="polite" data-testid="announcer">
      {announcement}
    </p>
  );
}
