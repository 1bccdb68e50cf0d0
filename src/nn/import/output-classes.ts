import { classIndex, LABEL_SETS, type LabelSet, labelSet } from '../../core/index.ts';
import file from './class-lists.json' with { type: 'json' };

/** Classes that checkpoints have been trained on, in the order of their outputs, and what they are in a label set of ours. */
interface ClassList {
  readonly name: string;
  readonly to: string;
  readonly rule: string;
  readonly classes: readonly (readonly (string | null)[])[];
}

const LISTS: readonly ClassList[] = file;

export interface OutputClasses {
  readonly labels: LabelSet;
  /** Index in `labels` of each output, −1 for one without a counterpart. Absent: the outputs are the label set. */
  readonly outputClasses?: readonly number[];
  /** What was folded into what, in words. */
  readonly rule: string;
}

export const CLASS_LIST_NAMES: readonly string[] = [...LABEL_SETS, ...LISTS].map(({ name }) => name);

/** The classes of a label set or list by name; without a name the one with so many. */
export function outputClasses(outputs: number, name: string | undefined): OutputClasses | undefined {
  const fits = (list: { readonly name: string; readonly classes: { readonly length: number } }) =>
    list.classes.length === outputs && (name === undefined || list.name === name);
  const labels = LABEL_SETS.find(fits);
  if (labels) return { labels, rule: `the outputs are the classes of ${labels.name}` };
  const list = LISTS.find(fits);
  if (!list) return undefined;
  const to = labelSet(list.to);
  const classes = list.classes.map(([, target]) => (typeof target === 'string' ? classIndex(to, target) : -1));
  return { labels: to, outputClasses: classes, rule: `${list.name} in ${list.to}. ${list.rule}` };
}
