import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import styles from './DockSide.module.css';
import { useDock, useLayout } from './dock.ts';
import { sizeLimits } from './layout.ts';
import type { Side } from './panel.ts';

const STEP_PX = 16;

/** The inner edge of a side: drag it, or move it with the arrow keys; double-click puts it back. */
export function ResizeHandle({ side }: { readonly side: Side }) {
  const dock = useDock();
  const size = useLayout((layout) => layout[side].size);
  const from = useRef<{ readonly at: number; readonly size: number }>(undefined);
  const { least, most, first } = sizeLimits(side);
  const isUpright = side !== 'bottom';
  // Away from the page's edge makes it larger.
  const sign = side === 'left' ? 1 : -1;
  const placeOf = (event: PointerEvent): number => (isUpright ? event.clientX : event.clientY);
  const onKey = (event: KeyboardEvent): void => {
    const larger = { left: 'ArrowRight', right: 'ArrowLeft', bottom: 'ArrowUp' }[side];
    const smaller = { left: 'ArrowLeft', right: 'ArrowRight', bottom: 'ArrowDown' }[side];
    if (event.key !== larger && event.key !== smaller) return;
    event.preventDefault();
    dock.resize(side, size + (event.key === larger ? STEP_PX : -STEP_PX));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be focused or dragged
    <div
      className={styles['handle']}
      role="separator"
      aria-label={`Size of the ${side} side`}
      aria-orientation={isUpright ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onKeyDown={onKey}
      onDoubleClick={() => dock.resize(side, first)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: placeOf(event), size };
      }}
      onPointerMove={(event) => {
        if (from.current) dock.resize(side, from.current.size + sign * (placeOf(event) - from.current.at));
      }}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onPointerCancel={() => {
        from.current = undefined;
      }}
    />
  );
}
