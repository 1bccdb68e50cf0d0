import { ArrowLeftRight, PanelLeftClose, PanelRightClose, X } from 'lucide-react';
import { type KeyboardEvent, Suspense, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Button } from '../controls/Button.tsx';
import { FaultBoundary } from '../feedback/FaultBoundary.tsx';
import { useApp, useAppStore } from '../store-context.ts';
import styles from './DockSide.module.css';
import { useDock, useLayout } from './dock.ts';
import type { Panel, Side } from './panel.ts';
import { PANELS } from './panels.ts';
import { ResizeHandle } from './ResizeHandle.tsx';

/** What a tab carries while it is dragged to another side. */
const TAB_TYPE = 'application/x-voxelens-panel';

const TITLES: Readonly<Record<Side, string>> = { left: 'Left side', right: 'Right side', bottom: 'Bottom' };

/** One side of the page: tabs, the panel in front, and a handle to resize it. */
export function DockSide({ side }: { readonly side: Side }) {
  const { panels: ids, active, size, isOpen } = useLayout((layout) => layout[side]);
  const store = useAppStore();
  const shown = useApp(
    useShallow((state) =>
      ids.flatMap((id) => PANELS.filter((panel) => panel.id === id && (panel.when?.(state) ?? true))),
    ),
  );
  const front = shown.find(({ id }) => id === active) ?? shown[0];
  if (!isOpen || !front) return null;
  const { component: Content } = front;
  return (
    <aside
      className={styles['side']}
      data-side={side}
      aria-label={TITLES[side]}
      style={side === 'bottom' ? { height: size } : { width: size }}
    >
      <ResizeHandle side={side} />
      {side !== 'bottom' && <Tabs side={side} panels={shown} front={front} />}
      <div
        key={front.id}
        className={styles['content']}
        role="tabpanel"
        id={`panel-${front.id}`}
        aria-label={front.title}
        data-testid={`panel-${front.id}`}
      >
        <FaultBoundary
          what={`The panel ${front.title}`}
          onFault={(error) => store.getState().report(error, `the panel ${front.title}`)}
        >
          <Suspense fallback={<p className={styles['loading']}>Loading {front.title.toLowerCase()}…</p>}>
            <Content />
          </Suspense>
        </FaultBoundary>
      </div>
    </aside>
  );
}

interface TabsProps {
  readonly side: Side;
  readonly panels: readonly Panel[];
  readonly front: Panel;
}

function Tabs({ side, panels, front }: TabsProps) {
  const dock = useDock();
  const list = useRef<HTMLDivElement>(null);
  const [isTarget, setTarget] = useState(false);
  const other = side === 'left' ? 'right' : 'left';
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = panels[(panels.indexOf(front) + by + panels.length) % panels.length];
    if (!next) return;
    dock.reveal(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div
      role="toolbar"
      aria-label={`Panels of the ${side} side`}
      className={styles['strip']}
      data-target={isTarget}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(TAB_TYPE)) return;
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={(event) => {
        setTarget(false);
        const id = event.dataTransfer.getData(TAB_TYPE);
        if (id) dock.move(id, side);
      }}
    >
      <div ref={list} className={styles['tabs']} role="tablist" aria-label={`Panels, ${side}`} onKeyDown={step}>
        {panels.map((panel) => (
          <button
            key={panel.id}
            type="button"
            role="tab"
            className={styles['tab']}
            data-tab={panel.id}
            title={panel.title}
            aria-label={panel.title}
            aria-selected={panel === front}
            aria-controls={`panel-${panel.id}`}
            tabIndex={panel === front ? 0 : -1}
            draggable
            onDragStart={(event) => event.dataTransfer.setData(TAB_TYPE, panel.id)}
            onClick={() => dock.reveal(panel.id)}
          >
            <panel.icon size={15} strokeWidth={1.9} aria-hidden />
            {(panel === front || panels.length <= 2) && <span>{panel.title}</span>}
          </button>
        ))}
      </div>
      <Button
        icon={ArrowLeftRight}
        iconOnly
        label={`Move ${front.title} to the ${other}`}
        onClick={() => dock.move(front.id, other)}
      />
      <Button
        icon={side === 'left' ? PanelLeftClose : side === 'right' ? PanelRightClose : X}
        iconOnly
        label={`Hide the ${side} side`}
        onClick={() => dock.toggle(side)}
      />
    </div>
  );
}
