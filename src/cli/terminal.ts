import type { Diagnostic, Progress } from '../core/index.ts';

/** Where a command writes, and who may stop it. Tests pass their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether stderr is a screen: progress is then one line that is rewritten, else JSON lines. */
  readonly errIsScreen: boolean;
  readonly signal: AbortSignal;
}

const MIN_INTERVAL_MS = 200;
const ERASE_LINE = '\r\u001b[2K';

/** Reports progress on stderr: thinned out, except that a stage's end is always told. */
export class ProgressReporter {
  private readonly terminal: Terminal;
  private readonly now: () => number;
  private lastMs = Number.NEGATIVE_INFINITY;
  private lineIsOpen = false;

  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.terminal = terminal;
    this.now = now;
  }

  readonly report = (progress: Progress): void => {
    const isEnd = progress.done >= progress.total;
    if (!isEnd && this.now() - this.lastMs < MIN_INTERVAL_MS) return;
    this.lastMs = this.now();
    if (!this.terminal.errIsScreen) {
      this.terminal.err(`${JSON.stringify(progress)}\n`);
      return;
    }
    const percent = progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : 100;
    this.terminal.err(`${ERASE_LINE}${progress.stage} ${percent} %`);
    this.lineIsOpen = true;
  };

  /** Takes the progress line off the screen, before anything else is written. */
  finish(): void {
    if (this.lineIsOpen) this.terminal.err(ERASE_LINE);
    this.lineIsOpen = false;
  }
}

/** What was noticed, one line each, for people. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ severity, message }) => `${severity === 'warning' ? 'warning' : 'note'}: ${message}\n`)
    .join('');
}

/** Rows as aligned columns; numbers to the right. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `  ${line}\n`).join('');
}
