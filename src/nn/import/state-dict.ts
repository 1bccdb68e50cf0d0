import { brokenFile } from './checkpoint-error.ts';
import { LIMITS } from './limits.ts';
import { type PickleValue, TensorRef } from './pickle-values.ts';

/** What trainers call the dictionary that holds the weights, the likeliest first. */
const USUAL = ['state_dict', 'model_state_dict', 'model_state', 'model', 'net', 'network', 'weights', 'module'];

interface Found {
  readonly name: string;
  readonly tensors: ReadonlyMap<string, TensorRef>;
}

/**
 * The dictionary of tensors that is the model: the file itself, or the one below it with the usual name, or the largest.
 * @param wanted its path instead. @throws FormatError when there is none.
 */
export function chooseStateDict(
  root: PickleValue,
  file: string,
  wanted?: string,
): Found & { readonly others: readonly string[] } {
  const found: Found[] = [];
  collect(root, '', 0, found, new Set());
  const names = found.map(({ name }) => name || '(the file itself)');
  const chosen = wanted === undefined ? likeliest(found) : found.find(({ name }) => name === wanted);
  if (!chosen) {
    const why =
      names.length > 0
        ? `there is none; there are: ${names.slice(0, 12).join(', ')}`
        : 'the file holds no named tensors';
    throw brokenFile('FORMAT_FIELD', file, wanted ?? 'state_dict', why);
  }
  return { ...chosen, others: found.filter((other) => other !== chosen).map(({ name }) => name) };
}

/** Dictionaries with tensors as direct values under string keys. An optimiser's state has numbers for keys. */
function collect(value: PickleValue, name: string, depth: number, found: Found[], seen: Set<PickleValue>): void {
  // A dictionary may hold itself.
  if (!(value instanceof Map) || depth > LIMITS.dictDepth || seen.has(value)) return;
  seen.add(value);
  const tensors = new Map<string, TensorRef>();
  for (const [key, inner] of value) {
    if (typeof key !== 'string') continue;
    if (inner instanceof TensorRef) tensors.set(key, inner);
    else if (inner instanceof Map) collect(inner, name === '' ? key : `${name}.${key}`, depth + 1, found, seen);
  }
  if (tensors.size > 0) found.push({ name, tensors });
}

function likeliest(found: readonly Found[]): Found | undefined {
  const rank = ({ name }: Found) => {
    const place = name === '' ? 0 : USUAL.indexOf(name.split('.').at(-1)!) + 1;
    const isAverage = /(^|[._])(ema|teacher|optimizer|optim|swa)/i.test(name);
    return isAverage || (name !== '' && place === 0) ? USUAL.length + 1 : place;
  };
  // A file may keep a few loose tensors beside the model: the model is the larger part.
  const most = Math.max(0, ...found.map(({ tensors }) => tensors.size));
  const large = found.filter(({ tensors }) => 2 * tensors.size >= most);
  return large.sort((a, b) => rank(a) - rank(b) || b.tensors.size - a.tensors.size)[0];
}
