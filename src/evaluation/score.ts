/** A score between 0 and 1, or null where there was nothing to score: JSON has no NaN. */
export type Score = number | null;

export function orNull(value: number | undefined): Score {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** In per cent with one decimal, or a dash. */
export function percent(value: Score | undefined): string {
  return value === null || value === undefined ? '–' : (100 * value).toFixed(1);
}
