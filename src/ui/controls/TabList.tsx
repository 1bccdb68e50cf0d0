import type { LucideIcon } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useRef } from 'react';
import styles from './TabList.module.css';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** With one, the title is written beside it only where there is room. */
  readonly icon?: LucideIcon;
  /** Id of the panel that it brings to the front. */
  readonly controls: string;
}

interface Props<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
  /** They share the whole width. */
  readonly fills?: boolean;
  /** They can be dragged. */
  readonly onDragStart?: (event: DragEvent, id: Id) => void;
}

/** Up to so many tabs with icons all have their title written. */
const FEW = 2;
/** From so many on, a narrow side has no room even for the title of the one in front. */
const MANY = 4;

/** Tabs of a panel or of a side of the page. Those that do not fit go to the next row: none is ever hidden. */
export function TabList<Id extends string>({ label, tabs, selected, onSelect, fills = false, onDragStart }: Props<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ id }) => id === selected);
    const last = tabs.length - 1;
    const to = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    const next = to === undefined ? undefined : tabs[to];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div
      ref={list}
      className={styles['tabs']}
      role="tablist"
      aria-label={label}
      data-fills={fills}
      data-many={tabs.length >= MANY}
      onKeyDown={step}
    >
      {tabs.map(({ id, title, icon: Icon, controls }) => (
        <button
          key={id}
          type="button"
          role="tab"
          className={styles['tab']}
          data-tab={id}
          title={Icon && title}
          aria-label={title}
          aria-selected={id === selected}
          aria-controls={controls}
          tabIndex={id === selected ? 0 : -1}
          draggable={onDragStart !== undefined}
          onDragStart={onDragStart && ((event) => onDragStart(event, id))}
          onClick={() => onSelect(id)}
        >
          {Icon && <Icon size={15} strokeWidth={1.9} aria-hidden />}
          {(!Icon || id === selected || tabs.length <= FEW) && <span>{title}</span>}
        </button>
      ))}
    </div>
  );
}
