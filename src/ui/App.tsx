import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AppStore } from '../state/index.ts';
import styles from './App.module.css';
import type { CommandContext } from './commands/command.ts';
import { CommandsContext } from './commands/command-context.ts';
import { handleKey } from './commands/keys.ts';
import { COMMANDS } from './commands/registry.ts';
import { DockSide } from './dock/DockSide.tsx';
import { Dock, DockContext } from './dock/dock.ts';
import { PANELS } from './dock/panels.ts';
import { ExportDialog } from './export/ExportDialog.tsx';
import { ActivityBar } from './feedback/ActivityBar.tsx';
import { Banners } from './feedback/Banners.tsx';
import { DropOverlay } from './feedback/DropOverlay.tsx';
import { EmptyState } from './feedback/EmptyState.tsx';
import { HelpDialog } from './feedback/HelpDialog.tsx';
import { Toasts } from './feedback/Toasts.tsx';
import { type Intake, IntakeContext } from './intake.ts';
import { CommandPalette } from './palette/CommandPalette.tsx';
import { Profiler } from './profiler/Profiler.tsx';
import { StatusBar } from './status-bar/StatusBar.tsx';
import { StoreContext, useApp } from './store-context.ts';
import { useTheme } from './theme/use-theme.ts';
import { ToolStrip } from './tools/ToolStrip.tsx';
import { type Choosers, FileInputs } from './top-bar/FileInputs.tsx';
import { TopBar } from './top-bar/TopBar.tsx';
import { useMedia } from './use-media.ts';
import { Viewport } from './Viewport.tsx';
import { ViewContext, type ViewControls } from './view-controls.ts';
import './tokens.css';

export interface AppProps {
  readonly store: AppStore;
  readonly view: ViewControls;
  readonly intake: Intake;
  readonly onUpdate?: (() => void) | undefined;
}

/** Below this width the side panels lie over the picture and start closed. */
const NARROW = '(max-width: 899px)';
/** A drag of a slider, a key press or a chosen value ends with one of these. */
const SETTLING = ['pointerup', 'keyup', 'change'] as const;

export function App({ store, view, intake, onUpdate }: AppProps) {
  const { dialog, open, close } = useDialog();
  const help = useRef<HTMLDialogElement>(null);
  const choosers = useRef<Choosers>(null);
  const [themeChoice, setTheme] = useTheme(store);
  const isNarrow = useMedia(NARROW);
  const [dock] = useState(() => new Dock({ panels: PANELS, isNarrow }));
  useEffect(() => dock.setNarrow(isNarrow), [dock, isNarrow]);
  const commands = useMemo(() => {
    const context: CommandContext = {
      store,
      view,
      dock,
      page: {
        openFiles: () => choosers.current?.files(),
        openFolder: () => choosers.current?.folder(),
        openViews: () => choosers.current?.views(),
        showExport: () => open('export'),
        showPalette: () => open('palette'),
        showHelp: () => {
          if (!help.current?.open) help.current?.showModal();
        },
        setTheme,
      },
    };
    return { all: COMMANDS, context };
  }, [store, view, dock, open, setTheme]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (handleKey(event, commands.all, commands.context)) event.preventDefault();
    };
    const settle = (): void => store.getState().settle();
    window.addEventListener('keydown', onKey);
    for (const type of SETTLING) window.addEventListener(type, settle);
    return () => {
      window.removeEventListener('keydown', onKey);
      for (const type of SETTLING) window.removeEventListener(type, settle);
    };
  }, [store, commands]);
  return (
    <StoreContext value={store}>
      <ViewContext value={view}>
        <IntakeContext value={intake}>
          <DockContext value={dock}>
            <CommandsContext value={commands}>
              <div className={styles['app']}>
                <TopBar themeChoice={themeChoice} onTheme={setTheme} />
                <DockSide side="left" />
                <main className={styles['viewport']}>
                  <Viewport />
                  <ToolStrip />
                  <EmptyState />
                  <Banners onUpdate={onUpdate} />
                  <Profiler />
                  <Toasts />
                  <ActivityBar />
                </main>
                <DockSide side="right" />
                <DockSide side="bottom" />
                <StatusBar />
              </div>
              <FileInputs ref={choosers} />
              <Announcer />
              <DropOverlay />
              <HelpDialog dialogRef={help} />
              {dialog?.name === 'export' && <ExportDialog key={dialog.opening} onClose={close} />}
              {dialog?.name === 'palette' && <CommandPalette key={dialog.opening} onClose={close} />}
            </CommandsContext>
          </DockContext>
        </IntakeContext>
      </ViewContext>
    </StoreContext>
  );
}

interface OpenDialog {
  readonly name: 'export' | 'palette';
  readonly opening: number;
}

/**
 * A dialog tells that it is closed in a task of its own, later. Opened again before that, it is another opening:
 * what the first one still has to tell must not close the second.
 */
function useDialog() {
  const [dialog, setDialog] = useState<OpenDialog>();
  const openings = useRef(0);
  const open = useCallback((name: OpenDialog['name']) => setDialog({ name, opening: ++openings.current }), []);
  const close = (): void => setDialog((now) => (now === dialog ? undefined : now));
  return { dialog, open, close };
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
