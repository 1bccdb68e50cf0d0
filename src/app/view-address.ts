import type { SeenFrom } from '../state/index.ts';

/** A view that an address holds, and the name of the scene that it is of. */
export interface SharedView {
  readonly seen: SeenFrom;
  readonly of: string;
}

const KEYS = { view: 'view', of: 'of' } as const;

/** The address that opens this view of the scene of that name: `#view=x,y,z,x,y,z,perspective&of=name`, metres. */
export function viewAddress(page: URL, { eye, target, projection }: SeenFrom, of: string): URL {
  const address = new URL(page);
  const words = new URLSearchParams(address.hash.replace(/^#\??/, ''));
  words.set(KEYS.view, [...[...eye, ...target].map((metres) => Number(metres.toFixed(3))), projection].join());
  words.set(KEYS.of, of);
  address.hash = words.toString();
  return address;
}

/** Undefined where the words are not those of a view. */
export function readViewAddress(get: (name: string) => string | null): SharedView | undefined {
  const words = (get(KEYS.view) ?? '').split(',');
  const numbers = words.slice(0, 6).map((word) => (word === '' ? Number.NaN : Number(word)));
  const projection = words[6];
  if (words.length !== 7 || !numbers.every(Number.isFinite)) return undefined;
  if (projection !== 'perspective' && projection !== 'orthographic') return undefined;
  const [a, b, c, d, e, f] = numbers as [number, number, number, number, number, number];
  return { seen: { eye: [a, b, c], target: [d, e, f], projection }, of: get(KEYS.of) ?? '' };
}
