import type { AppState, AppStoreState } from './app-state.ts';
import type { Change, History } from './history.ts';
import type { HistoryActions } from './history-state.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

export function historyActions(get: () => AppStoreState, history: History): HistoryActions {
  return {
    undo: () => {
      const title = history.undo();
      if (title !== undefined) get().toast(`Undone: ${title}`);
    },
    redo: () => {
      const title = history.redo();
      if (title !== undefined) get().toast(`Done again: ${title}`);
    },
    settle: () => history.settle(),
  };
}

type SliceName = {
  [K in keyof AppState]-?: NonNullable<AppState[K]> extends object ? K : never;
}[keyof AppState];

/**
 * How actions change fields of one slice of the state by the person's hand: set now, undone field by field. Fields that others changed
 * meanwhile stay as they are.
 * @returns a function giving the id of the recorded step; 0 where nothing changed
 */
export function undoable<K extends SliceName>(set: Set, get: () => AppStoreState, history: History, slice: K) {
  type Slice = NonNullable<AppState[K]>;
  const put = (fields: Partial<Slice>): void =>
    set((state) => ({ [slice]: { ...(state[slice] as Slice), ...fields } }) as Partial<AppStoreState>);
  return (title: string, fields: Partial<Slice>, options: Pick<Change, 'merge' | 'ofScene'> = {}): number => {
    const now: Partial<Slice> = get()[slice] ?? {};
    const names = (Object.keys(fields) as (keyof Slice)[]).filter((name) => !isSame(now[name], fields[name]));
    if (names.length === 0) return 0;
    const pick = (from: Partial<Slice>): Partial<Slice> =>
      Object.fromEntries(names.map((name) => [name, from[name]])) as Partial<Slice>;
    const before = pick(now);
    const after = pick(fields);
    put(after);
    return history.record({ title, ...options, undo: () => put(before), redo: () => put(after) });
  };
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
  }
  return Object.is(a, b);
}
