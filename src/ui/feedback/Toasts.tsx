import { CircleCheck, TriangleAlert, Undo2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Toast } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { useApp } from '../store-context.ts';
import styles from './Toasts.module.css';

const SHOWN_MS = { done: 5000, warning: 9000 } as const;

/** What just happened, for a moment, with the way back where there is one. Screen readers hear it from the announcer. */
export function Toasts() {
  const toasts = useApp((state) => state.toasts);
  return (
    <ul className={styles['stack']} aria-label="What happened">
      {toasts.map((toast) => (
        <Row key={toast.id} toast={toast} />
      ))}
    </ul>
  );
}

function Row({ toast }: { readonly toast: Toast }) {
  const dismissToast = useApp((state) => state.dismissToast);
  const undo = useApp((state) => state.undo);
  const canUndo = useApp((state) => toast.undoes !== undefined && state.history.undo?.id === toast.undoes);
  // Someone who reads it or is about to press it has time.
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => dismissToast(toast.id), SHOWN_MS[toast.tone]);
    return () => clearTimeout(timer);
  }, [toast, isHeld, dismissToast]);
  const Icon = toast.tone === 'warning' ? TriangleAlert : CircleCheck;
  return (
    <li
      className={styles['toast']}
      data-tone={toast.tone}
      data-testid="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={16} aria-hidden />
      <span>{toast.text}</span>
      {canUndo && (
        <Button
          icon={Undo2}
          label="Undo"
          onClick={() => {
            dismissToast(toast.id);
            undo();
          }}
        />
      )}
      <Button icon={X} iconOnly label="Close message" onClick={() => dismissToast(toast.id)} />
    </li>
  );
}
