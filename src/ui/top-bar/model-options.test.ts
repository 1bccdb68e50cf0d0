import { describe, expect, it } from 'vitest';
import type { AvailableModel } from '../../state/index.ts';
import { modelOptions } from './model-options.ts';

const OUTDOOR: AvailableModel = {
  name: 'outdoor',
  title: 'Streets',
  domain: 'outdoor',
  voxelSizeM: 0.2,
  bytes: 2_516_736,
  size: 'full',
};
const TINY: AvailableModel = { ...OUTDOOR, name: 'outdoor-tiny', size: 'tiny', bytes: 640_000 };
const OWN: AvailableModel = {
  name: 'own-1',
  title: 'My rooms',
  domain: 'indoor',
  voxelSizeM: 0.025,
  bytes: 76_000_000,
  kept: 'session',
};

describe('modelOptions', () => {
  it('shows each model with its size and voxels, own ones apart', () => {
    const options = modelOptions({ looks: 'auto', choice: 'auto', available: [OUTDOOR, TINY, OWN] });
    expect(options).toEqual([
      { value: 'auto', text: 'Auto' },
      { value: 'auto-tiny', text: 'Auto, tiny' },
      { value: 'outdoor', text: 'Outdoor · 2.5 MB · 20 cm voxels', group: 'Models of this page' },
      { value: 'outdoor-tiny', text: 'Outdoor, tiny · 0.6 MB · 20 cm voxels', group: 'Models of this page' },
      {
        value: 'own-1',
        text: 'My rooms (indoor) · 76 MB · 2.5 cm voxels · until the page is closed',
        group: 'Your models',
      },
    ]);
  });

  it('says what the automatic choice came to, and why', () => {
    const [auto] = modelOptions({
      looks: 'auto',
      choice: 'auto',
      used: 'outdoor',
      reason: 'the cloud is 80 m wide',
      available: [OUTDOOR],
    });
    expect(auto).toMatchObject({
      text: 'Auto: outdoor',
      title: 'outdoor · 2.5 MB · 20 cm voxels · the cloud is 80 m wide',
    });
  });

  it('says a chosen one short, and all of it in its title', () => {
    const chosen = modelOptions({ looks: 'auto', choice: 'outdoor', available: [OUTDOOR] }).find(
      ({ value }) => value === 'outdoor',
    );
    expect(chosen).toMatchObject({ text: 'Outdoor', title: 'Outdoor · 2.5 MB · 20 cm voxels' });
  });

  it('offers no tiny model where there is none, but always what is chosen', () => {
    const values = (choice: string) =>
      modelOptions({ looks: 'auto', choice, available: [OUTDOOR] }).map(({ value }) => value);
    expect(values('auto')).toEqual(['auto', 'outdoor']);
    expect(values('auto-tiny')).toEqual(['auto', 'auto-tiny', 'outdoor']);
    expect(values('own-gone')).toEqual(['auto', 'outdoor', 'own-gone']);
  });
});
