import { type GroundTruth, IGNORE_LABEL, type LabelSet, labelSet } from '../core/index.ts';
import { type ClassMap, mapClasses, mapTruth, TAXONOMIES, taxonomyMap } from '../datasets/index.ts';

/**
 * In which classes truth and prediction are compared. `classes`: those of the model, by name. `taxonomy`: a coarser list. `table`: the
 * person says for each class of the truth which class of the model it is, or −1 for none.
 */
export type MappingChoice =
  | { readonly kind: 'classes' }
  | { readonly kind: 'taxonomy'; readonly name: string }
  | { readonly kind: 'table'; readonly to: readonly number[] };

export interface JudgedClass {
  readonly name: string;
  /** sRGB 0–255. */
  readonly color: readonly [number, number, number];
  /** Countable: its objects and boxes are scored. */
  readonly thing: boolean;
}

/** What a mapping needs of a truth: its label set, and the source's own numbers where it has them. */
export type MappedTruth = Pick<GroundTruth, 'labelSet' | 'semantic' | 'source'>;

/** Tables from the label sets of truth and model into one list of classes. */
export interface LabelMapping {
  readonly choice: MappingChoice;
  readonly title: string;
  /** What is left out, and why. */
  readonly rule: string;
  readonly classes: readonly JudgedClass[];
  /** Of the truth's classes, by index in its label set. */
  readonly ofTruth: Int16Array;
  /** Of the model's classes, by index in its label set; −1 where it has no counterpart, which is a miss. */
  readonly ofModel: Int16Array;
  /** int16 [points] the truth in these classes, `IGNORE_LABEL` where nothing is asked. Absent without per-point truth. */
  truth(): Int16Array | undefined;
}

/** Ways to compare, the best first. Never empty: where names and taxonomies say nothing the person can fill a table. */
export function mappingChoices(truth: MappedTruth, model: string): MappingChoice[] {
  const from = labelSet(truth.labelSet);
  const to = labelSet(model);
  const taxonomies = TAXONOMIES.filter(({ name }) => taxonomyMap(model, name) && mapOfTruth(truth, name));
  const byTaxonomy = taxonomies.map(({ name }): MappingChoice => ({ kind: 'taxonomy', name }));
  const table: MappingChoice = { kind: 'table', to: namesakes(from, to) };
  if (from.name === to.name) return [{ kind: 'classes' }, ...byTaxonomy, table];
  const byName: MappingChoice[] = table.to.some((index) => index >= 0) ? [{ kind: 'classes' }] : [];
  return [...byTaxonomy, ...byName, table];
}

/** The choice where the two label sets can be compared so, else the best one that there is. */
export function resolveMapping(truth: MappedTruth, model: string, choice: MappingChoice | undefined): LabelMapping {
  const choices = mappingChoices(truth, model);
  const classes = labelSet(truth.labelSet).classes.length;
  const fits = choices.some((offered) => {
    if (offered.kind !== choice?.kind) return false;
    if (offered.kind === 'taxonomy') return choice.kind === 'taxonomy' && choice.name === offered.name;
    return choice.kind !== 'table' || choice.to.length === classes;
  });
  const used = choice && fits ? choice : (choices[0] as MappingChoice);
  return used.kind === 'taxonomy' ? taxonomyMapping(truth, model, used) : tableMapping(truth, model, used);
}

export function mappingTitle(choice: MappingChoice, model: string): string {
  if (choice.kind === 'classes') return `${model}, class by class`;
  if (choice.kind === 'table') return 'Your own table';
  return choice.name;
}

function tableMapping(
  { labelSet: from, semantic }: MappedTruth,
  model: string,
  choice: Exclude<MappingChoice, { kind: 'taxonomy' }>,
): LabelMapping {
  const truths = labelSet(from);
  const labels = labelSet(model);
  const to = choice.kind === 'table' ? choice.to : namesakes(truths, labels);
  const ofTruth = Int16Array.from(to);
  const missing = truths.classes.filter((_, index) => ofTruth[index] === -1).map(({ name }) => name);
  return {
    choice,
    title: mappingTitle(choice, model),
    rule: missing.length === 0 ? 'Every labelled point counts.' : `Ignored as truth: ${missing.join(', ')}.`,
    classes: labels.classes,
    ofTruth,
    ofModel: Int16Array.from(labels.classes, (_, index) => index),
    truth: () => semantic?.map((label) => (label === IGNORE_LABEL ? IGNORE_LABEL : (ofTruth[label] ?? -1))),
  };
}

function taxonomyMapping(
  truth: MappedTruth,
  model: string,
  choice: Extract<MappingChoice, { kind: 'taxonomy' }>,
): LabelMapping {
  const labels = labelSet(model);
  const guessMap = taxonomyMap(model, choice.name) as ClassMap;
  const truthMap = mapOfTruth(truth, choice.name) as ClassMap;
  const ofModel = mapClasses(guessMap, Array.from(labels.classes.keys()));
  const viaLabels = taxonomyMap(truth.labelSet, choice.name);
  const truths = labelSet(truth.labelSet).classes;
  const names = TAXONOMIES.find(({ name }) => name === choice.name)?.classes ?? [];
  const { source, semantic } = truth;
  return {
    choice,
    title: mappingTitle(choice, model),
    rule: truthMap.rule,
    classes: names.map((name, index) => {
      const members = labels.classes.filter((_, classId) => ofModel[classId] === index);
      return {
        name,
        color: members[0]?.color ?? [150, 155, 165],
        thing: members.length > 0 && members.every(({ thing }) => thing),
      };
    }),
    ofTruth: viaLabels ? mapTruth(viaLabels, Array.from(truths.keys())) : new Int16Array(truths.length).fill(-1),
    ofModel,
    truth: () => {
      if (!semantic) return undefined;
      return source && truthMap.from === source.scheme
        ? mapClasses(truthMap, source.ids)
        : mapTruth(truthMap, semantic);
    },
  };
}

/** The straight way from the source's own numbers where there is one, else through the label set. */
function mapOfTruth({ labelSet, source }: MappedTruth, taxonomy: string): ClassMap | undefined {
  return taxonomyMap(source?.scheme, taxonomy) ?? taxonomyMap(labelSet, taxonomy);
}

/** For each class of `from` the class of `to` that has its name, or −1. */
function namesakes(from: LabelSet, to: LabelSet): number[] {
  return from.classes.map(({ name }) => to.classes.findIndex((entry) => entry.name === name));
}
