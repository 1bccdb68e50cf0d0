import { type AppStoreState, LOOK_COUNTS, type LooksChoice, times } from '../../state/index.ts';
import type { Command } from './command.ts';

const SAMPLES = { street: 'Open the sample street', room: 'Open the sample room' } as const;

export function sampleCommands(): Command[] {
  return (['street', 'room'] as const).map((sample) => ({
    id: `file.sample.${sample}`,
    title: SAMPLES[sample],
    group: 'File',
    run: ({ store }) => void store.getState().openSample(sample),
  }));
}

export function modelCommands({ model }: AppStoreState): Command[] {
  const choices = [{ name: 'auto', title: 'chosen by the scene' }, ...model.available];
  return choices
    .filter(({ name }) => name !== model.choice)
    .map(({ name, title }) => ({
      id: `model.${name}`,
      title: `Model: ${title}`,
      group: 'Model',
      words: `network weights ${name}`,
      run: ({ store }) => void store.getState().setModel(name),
    }));
}

export function looksCommands({ model }: AppStoreState): Command[] {
  const choices: readonly LooksChoice[] = ['auto', ...LOOK_COUNTS];
  return choices
    .filter((looks) => looks !== model.looks)
    .map((looks) => ({
      id: `model.looks.${looks}`,
      title: looks === 'auto' ? 'Look as often as the model is published with' : `Look ${times(looks)}`,
      group: 'Model',
      words: 'careful accuracy quality passes average augmentation',
      run: ({ store }) => void store.getState().setLooks(looks),
    }));
}
