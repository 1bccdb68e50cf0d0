import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { firstLayout, type Layout, moved, resized, restoredLayout, revealed, withOpen } from './layout.ts';
import type { Panel, Side } from './panel.ts';

const KEY = 'voxelens.layout';

export interface DockOptions {
  readonly panels: readonly Panel[];
  readonly storage?: () => Storage;
  /** Sides lie over the picture instead of beside it. */
  readonly isNarrow?: boolean;
}

/** Where the panels are. Kept from visit to visit, except on a narrow page: what is open there is open for the moment. */
export class Dock {
  readonly store: StoreApi<Layout>;
  private readonly panels: readonly Panel[];
  private readonly storage: () => Storage;
  private isNarrow: boolean;

  constructor({ panels, storage = () => localStorage, isNarrow = false }: DockOptions) {
    this.panels = panels;
    this.storage = storage;
    this.isNarrow = isNarrow;
    this.store = createStore(() => this.begin());
  }

  get layout(): Layout {
    return this.store.getState();
  }

  /** Opens the side that has the panel, with it in front. */
  reveal(id: string): void {
    this.put(revealed(this.layout, id));
  }

  toggle(side: Side): void {
    const isOpen = !this.layout[side].isOpen;
    this.put(withOpen(this.layout, side, isOpen));
  }

  /** Closes left and right, or opens both again. */
  toggleAll(): void {
    const isOpen = !this.layout.left.isOpen && !this.layout.right.isOpen;
    this.put(withOpen(withOpen(this.layout, 'left', isOpen), 'right', isOpen));
  }

  move(id: string, to: Side): void {
    this.put(moved(this.layout, id, to));
  }

  resize(side: Side, size: number): void {
    this.put(resized(this.layout, side, size));
  }

  reset(): void {
    this.put(firstLayout(this.panels));
  }

  /** The page became narrow, or wide again. */
  setNarrow(isNarrow: boolean): void {
    if (isNarrow === this.isNarrow) return;
    this.isNarrow = isNarrow;
    this.store.setState(this.begin());
  }

  private begin(): Layout {
    const layout = restoredLayout(this.read(), this.panels);
    return this.isNarrow ? withOpen(withOpen(layout, 'left', false), 'right', false) : layout;
  }

  private put(layout: Layout): void {
    const { left, right } = this.layout;
    // Over the picture there is room for one side.
    const isOther = this.isNarrow && layout.left.isOpen && layout.right.isOpen;
    const hidden = left.isOpen ? 'left' : right.isOpen ? 'right' : 'left';
    const next = isOther ? withOpen(layout, hidden, false) : layout;
    this.store.setState(next);
    if (!this.isNarrow) this.write(next);
  }

  private read(): unknown {
    try {
      return JSON.parse(this.storage().getItem(KEY) ?? 'null');
    } catch {
      return undefined; // nothing kept, or not by this page
    }
  }

  private write(layout: Layout): void {
    try {
      this.storage().setItem(KEY, JSON.stringify(layout));
    } catch {
      // The layout holds for this visit.
    }
  }
}

export const DockContext = createContext<Dock | undefined>(undefined);

export function useDock(): Dock {
  const dock = useContext(DockContext);
  if (!dock) throw new TypeError('no dock above this component');
  return dock;
}

export function useLayout<T>(select: (layout: Layout) => T): T {
  return useStore(useDock().store, select);
}
