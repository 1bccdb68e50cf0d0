const JUMP_MS = 420;

/** How long the camera takes to another place; at once where the person asked their system for less motion. */
export function jumpMs(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : JUMP_MS;
}
