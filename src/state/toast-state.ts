/** What just happened, in a sentence, for a moment. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'done' | 'warning';
  /** Id of the step in the history that the toast offers to undo, for as long as it is the newest one. */
  readonly undoes?: number;
}

export interface ToastState {
  /** Newest last. */
  readonly toasts: readonly Toast[];
}

export interface ToastActions {
  /**
   * Says what happened, also to screen readers.
   * @param undoes what `History.record` returned; 0 and undefined offer no undo
   */
  toast(text: string, options?: { readonly tone?: Toast['tone']; readonly undoes?: number }): void;
  dismissToast(id: number): void;
}

export const NO_TOASTS: ToastState = { toasts: [] };
