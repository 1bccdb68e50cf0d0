import { type WrittenFile, writeLabelLines, writeMaskLines } from '../../formats/index.ts';
import { idsOf, NYU40_IDS } from './label-ids.ts';
import type { ExportLabels } from './subject.ts';

/**
 * ScanNet's evaluation files of one scan. `semantic/<scan>.txt`: the NYU40 id of every point. Predicted instances: `instance/<scan>.txt`
 * with a line `pred_mask/… id confidence` an instance, and its mask. Annotated ones: `instance_gt/<scan>.txt`, id · 1000 + instance.
 */
export function scannetFiles(scan: string, labels: ExportLabels): WrittenFile[] {
  const ids = idsOf(labels, NYU40_IDS)!;
  const semantic = { name: `semantic/${scan}.txt`, bytes: writeLabelLines(ids) };
  if (!labels.instance) return [semantic];
  if (labels.kind === 'annotated') {
    const instance = numbered(labels);
    const both = ids.map((id, i) => (instance[i] === 0 ? 0 : id * 1000 + instance[i]!));
    return [semantic, { name: `instance_gt/${scan}.txt`, bytes: writeLabelLines(both) }];
  }
  const known = labels.instances.filter(({ className }) => NYU40_IDS.ids[className]);
  const masks = known.map(({ id }, index) => ({
    name: `instance/pred_mask/${scan}_${String(index).padStart(3, '0')}.txt`,
    bytes: writeMaskLines(labels.instance!, id),
  }));
  const lines = known.map(({ className, score }, index) => {
    const mask = masks[index]!.name.replace(/^instance\//, '');
    return `${mask} ${NYU40_IDS.ids[className]} ${(score ?? 1).toFixed(6)}\n`;
  });
  const list = { name: `instance/${scan}.txt`, bytes: new TextEncoder().encode(lines.join('')) };
  return [semantic, list, ...masks];
}

/** 1, 2, … in order of appearance: the benchmark keeps three digits for them. */
function numbered({ instance }: ExportLabels): Uint32Array {
  const numbers = new Map<number, number>([[0, 0]]);
  return Uint32Array.from(instance!, (id) => {
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known;
  });
}
