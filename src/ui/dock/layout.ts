import { type Panel, SIDES, type Side } from './panel.ts';

export interface SideLayout {
  /** Ids in the order of the tabs. */
  readonly panels: readonly string[];
  /** Of the panel in front. */
  readonly active: string;
  /** Width of left and right, height of bottom; CSS pixels. */
  readonly size: number;
  readonly isOpen: boolean;
}

export type Layout = Readonly<Record<Side, SideLayout>>;

type Placed = Pick<Panel, 'id' | 'side'>;

const FIRST_SIZE: Readonly<Record<Side, number>> = { left: 272, right: 304, bottom: 76 };
const LEAST: Readonly<Record<Side, number>> = { left: 220, right: 240, bottom: 64 };
const MOST: Readonly<Record<Side, number>> = { left: 560, right: 640, bottom: 400 };

export function firstLayout(panels: readonly Placed[]): Layout {
  const side = (name: Side): SideLayout => {
    const own = panels.filter((panel) => panel.side === name).map(({ id }) => id);
    return { panels: own, active: own[0] ?? '', size: FIRST_SIZE[name], isOpen: true };
  };
  return { left: side('left'), right: side('right'), bottom: side('bottom') };
}

/** What an earlier visit kept, held against the panels that there are today: unknown ones go, new ones come to their own side. */
export function restoredLayout(kept: unknown, panels: readonly Placed[]): Layout {
  const first = firstLayout(panels);
  if (!isRecord(kept)) return first;
  const placed = new Set<string>();
  const sides = SIDES.map((name): [Side, SideLayout] => {
    const from = isRecord(kept[name]) ? kept[name] : {};
    const ids = Array.isArray(from['panels']) ? from['panels'] : [];
    const own = ids.filter((id): id is string => panels.some((panel) => panel.id === id) && !placed.has(id));
    for (const id of own) placed.add(id);
    return [
      name,
      {
        panels: own,
        active: typeof from['active'] === 'string' ? from['active'] : '',
        size: typeof from['size'] === 'number' ? clampSize(name, from['size']) : FIRST_SIZE[name],
        isOpen: from['isOpen'] !== false,
      },
    ];
  });
  const layout = Object.fromEntries(sides) as Record<Side, SideLayout>;
  for (const name of SIDES) {
    const newcomers = first[name].panels.filter((id) => !placed.has(id));
    layout[name] = withPanels(layout[name], inOrder([...layout[name].panels, ...newcomers], first[name].panels));
  }
  return layout;
}

/** Whether the panel is the one that its side shows, and the side is open. */
export function isInFront(layout: Layout, id: string): boolean {
  return SIDES.some((name) => layout[name].isOpen && layout[name].active === id);
}

export function sideOf(layout: Layout, id: string): Side | undefined {
  return SIDES.find((name) => layout[name].panels.includes(id));
}

/** Moves a panel to another side, in front there. */
export function moved(layout: Layout, id: string, to: Side): Layout {
  const from = sideOf(layout, id);
  if (!from || from === to) return layout;
  const target = { ...layout[to], panels: [...layout[to].panels, id], active: id, isOpen: true };
  const source = withPanels(
    layout[from],
    layout[from].panels.filter((other) => other !== id),
  );
  return { ...layout, [from]: source, [to]: target };
}

/** Opens the panel's side with the panel in front. */
export function revealed(layout: Layout, id: string): Layout {
  const side = sideOf(layout, id);
  return side ? { ...layout, [side]: { ...layout[side], active: id, isOpen: true } } : layout;
}

export function withOpen(layout: Layout, side: Side, isOpen: boolean): Layout {
  return { ...layout, [side]: { ...layout[side], isOpen } };
}

export function resized(layout: Layout, side: Side, size: number): Layout {
  return { ...layout, [side]: { ...layout[side], size: clampSize(side, size) } };
}

export function sizeLimits(side: Side): { readonly least: number; readonly most: number; readonly first: number } {
  return { least: LEAST[side], most: MOST[side], first: FIRST_SIZE[side] };
}

function clampSize(side: Side, size: number): number {
  return Math.round(Math.min(MOST[side], Math.max(LEAST[side], size)));
}

function withPanels(side: SideLayout, panels: readonly string[]): SideLayout {
  return { ...side, panels, active: panels.includes(side.active) ? side.active : (panels[0] ?? '') };
}

/** Own panels in the registry's order, moved ones behind them. */
function inOrder(ids: readonly string[], order: readonly string[]): string[] {
  const own = order.filter((id) => ids.includes(id));
  return [...own, ...ids.filter((id) => !order.includes(id))];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
