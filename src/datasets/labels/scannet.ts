import { defineClassMap } from './class-map.ts';

const NYU40_NAMES = [
  'wall',
  'floor',
  'cabinet',
  'bed',
  'chair',
  'sofa',
  'table',
  'door',
  'window',
  'bookshelf',
  'picture',
  'counter',
  'blinds',
  'desk',
  'shelves',
  'curtain',
  'dresser',
  'pillow',
  'mirror',
  'floor mat',
  'clothes',
  'ceiling',
  'books',
  'refrigerator',
  'television',
  'paper',
  'towel',
  'shower curtain',
  'box',
  'whiteboard',
  'person',
  'night stand',
  'toilet',
  'sink',
  'lamp',
  'bathtub',
  'bag',
  'otherstructure',
  'otherfurniture',
  'otherprop',
] as const;

/** The benchmark's classes among NYU40's; the other twenty are not evaluated there and ignored here. */
const BENCHMARK: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 24, 28, 33, 34, 36, 39];

/** NYU40 id → scannet20; 0 is "not annotated". */
export const NYU40 = defineClassMap('NYU40', 'scannet20', [
  [0, 'unannotated', undefined],
  ...NYU40_NAMES.map((name, i): [number, string, string | undefined] => [
    i + 1,
    name,
    BENCHMARK.includes(i + 1) ? name : undefined,
  ]),
]);

/** Common annotation texts whose NYU40 class is not their own name. Used where no category table was given. */
const SYNONYMS: Readonly<Record<string, number>> = {
  'kitchen cabinet': 3,
  'kitchen cabinets': 3,
  'bathroom cabinet': 3,
  'file cabinet': 3,
  'bunk bed': 4,
  'office chair': 5,
  armchair: 5,
  'arm chair': 5,
  couch: 6,
  loveseat: 6,
  'coffee table': 7,
  'dining table': 7,
  'end table': 7,
  'conference table': 7,
  doorframe: 8,
  'door frame': 8,
  bookcase: 10,
  painting: 11,
  poster: 11,
  'kitchen counter': 12,
  'bathroom counter': 12,
  'bathroom vanity': 12,
  countertop: 12,
  shelf: 15,
  shelve: 15,
  fridge: 24,
  refridgerator: 24,
  'mini fridge': 24,
  tv: 25,
  monitor: 40,
  stool: 40,
  backpack: 37,
  nightstand: 32,
  shower: 38,
  'kitchen sink': 34,
  'bathroom sink': 34,
  tub: 36,
  trashcan: 39,
  'trash can': 39,
  'trash bin': 39,
  'recycling bin': 39,
  'laundry basket': 40,
  clock: 40,
  microwave: 40,
  toaster: 40,
  'toaster oven': 40,
  guitar: 40,
  scale: 40,
  'tissue box': 40,
};

/** NYU40 id of an annotation text by our own small dictionary: a class name, its plural, or a common synonym. */
export function nyu40OfText(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const named = (name: string) => (NYU40_NAMES as readonly string[]).indexOf(name) + 1;
  return SYNONYMS[word] ?? (named(word) || named(word.replace(/s$/, '')) || undefined);
}
