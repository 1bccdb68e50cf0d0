import { describe, expect, it } from 'vitest';
import type { Outcome } from '../engine/index.ts';
import { bytes, fakeEngine, outcome, profile, untilCancelled } from './store.fixture.ts';
import { createAppStore } from './store.ts';

describe('results', () => {
  it('gives each replaced result back', async () => {
    const released: Outcome[] = [];
    const made: Outcome[] = [];
    const engine = fakeEngine({
      understand: async () => {
        made.push(outcome());
        return made.at(-1) as Outcome;
      },
      release: (old) => released.push(old),
    });
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().setModel('indoor');
    await store.getState().setFrame(1);
    expect(made).toHaveLength(3);
    expect(released).toEqual(made.slice(0, 2));
    expect(store.registry.current?.outcome).toBe(made[2]);
  });

  it('forgets GPU handles of a lost device, not the results', async () => {
    const resident = {} as NonNullable<Outcome['resident']>;
    const store = createAppStore({ engine: fakeEngine({ understand: async () => ({ ...outcome(), resident }) }) });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(store.registry.current?.outcome?.resident).toBe(resident);
    store.getState().computeChanged({ backend: 'wasm', adapter: 'CPU', isSoftware: false });
    expect(store.registry.current?.outcome?.resident).toBeUndefined();
    expect(store.registry.current?.outcome?.understanding).toBeDefined();
    expect(store.getState().revision).toBe(store.registry.current?.revision);
  });
});

describe('the registry', () => {
  it('never holds another scene or result than the state speaks of, whenever a listener looks', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    const apart: unknown[] = [];
    store.subscribe(() => {
      const [held, told] = [store.registry.current?.revision ?? 0, store.getState().revision];
      if (held !== told) apart.push([held, told]);
    });
    await store.getState().openFiles([bytes('a.npy')]);
    // Something that can be undone and belongs to the scene: the next one forgets it, which is told.
    store.getState().toggleClass(1);
    await store.getState().openFiles([bytes('b.npy')]);
    await store.getState().setFrame(1);
    await store.getState().setModel('indoor');
    expect(store.getState().revision).toBeGreaterThan(4);
    expect(apart).toEqual([]);
  });
});

describe('self-check', () => {
  it('keeps its result, and a failure is a problem of its own', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().runSelfCheck();
    expect(store.getState().selfCheck).toMatchObject({ passed: true });

    const failing = createAppStore({ engine: fakeEngine({ selfCheck: () => Promise.reject(new Error('no device')) }) });
    await failing.getState().runSelfCheck();
    expect(failing.getState().selfCheck).toBeUndefined();
    expect(failing.getState().problem?.subject).toBe('the self-check');
  });
});

describe('profiling', () => {
  it('times the scene on screen, and forgets it with the scene', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().runProfile();
    expect(store.getState().profile).toBeUndefined();
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().runProfile();
    expect(store.getState().profile).toBe(profile);
    expect(store.getState().announcement).toBe('Profiled: 1 layers and kernels.');
    expect(store.getState().result).toBeDefined();
    await store.getState().openFiles([bytes('b.npy')]);
    expect(store.getState().profile).toBeUndefined();
  });

  it('can be cancelled', async () => {
    const store = createAppStore({ engine: fakeEngine({ profile: (_, __, options) => untilCancelled(options) }) });
    await store.getState().openFiles([bytes('a.npy')]);
    const running = store.getState().runProfile();
    expect(store.getState().activity).toMatchObject({ what: 'profiling' });
    store.getState().cancel();
    await running;
    expect(store.getState()).toMatchObject({ announcement: 'Cancelled.', activity: undefined });
  });
});

describe('exporting', () => {
  it('hands the file over, remembers the choice, and sends the prediction along', async () => {
    const saved: string[] = [];
    const remembered: unknown[] = [];
    const sent: boolean[] = [];
    const engine = fakeEngine({
      exportFile: async ({ predicted }, target) => {
        sent.push(predicted !== undefined);
        return { name: `a.${target}`, bytes: new Uint8Array(1) };
      },
    });
    const saveFile = ({ name }: { readonly name: string }): void => void saved.push(name);
    const rememberExport = (choice: unknown): void => void remembered.push(choice);
    const store = createAppStore({ engine, saveFile, rememberExport });
    await store.getState().exportScene();
    await store.getState().openSample('street');
    store.getState().setExportChoice({ target: 'las', labels: 'predicted' });
    await store.getState().exportScene();
    expect(saved).toEqual(['a.las']);
    expect(sent).toEqual([true]);
    expect(remembered).toEqual([{ target: 'las', labels: 'predicted' }]);
    expect(store.getState()).toMatchObject({ activity: undefined, announcement: 'Exported as a.las.' });
  });

  it('saves nothing once cancelled', async () => {
    const saved: string[] = [];
    const engine = fakeEngine({ exportFile: (_, __, options) => untilCancelled(options) });
    const store = createAppStore({ engine, saveFile: ({ name }) => void saved.push(name) });
    await store.getState().openSample('street');
    const exporting = store.getState().exportScene();
    expect(store.getState().activity?.what).toBe('exporting');
    store.getState().cancel();
    await exporting;
    expect(saved).toEqual([]);
    expect(store.getState()).toMatchObject({ problem: undefined, activity: undefined });
  });
});
