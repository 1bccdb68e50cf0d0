/** A label that could be shown: its anchor on the screen in CSS px, its size, and its distance from the eye. */
export interface LabelCandidate {
  readonly key: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly distance: number;
}

/**
 * Which labels to show: nearest first, none over another, at most `limit`, only those whose anchor is on the screen.
 * A label sits centred above its anchor.
 */
export function layoutLabels(
  candidates: readonly LabelCandidate[],
  view: { readonly width: number; readonly height: number },
  limit: number,
): LabelCandidate[] {
  const shown: LabelCandidate[] = [];
  const onScreen = candidates.filter(({ x, y }) => x >= 0 && y >= 0 && x <= view.width && y <= view.height);
  for (const candidate of onScreen.sort((a, b) => a.distance - b.distance)) {
    if (shown.length >= limit) break;
    if (!shown.some((other) => overlaps(candidate, other))) shown.push(candidate);
  }
  return shown;
}

function overlaps(a: LabelCandidate, b: LabelCandidate): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 + 2 && a.y - a.height < b.y && b.y - b.height < a.y;
}
