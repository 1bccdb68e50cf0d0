import { describe, expect, it } from 'vitest';
import { KernelError } from '../core/index.ts';
import type { ComputeInfo } from '../engine/index.ts';
import { bytes, fakeEngine, outcome } from './store.fixture.ts';
import { createAppStore } from './store.ts';

describe('a lost graphics device', () => {
  const lost = new KernelError('KERNEL_DEVICE_LOST', 'lost', {});

  /** Loses its device in the first run, and stays lost until `replace`. */
  function losingEngine() {
    let compute: ComputeInfo = { backend: 'webgpu', adapter: 'first', isSoftware: false };
    let runs = 0;
    const engine = fakeEngine({
      understand: async () => {
        runs++;
        if (compute.adapter === 'first') throw lost;
        return outcome();
      },
    });
    Object.defineProperty(engine, 'compute', { get: () => compute });
    return {
      engine,
      runs: () => runs,
      replace: (next: ComputeInfo) => {
        compute = next;
      },
    };
  }

  it('holds the work back until there is another one, and then does it again', async () => {
    const { engine, runs, replace } = losingEngine();
    const store = createAppStore({ engine });
    const opened = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(runs).toBe(1);
    store.getState().deviceLost();
    expect(store.getState()).toMatchObject({ device: 'rebuilding', activity: { what: 'understanding' } });
    expect(store.getState().problem).toBeUndefined();
    replace({ backend: 'webgpu', adapter: 'second', isSoftware: false });
    store.getState().computeChanged(engine.compute);
    await opened;
    expect(runs()).toBe(2);
    expect(store.getState()).toMatchObject({ device: 'restored', result: { instances: 1 } });
    expect(store.getState().activity).toBeUndefined();
    store.getState().dismissDevice();
    expect(store.getState().device).toBe('ready');
  });

  it('is waited for at the start: files are read meanwhile, and nothing is said of it', async () => {
    const { engine, runs, replace } = losingEngine();
    const store = createAppStore({ engine });
    store.setState({ device: 'starting' });
    const opened = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(() => store.getState().scene?.name).toBe('a.npy');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(runs()).toBe(0);
    replace({ backend: 'webgpu', adapter: 'second', isSoftware: false });
    store.getState().computeChanged(engine.compute);
    await opened;
    expect(runs()).toBe(1);
    expect(store.getState()).toMatchObject({
      device: 'ready',
      compute: { adapter: 'second' },
      result: { instances: 1 },
    });
    expect(store.getState().announcement).not.toContain('graphics');
  });

  it('goes on with the CPU, and says how long that takes', async () => {
    const { engine, runs, replace } = losingEngine();
    const store = createAppStore({ engine });
    const opened = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(runs).toBe(1);
    const estimates: (number | undefined)[] = [];
    store.subscribe(({ activity }) => estimates.push(activity?.estimateSeconds));
    replace({ backend: 'wasm', adapter: 'CPU', isSoftware: false });
    store.getState().computeChanged(engine.compute);
    await opened;
    expect(estimates).toContain(12);
    expect(store.getState()).toMatchObject({ device: 'gone', result: { instances: 1 } });
  });

  it('can be cancelled while it waits', async () => {
    const { engine, runs } = losingEngine();
    const store = createAppStore({ engine });
    const opened = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(runs).toBe(1);
    store.getState().cancel();
    await opened;
    expect(store.getState().activity).toBeUndefined();
    expect(store.getState().announcement).toBe('Cancelled.');
  });

  it('is no problem of the work that was on it', () => {
    const store = createAppStore({ engine: fakeEngine() });
    store.getState().report(lost, 'the picture');
    expect(store.getState().problem).toBeUndefined();
  });
});
