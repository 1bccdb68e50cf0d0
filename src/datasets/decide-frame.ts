import {
  type Diagnostics,
  LENGTH_UNIT_NAMES,
  type LengthUnit,
  type OpenOverrides,
  type ReadingDecision,
  UP_AXES,
} from '../core/index.ts';
import { BIN_LAYOUTS, type FoundColumns } from '../formats/index.ts';

/** Collects what was decided while a frame was read: what the page shows and lets the person change. */
export class Decisions {
  readonly list: ReadingDecision[] = [];
  private readonly overrides: OpenOverrides;

  constructor(overrides: OpenOverrides) {
    this.overrides = overrides;
  }

  /** A later word on the same thing replaces the earlier one. */
  add(decision: Omit<ReadingDecision, 'isOverridden'>): void {
    const isOverridden = this.overrides[decision.name] !== undefined;
    const known = this.list.findIndex(({ name }) => name === decision.name);
    this.list.splice(known < 0 ? this.list.length : known, known < 0 ? 0 : 1, { ...decision, isOverridden });
  }

  addColumns({ names, reason, alternatives }: FoundColumns, isHeaderless: boolean): void {
    const lists = [names, ...alternatives, ...(isHeaderless ? Object.values(BIN_LAYOUTS) : [])];
    const choices = [...new Set(lists.map((columns) => columns.join(' ')))];
    this.add({ name: 'columns', value: names.join(' '), reason, choices });
  }
}

/** By format: what its standard or its files say. Other formats say neither. */
const STATED_UP: Readonly<Record<string, string>> = {
  las: 'LAS keeps elevations in z',
  laz: 'LAS keeps elevations in z',
  copc: 'LAS keeps elevations in z',
  e57: 'E57 files have z up',
};

/** Which axis is up and what a unit is: chosen, stated or assumed. */
export function decideFrame(
  decisions: Decisions,
  overrides: OpenOverrides,
  facts: { readonly dataset: string; readonly format: string; readonly diagnostics: Diagnostics },
): { up: NonNullable<OpenOverrides['up']>; units: LengthUnit } {
  const { dataset, format, diagnostics } = facts;
  const isKnown = dataset !== 'file';
  const [up, units] = [overrides.up ?? 'z', overrides.units ?? 'm'];
  const ofLayout = `that is how ${dataset} stores points`;
  const crs = diagnostics.list.find(({ code }) => code === 'CRS_UNIT');
  const assumedUp = STATED_UP[format] ?? (isKnown ? ofLayout : 'the file does not say, and most clouds have z up');
  const assumedUnits = crs
    ? `stored values are kept; ${crs.message.replace(/\.$/, '')}`
    : format === 'e57'
      ? 'E57 files are in metres'
      : isKnown
        ? ofLayout
        : 'the file does not say';
  decisions.add({ name: 'up', value: up, reason: overrides.up ? 'it was chosen' : assumedUp, choices: UP_AXES });
  decisions.add({
    name: 'units',
    value: units,
    reason: overrides.units ? 'it was chosen' : assumedUnits,
    choices: LENGTH_UNIT_NAMES,
  });
  return { up, units };
}
