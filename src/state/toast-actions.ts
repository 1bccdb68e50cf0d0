import type { AppStoreState } from './app-state.ts';
import type { ToastActions } from './toast-state.ts';

type Set = (update: (state: AppStoreState) => Partial<AppStoreState>) => void;

/** More than these at once are not read. */
const MOST_TOASTS = 3;

export function toastActions(set: Set): ToastActions {
  let nextId = 1;
  return {
    toast: (text, { tone = 'done', undoes } = {}) => {
      const toast = { id: nextId++, text, tone, ...(undoes ? { undoes } : {}) };
      // The same words again replace the earlier ones.
      set(({ toasts }) => ({
        toasts: [...toasts.filter((other) => other.text !== text), toast].slice(-MOST_TOASTS),
        announcement: text,
      }));
    },
    dismissToast: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  };
}
