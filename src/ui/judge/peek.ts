/** A key held longer than this is a peek: letting go takes it back. */
const PEEK_MS = 350;
let isHeld = false;

/** Flips once for a press of the key; where it is held, back again when it is let go. Repeats of a held key do nothing. */
export function peek(key: string, flip: () => void, page: EventTarget = window): void {
  if (isHeld) return;
  isHeld = true;
  const fromMs = performance.now();
  flip();
  const letGo = (event: Event): void => {
    if ((event as KeyboardEvent).key.toLowerCase() !== key) return;
    page.removeEventListener('keyup', letGo);
    isHeld = false;
    if (performance.now() - fromMs > PEEK_MS) flip();
  };
  page.addEventListener('keyup', letGo);
}
