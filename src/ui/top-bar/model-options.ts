import type { AvailableModel, ModelChoice, ModelState } from '../../state/index.ts';
import type { SelectOption } from '../controls/Select.tsx';
import { fileSize, voxelSize } from '../format.ts';

const AUTO_TITLES = { auto: 'Auto', 'auto-tiny': 'Auto, tiny' } as const;

/** What can be chosen, each with its size and its voxels. The chosen one is short: its facts are its title. */
export function modelOptions({ choice, used, reason, available }: ModelState): readonly SelectOption<ModelChoice>[] {
  const usedModel = available.find(({ name }) => name === used);
  const facts = [used, usedModel && sizes(usedModel), reason].filter((fact) => fact !== undefined).join(' · ');
  const options: SelectOption<ModelChoice>[] = [];
  for (const auto of ['auto', 'auto-tiny'] as const) {
    // Without a tiny model there is nothing to choose, unless the address or an earlier visit chose it.
    if (auto === 'auto-tiny' && choice !== auto && !available.some(({ size }) => size === 'tiny')) continue;
    const isUsed = choice === auto && used !== undefined;
    const title = AUTO_TITLES[auto];
    options.push({ value: auto, text: isUsed ? `${title}: ${used}` : title, ...(isUsed && { title: facts }) });
  }
  for (const model of available) {
    const isOwn = model.kept !== undefined;
    const name = isOwn ? `${model.title} (${model.domain})` : shippedTitle(model);
    const full = `${name} · ${sizes(model)}${model.kept === 'session' ? ' · until the page is closed' : ''}`;
    options.push({
      value: model.name,
      ...(model.name === choice ? { text: name, title: full } : { text: full }),
      group: isOwn ? 'Your models' : 'Models of this page',
    });
  }
  if (!options.some(({ value }) => value === choice)) options.push({ value: choice, text: choice });
  return options;
}

function shippedTitle({ domain, size }: AvailableModel): string {
  const place = `${domain.charAt(0).toUpperCase()}${domain.slice(1)}`;
  return size === 'tiny' ? `${place}, tiny` : place;
}

function sizes({ bytes, voxelSizeM }: AvailableModel): string {
  return `${fileSize(bytes)} · ${voxelSize(voxelSizeM)} voxels`;
}
