/** Partial failure is data: what a stage noticed but could live with ("12 non-finite points dropped"). Shown, never swallowed. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: 'info' | 'warning';
  readonly message: string;
  /** How often it happened, where it can be counted. */
  readonly count?: number;
}

/** Collects diagnostics. A stage gets one through its options and only ever adds to it. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  info(code: string, message: string, count?: number): void {
    this.add('info', code, message, count);
  }

  warn(code: string, message: string, count?: number): void {
    this.add('warning', code, message, count);
  }

  private add(severity: Diagnostic['severity'], code: string, message: string, count?: number): void {
    this.list.push(count === undefined ? { code, severity, message } : { code, severity, message, count });
  }
}

/** Progress of one stage: `done` of `total` in the stage's own unit (bytes, points, layers). */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** What every long-running function takes besides its input. */
export interface StageOptions {
  readonly signal?: AbortSignal | undefined;
  readonly diagnostics?: Diagnostics | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
