import fs from 'node:fs/promises';
import path from 'node:path';
import { SourceError } from '../core/index.ts';
import type { StepReport } from '../training/index.ts';

const NAME = 'log.jsonl';

/** What each step of a run printed, a JSON line a step, in the run's folder. */
export class TrainingLog {
  private readonly folder: string;
  private pending = '';

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Forgets what an earlier run in this folder wrote. */
  async clear(): Promise<void> {
    await fs.rm(path.join(this.folder, NAME), { force: true });
  }

  append(report: StepReport): void {
    this.pending += `${JSON.stringify(report)}\n`;
  }

  /** Puts on disk what was appended. */
  async flush(): Promise<void> {
    if (this.pending === '') return;
    const text = this.pending;
    this.pending = '';
    await fs.mkdir(this.folder, { recursive: true });
    await fs.appendFile(path.join(this.folder, NAME), text);
  }

  /**
   * All steps in order. A run that stopped between two checkpoints did some steps again: the later line counts. A line that was cut off
   * when the run was killed is left out.
   * @throws SourceError where there is no log.
   */
  async read(): Promise<StepReport[]> {
    const file = path.join(this.folder, NAME);
    const text = await fs.readFile(file, 'utf8').catch((cause: unknown) => {
      throw new SourceError('SOURCE_UNREADABLE', `no log of a training run: ${file}`, { file }, cause);
    });
    const steps = new Map<number, StepReport>();
    for (const line of text.split('\n')) {
      const report = parseLine(line);
      if (report) steps.set(report.step, report);
    }
    return [...steps.values()].sort((a, b) => a.step - b.step);
  }
}

function parseLine(line: string): StepReport | undefined {
  if (!line.endsWith('}')) return undefined;
  try {
    const report = JSON.parse(line) as Partial<StepReport>;
    return typeof report.step === 'number' && report.losses ? (report as StepReport) : undefined;
  } catch {
    return undefined;
  }
}
