import { ArrowLeftRight, PanelLeftClose, PanelRightClose, X } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Button } from '../controls/Button.tsx';
import { TabList } from '../controls/TabList.tsx';
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
  const [isTarget, setTarget] = useState(false);
  const other = side === 'left' ? 'right' : 'left';
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
      <TabList
        label={`Panels, ${side}`}
        tabs={panels.map(({ id, title, icon }) => ({ id, title, icon, controls: `panel-${id}` }))}
        selected={front.id}
        onSelect={(id) => dock.reveal(id)}
        onDragStart={(event, id) => event.dataTransfer.setData(TAB_TYPE, id)}
      />
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
