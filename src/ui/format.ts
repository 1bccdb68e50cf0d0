/** 1234567 → "1,234,567". */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** "3 objects", "1 object". */
export function plural(value: number, noun: string, many = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : many}`;
}

/** 0.4 ms, 12 ms, 1.25 s, 2 min 5 s: three significant places at most. */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Seconds that are only an estimate: one significant place, never "0". */
export function roughSeconds(seconds: number): string {
  if (seconds < 1) return '1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** Metres, to the millimetre, however large the coordinate. */
export function metres(value: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: 3, maximumFractionDigits: 3, useGrouping: true });
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** "decode-boxes" → "decode boxes". */
export function stageTitle(stage: string): string {
  return stage.replaceAll(/[-_]/g, ' ');
}

/** 0.6 MB, 2.5 MB, 76 MB: megabytes of a million bytes, as browsers and shops count them. */
export function fileSize(bytes: number): string {
  const megabytes = bytes / 1e6;
  return `${megabytes < 9.95 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}

/** Side of a voxel: 5 cm, 2.5 cm, 1 m. */
export function voxelSize(metres: number): string {
  return metres < 1 ? `${Number((metres * 100).toFixed(1))} cm` : `${Number(metres.toFixed(2))} m`;
}

/** "ground truth" → "Ground truth". */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
