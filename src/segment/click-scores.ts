/** What is counted over clicked objects, as AGILE3D and its kin report it. */
export interface ClickScores {
  readonly objects: number;
  /** Mean IoU after so many clicks; an object that needs no more keeps its last IoU. */
  readonly iouAt: Readonly<Record<number, number>>;
  /** Mean number of clicks to an IoU, at most `MOST_CLICKS`; objects that never get there count as that many. */
  readonly clicksTo: Readonly<Record<number, number>>;
  /** Share of the objects that get there. */
  readonly reached: Readonly<Record<number, number>>;
}

export const MOST_CLICKS = 20;
export const IOU_AT = [1, 2, 3, 5, 10, 15] as const;
export const CLICKS_TO = [0.8, 0.85, 0.9] as const;

/** @param objects IoU after each click (0–1), one list an object. */
export function scoreClicks(objects: readonly (readonly number[])[]): ClickScores {
  const after = (ious: readonly number[], clicks: number): number => ious[Math.min(clicks, ious.length) - 1] ?? 0;
  const needed = (ious: readonly number[], iou: number): number => {
    const at = ious.slice(0, MOST_CLICKS).findIndex((value) => value >= iou);
    return at < 0 ? Infinity : at + 1;
  };
  return {
    objects: objects.length,
    iouAt: Object.fromEntries(IOU_AT.map((k) => [k, mean(objects.map((ious) => after(ious, k)))])),
    clicksTo: Object.fromEntries(
      CLICKS_TO.map((iou) => [iou, mean(objects.map((ious) => Math.min(MOST_CLICKS, needed(ious, iou))))]),
    ),
    reached: Object.fromEntries(
      CLICKS_TO.map((iou) => [iou, mean(objects.map((ious) => (Number.isFinite(needed(ious, iou)) ? 1 : 0)))]),
    ),
  };
}

/** Of two masks [points]. */
export function maskIou(mask: ArrayLike<number>, truth: ArrayLike<number>): number {
  let [both, any] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (mask[i] && truth[i]) both++;
    if (mask[i] || truth[i]) any++;
  }
  return any === 0 ? 0 : both / any;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
