import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { AppStore, AppStoreState } from '../state/index.ts';

export const StoreContext = createContext<AppStore | undefined>(undefined);

export function useAppStore(): AppStore {
  const store = useContext(StoreContext);
  if (!store) throw new TypeError('no store above this component');
  return store;
}

/** A slice of the state; the component renders again only when the slice changes. */
export function useApp<T>(select: (state: AppStoreState) => T): T {
  return useStore(useAppStore(), select);
}
