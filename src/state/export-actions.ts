import { CancelledError, type StageOptions } from '../core/index.ts';
import type { Engine, ExportedFile, ExportRequest } from '../engine/index.ts';
import type { Activity, AppActions, AppStoreState, ExportChoice, ShownLabels } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import { truthOf } from './corrections.ts';
import type { SegmentDesk } from './segment-desk.ts';

/** What the store lends to the actions on exports. */
export interface ExportWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  readonly desk: SegmentDesk;
  job(activity: Activity, work: (options: StageOptions) => Promise<void>): Promise<unknown>;
  save(file: ExportedFile): void;
  remember(choice: ExportChoice): void;
}

type Set = (update: Partial<AppStoreState>) => void;
type ExportActions = Pick<AppActions, 'loadExportOffers' | 'setExportChoice' | 'exportScene'>;

/** Saying what an export would lose, and writing it. */
export function exportActions(set: Set, get: () => AppStoreState, work: ExportWork): ExportActions {
  const { engine, registry, desk } = work;
  let asked = 0;

  function requestOf(labels: ShownLabels): ExportRequest | undefined {
    const { scene, outcome } = registry.current ?? {};
    if (labels === 'corrected') {
      const corrected = registry.current && desk.corrected(registry.current);
      // They are written like labels of the files: by whoever knows better than the network.
      return (
        scene && {
          scene: corrected ? { ...scene, truth: truthOf(corrected) } : scene,
          labels: corrected ? 'annotated' : 'none',
        }
      );
    }
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
