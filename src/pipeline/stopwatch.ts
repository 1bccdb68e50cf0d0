import { nextTask, type StageOptions, throwIfCancelled } from '../core/index.ts';

/**
 * Times stages in order, each in a task of its own, reports each as it begins, and stops between them when asked to. A stage done twice
 * counts twice.
 */
export class Stopwatch {
  readonly stagesMs: Record<string, number>;
  private readonly options: StageOptions;
  private readonly stages: readonly string[];

  /** Times are added to `stagesMs` where several stopwatches measure one work. */
  constructor(stages: readonly string[], options: StageOptions & { readonly stagesMs?: Record<string, number> }) {
    this.stages = stages;
    this.stagesMs = options.stagesMs ?? {};
    this.options = options;
  }

  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    await nextTask();
    throwIfCancelled(this.options.signal, 'understanding');
    this.options.onProgress?.({ stage, done: this.stages.indexOf(stage), total: this.stages.length });
    const started = performance.now();
    const result = await work();
    this.stagesMs[stage] = (this.stagesMs[stage] ?? 0) + performance.now() - started;
    return result;
  }
}
