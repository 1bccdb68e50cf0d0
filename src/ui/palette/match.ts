/**
 * How well the typed words fit, each somewhere in the text; undefined where one does not. Beginnings of words count more than middles,
 * and letters in order, not side by side, count least.
 */
export function matchScore(typed: string, title: string, words = ''): number | undefined {
  const asked = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = title.toLowerCase();
  const more = words.toLowerCase();
  let score = 0;
  for (const word of asked) {
    const one = scoreIn(word, text) ?? (startsWord(word, more) ? 2 : undefined);
    if (one === undefined) return undefined;
    score += one;
  }
  // Of equal fits the shorter title is meant.
  return score - text.length / 1000;
}

function scoreIn(word: string, text: string): number | undefined {
  if (text.startsWith(word)) return 6;
  if (startsWord(word, text)) return 5;
  if (text.includes(word)) return 3;
  return hasInOrder(word, text) ? 1 : undefined;
}

function startsWord(word: string, text: string): boolean {
  return text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word));
}

function hasInOrder(word: string, text: string): boolean {
  let at = 0;
  for (const letter of word) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return word.length > 1;
}
