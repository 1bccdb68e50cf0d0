import { ChevronDown, ChevronRight, Circle, CircleDot, Eye, EyeOff } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { AppStoreState } from '../../state/index.ts';
import { Section } from '../controls/Section.tsx';
import { useApp } from '../store-context.ts';
import styles from './SceneTree.module.css';
import { sceneTree, type TreeRow } from './scene-tree.ts';

/** What the scene consists of: choosing a row colours the points by it, its eye shows and hides it. */
export function SceneTree() {
  const state = useApp((all) => all);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  const rows = sceneTree(state, folded);
  if (rows.length === 0) return null;
  const current = rows.find(({ id }) => id === focused) ?? rows[0];
  const fold = (id: string, isOpen: boolean): void => {
    const next = new Set(folded);
    if (isOpen) next.delete(id);
    else next.add(id);
    setFolded(next);
  };
  const use = (row: TreeRow): void => act(row, state, fold);
  const focus = (row: TreeRow | undefined): void => {
    if (!row) return;
    setFocused(row.id);
    list.current?.querySelector<HTMLElement>(`[data-row="${row.id}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!current) return;
    const at = rows.indexOf(current);
    const done = keyed(event.key, current, { rows, at, focus, fold, use });
    if (done) event.preventDefault();
  };
  return (
    <Section title="Layers" folds="layers">
      <div ref={list} className={styles['tree']} role="tree" aria-label="Layers of the scene" onKeyDown={onKey}>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            isCurrent={row === current}
            onUse={() => {
              setFocused(row.id);
              use(row);
            }}
          />
        ))}
      </div>
    </Section>
  );
}

function Row({ row, isCurrent, onUse }: { row: TreeRow; isCurrent: boolean; onUse: () => void }) {
  const { title, detail, level, isOpen, colors, isShown, eye } = row;
  const Fold = isOpen ? ChevronDown : ChevronRight;
  const Mark = isShown ? CircleDot : Circle;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its rows
    <div
      className={styles['row']}
      role="treeitem"
      data-row={row.id}
      aria-level={level}
      aria-expanded={isOpen}
      aria-selected={isShown ?? eye?.isOn ?? false}
      aria-label={detail === undefined ? title : `${title}, ${detail}`}
      tabIndex={isCurrent ? 0 : -1}
      data-level={level}
      onClick={onUse}
    >
      {isOpen !== undefined && <Fold size={14} aria-hidden />}
      {colors && <Mark size={13} aria-hidden />}
      {eye && (eye.isOn ? <Eye size={14} aria-hidden /> : <EyeOff size={14} aria-hidden />)}
      <span className={styles['title']}>{title}</span>
      {detail !== undefined && <span className={styles['detail']}>{detail}</span>}
    </div>
  );
}

function act(row: TreeRow, state: AppStoreState, fold: (id: string, isOpen: boolean) => void): void {
  if (row.isOpen !== undefined) fold(row.id, !row.isOpen);
  else if (row.colors) state.setColorMode(row.colors);
  else if (row.eye?.layer === 'boxes') state.setShowBoxes(!row.eye.isOn);
  else if (row.eye) state.setShowTruthBoxes(!row.eye.isOn);
}

interface Steps {
  readonly rows: readonly TreeRow[];
  readonly at: number;
  focus(row: TreeRow | undefined): void;
  fold(id: string, isOpen: boolean): void;
  use(row: TreeRow): void;
}

/** The keys of a tree. @returns whether the key was one of them */
function keyed(key: string, row: TreeRow, { rows, at, focus, fold, use }: Steps): boolean {
  switch (key) {
    case 'ArrowDown':
      focus(rows[at + 1]);
      return true;
    case 'ArrowUp':
      focus(rows[at - 1]);
      return true;
    case 'Home':
      focus(rows[0]);
      return true;
    case 'End':
      focus(rows.at(-1));
      return true;
    case 'ArrowRight':
      if (row.isOpen) focus(rows[at + 1]);
      else if (row.isOpen === false) fold(row.id, true);
      return true;
    case 'ArrowLeft':
      if (row.isOpen) fold(row.id, false);
      else if (row.level === 2) focus(rows.slice(0, at).findLast(({ level }) => level === 1));
      return true;
    case 'Enter':
    case ' ':
      use(row);
      return true;
    default:
      return false;
  }
}
