import type { LabelClass, LabelSet } from './label-set.ts';

const entry = (name: string, color: [number, number, number], thing: boolean): LabelClass => ({ name, color, thing });
const ground = (name: string, color: [number, number, number]): LabelClass => ({
  name,
  color,
  thing: false,
  ground: true,
});

/** The 20 ScanNet benchmark classes, in the benchmark's order. Colours are the benchmark's own palette. */
export const SCANNET20: LabelSet = {
  name: 'scannet20',
  classes: [
    entry('wall', [174, 199, 232], false),
    entry('floor', [152, 223, 138], false),
    entry('cabinet', [31, 119, 180], true),
    entry('bed', [255, 187, 120], true),
    entry('chair', [188, 189, 34], true),
    entry('sofa', [140, 86, 75], true),
    entry('table', [255, 152, 150], true),
    entry('door', [214, 39, 40], true),
    entry('window', [197, 176, 213], true),
    entry('bookshelf', [148, 103, 189], true),
    entry('picture', [196, 156, 148], true),
    entry('counter', [23, 190, 207], true),
    entry('desk', [247, 182, 210], true),
    entry('curtain', [219, 219, 141], true),
    entry('refrigerator', [255, 127, 14], true),
    entry('shower curtain', [158, 218, 229], true),
    entry('toilet', [44, 160, 44], true),
    entry('sink', [112, 128, 144], true),
    entry('bathtub', [227, 119, 194], true),
    entry('otherfurniture', [82, 84, 163], true),
  ],
};

/** Voxelens' outdoor classes: what a street seen by a spinning LiDAR is made of, coarse enough to map from every driving set. */
export const OUTDOOR11: LabelSet = {
  name: 'outdoor11',
  classes: [
    ground('road', [128, 100, 150]),
    ground('sidewalk', [230, 60, 200]),
    ground('terrain', [150, 200, 90]),
    entry('building', [225, 180, 90], false),
    entry('vegetation', [40, 150, 70], false),
    entry('pole', [240, 235, 150], false),
    entry('sign', [235, 70, 50], true),
    entry('vehicle', [80, 140, 245], true),
    entry('pedestrian', [255, 80, 110], true),
    entry('cyclist', [90, 220, 225], true),
    entry('other', [150, 155, 165], false),
  ],
};

export const LABEL_SETS: readonly LabelSet[] = [SCANNET20, OUTDOOR11];

/** Colours of classes that a person adds: far from each other, and from most of the palettes above. */
const ADDED_COLORS: readonly (readonly [number, number, number])[] = [
  [255, 64, 196],
  [0, 214, 143],
  [255, 214, 10],
  [112, 88, 255],
  [0, 190, 255],
  [255, 110, 40],
  [164, 255, 80],
  [190, 110, 60],
];

/** Between a label set's name and the classes that were added to it. */
const ADDED = '+';

/**
 * A label set with further classes behind its own. The name says all of it (`scannet20+floor%20lamp`), so that a model's manifest, a
 * worker and a file need nothing else. Added classes are no things: nothing has learned to find their instances.
 * @throws RangeError for a class that is there already, or has no name
 */
export function extendLabelSet(base: LabelSet, names: readonly string[]): LabelSet {
  const classes = [...base.classes];
  for (const name of names) {
    if (name.trim() === '') throw new RangeError('a class needs a name');
    if (classes.some((known) => known.name === name)) throw new RangeError(`there is a class ${name} already`);
    const added = classes.length - rootOf(base).classes.length;
    classes.push({ name, color: ADDED_COLORS[added % ADDED_COLORS.length]!, thing: false });
  }
  return { name: [base.name, ...names.map(encodeURIComponent)].join(ADDED), classes };
}

/** Name of the label set that classes were added to; the name itself where none were. */
export function rootLabelSet(name: string): string {
  return name.split(ADDED)[0]!;
}

function rootOf({ name }: LabelSet): LabelSet {
  return LABEL_SETS.find((set) => set.name === rootLabelSet(name))!;
}

/** The label set of that name, also with added classes; nothing where there is none. */
export function findLabelSet(name: string): LabelSet | undefined {
  const [root, ...added] = name.split(ADDED);
  const base = LABEL_SETS.find((set) => set.name === root);
  if (!base || added.length === 0) return base;
  try {
    return extendLabelSet(base, added.map(decodeURIComponent));
  } catch {
    return undefined; // twice the same class, or a name that nobody encoded
  }
}

/** The label set of that name. Datasets with their own classes map into one of these before anything else sees them. */
export function labelSet(name: string): LabelSet {
  const found = findLabelSet(name);
  if (!found) throw new RangeError(`no label set named ${name}`);
  return found;
}
