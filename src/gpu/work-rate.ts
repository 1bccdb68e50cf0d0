/** Longest submit, so that the page keeps drawing; longest dispatch, so that no driver's watchdog wakes. */
const SUBMIT_MS = 100;
const DISPATCH_MS = 20;
/** Shorter submits are mostly latency: they may show that a device is faster than believed, never that it is slower. */
const TELLING_MS = 10;
/** Callbacks of several submits arrive together: the time between them is no time that anything took. */
const LEAST_MS = 2;
/** What one measurement may raise the rate by: the next one is made with longer submits. */
const MOST_RISE = 2;
/** Multiply-adds a millisecond that any device manages, before the first measurement: one CPU core, a weak integrated GPU. */
const SOFTWARE_START = 1e6;
const GPU_START = 5e7;

/** What this device manages, learned from finished submits and remembered as long as the device lives. */
export class WorkRate {
  private perMs: number;
  /** When the device was last known to have finished everything. */
  private idleSince = 0;
  /** Work that is done and not measured yet, and when the first of it began. */
  private unmeasured = { work: 0, sinceMs: 0 };

  constructor(isSoftware: boolean) {
    this.perMs = isSoftware ? SOFTWARE_START : GPU_START;
  }

  /** Multiply-adds that one submit, and one dispatch, should stay below. */
  get submitWork(): number {
    return this.perMs * SUBMIT_MS;
  }

  get dispatchWork(): number {
    return this.perMs * DISPATCH_MS;
  }

  /** A submit of `work` multiply-adds, sent at `submittedMs`, was done at `doneMs`. */
  learn(work: number, submittedMs: number, doneMs: number): void {
    if (submittedMs >= this.idleSince) this.unmeasured = { work: 0, sinceMs: submittedMs };
    this.idleSince = doneMs;
    const tookMs = doneMs - this.unmeasured.sinceMs;
    const sum = this.unmeasured.work + work;
    if (work > 0 && tookMs < LEAST_MS) {
      this.unmeasured.work = sum;
      return;
    }
    this.unmeasured = { work: 0, sinceMs: doneMs };
    if (work <= 0) return; // nothing is known of what ran
    const measured = sum / tookMs;
    const next = tookMs >= TELLING_MS ? (this.perMs + measured) / 2 : Math.max(this.perMs, measured);
    this.perMs = Math.min(next, this.perMs * MOST_RISE);
  }
}

const rates = new WeakMap<GPUDevice, WorkRate>();

export function workRate(device: GPUDevice, isSoftware: boolean): WorkRate {
  let rate = rates.get(device);
  if (!rate) {
    rate = new WorkRate(isSoftware);
    rates.set(device, rate);
  }
  return rate;
}

/** Cuts a list into runs of at most `most` work each; what is larger alone stays alone. */
export function cutByWork<T extends { readonly work: number }>(items: readonly T[], most: number): readonly T[][] {
  const runs: T[][] = [];
  let sum = 0;
  for (const item of items) {
    if (runs.length === 0 || sum + item.work > most) {
      runs.push([]);
      sum = 0;
    }
    runs.at(-1)!.push(item);
    sum += item.work;
  }
  return runs;
}
