import { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import {
  BrowserEngine,
  candidates,
  spawnCpuSideWorker,
  spawnDecodeWorker,
  spawnJudgeWorker,
  spawnSegmentWorker,
  spawnTeachWorker,
  spawnTuneWorker,
  WorkerCpuSide,
  WorkerJudge,
  WorkerSegmenter,
  WorkerTeacher,
  WorkerTuner,
} from '../engine/index.ts';
import { fromDrop, fromFileList } from '../sources/index.ts';
import { createAppStore } from '../state/index.ts';
import { App, type AppProps, type Intake } from '../ui/index.ts';
import { readAddress } from './address.ts';
import { startGpu } from './compute.ts';
import { correctionDatabase } from './correction-database.ts';
import { createRecovery } from './device-recovery.ts';
import { rememberExport, rememberedExport, saveFile } from './export-file.ts';
import {
  defaultModel,
  rememberedLooks,
  rememberedModel,
  rememberLooks,
  rememberModel,
  traitsOfDevice,
} from './model-preference.ts';
import { goOffline } from './offline.ts';
import { keepPointBudget } from './point-budget.ts';
import { installProbe } from './probe.ts';
import { keepViews } from './saved-views.ts';
import { ViewerBinding } from './viewer-binding.ts';

/** Wires everything together, once. */
async function main(root: HTMLElement): Promise<void> {
  const address = readAddress(new URL(location.href));
  let failure: unknown;
  const starting = startGpu(address.forceCpu, address.tile).catch((error: unknown) => {
    failure = error;
    return undefined;
  });
  const baseUrl = new URL('./', document.baseURI).href;
  const cpu = new WorkerCpuSide(spawnCpuSideWorker);
  const engine = new BrowserEngine({ baseUrl, spawnWorker: spawnDecodeWorker, cpu });
  const judging = new WorkerJudge(spawnJudgeWorker);
  const teaching = new WorkerTeacher(spawnTeachWorker, engine);
  const tuning = new WorkerTuner(spawnTuneWorker, teaching, engine);
  const segmenting = new WorkerSegmenter(spawnSegmentWorker);
  const corrections = correctionDatabase();
  const modelChoice = address.model ?? rememberedModel() ?? defaultModel(traitsOfDevice());
  const exportChoice = rememberedExport();
  const store = createAppStore({
    engine,
    judging,
    segmenting,
    corrections,
    teaching,
    tuning,
    modelChoice,
    rememberModel,
    looksChoice: rememberedLooks() ?? 'auto',
    rememberLooks,
    exportChoice,
    rememberExport,
    saveFile,
  });
  // The page is there before the graphics device is: pictures and networks wait for it, nothing else does.
  store.setState({ device: 'starting' });
  const binding = new ViewerBinding(store);
  binding.sharedView = address.view;
  keepViews(store);
  keepPointBudget(store);
  const recovery = createRecovery(store, engine, binding, address.tile);
  installProbe(store, binding, () => recovery.losses);

  const { openFiles, openSample, readFinds, readViews, report } = store.getState();
  const intake: Intake = {
    drop: (transfer) => {
      fromDrop(transfer).then(openFiles, (error: unknown) => report(error, 'the drop'));
    },
    pick: (files) => void openFiles(fromFileList(files)),
    takeFinds: (files) => {
      for (const source of fromFileList(files)) void readFinds(source);
    },
    takeViews: (files) => {
      for (const source of fromFileList(files)) void readViews(source);
    },
  };

  const update = createUpdate();
  goOffline(update.offer);
  createRoot(root).render(
    <StrictMode>
      <Root store={store} view={binding} intake={intake} update={update} />
    </StrictMode>,
  );
  const opened = openSample(address.sample);

  const gpu = await starting;
  if (gpu) recovery.watch(gpu);
  engine.replaceOps(gpu?.ops);
  engine.warmUp(candidates(store.getState().model.choice));
  store.getState().computeChanged(engine.compute);
  await binding.attach(gpu, undefined);
  // The page works on the CPU all the same; each piece of work clears what the one before had to say.
  const tell = (): void => {
    if (failure !== undefined && !store.getState().problem) report(failure, 'the graphics device');
  };
  tell();
  void opened.finally(tell);
}

function Root({ update, ...page }: AppProps & { readonly update: Update }) {
  return <App {...page} onUpdate={useSyncExternalStore(update.subscribe, update.current)} />;
}

type Update = ReturnType<typeof createUpdate>;

/** The offer of a newer version, as something that React can follow. */
function createUpdate() {
  let take: (() => void) | undefined;
  let changed: () => void = () => undefined;
  return {
    offer: (next: () => void): void => {
      take = next;
      changed();
    },
    current: () => take,
    subscribe: (listener: () => void) => {
      changed = listener;
      return () => {
        changed = () => undefined;
      };
    },
  };
}

const root = document.getElementById('root');
if (root) void main(root);
