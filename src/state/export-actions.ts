import { CancelledError, type StageOptions } from '../core/index.ts';
import type { Engine, ExportedFile, ExportRequest, LabelChoice } from '../engine/index.ts';
import type { Activity, AppActions, AppStoreState, ExportChoice } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';

/** What the store lends to the actions on exports. */
export interface ExportWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  job(activity: Activity, work: (options: StageOptions) => Promise<void>): Promise<unknown>;
  save(file: ExportedFile): void;
  remember(choice: ExportChoice): void;
}

type Set = (update: Partial<AppStoreState>) => void;
type ExportActions = Pick<AppActions, 'loadExportOffers' | 'setExportChoice' | 'exportScene'>;

/** Saying what an export would lose, and writing it. */
export function exportActions(set: Set, get: () => AppStoreState, work: ExportWork): ExportActions {
  const { engine, registry } = work;
  let asked = 0;

  function requestOf(labels: LabelChoice): ExportRequest | undefined {
    const { scene, outcome } = registry.current ?? {};
    return scene && { scene, labels, ...(outcome ? { predicted: outcome.understanding } : {}) };
  }

  return {
    loadExportOffers: async (labels) => {
      const request = requestOf(labels);
      const question = ++asked;
      set({ exportOffers: undefined });
      if (!request) return;
      try {
        const exportOffers = await engine.exportOffers(request, {});
        if (question === asked) set({ exportOffers });
      } catch (error) {
        if (question === asked) get().report(error, 'the export');
      }
    },
    setExportChoice: (exportChoice) => {
      set({ exportChoice });
      work.remember(exportChoice);
    },
    exportScene: async () => {
      const { exportChoice, activity } = get();
      const request = requestOf(exportChoice.labels);
      if (!request || activity) return;
      await work.job({ what: 'exporting', subject: `“${request.scene.cloud.name}”` }, async (options) => {
        const file = await engine.exportFile(request, exportChoice.target, options);
        if (options.signal?.aborted) throw new CancelledError('exporting');
        work.save(file);
        get().toast(`Exported as ${file.name}.`);
      });
    },
  };
}
