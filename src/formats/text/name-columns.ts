import type { DetectedTable } from './detect-table.ts';

/** What the columns of a table are taken for. */
export interface NamedColumns {
  /** One a column: `x y z`, `red green blue`, `nx ny nz`, well-known or own names. */
  readonly names: readonly string[];
  /** Why, for people. */
  readonly reason: string;
}

/** English, and what surveyors call them elsewhere: German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Chinese, Japanese. */
const X = 'x|e|east(ing)?|rechtswert|ostwert|ost|este?|leste|est|восток|东|东坐标|x坐标|x座標|坐标x';
const Y = 'y|n|north(ing)?|hochwert|nordwert|nord|norte|север|北|北坐标|y坐标|y座標|坐标y';
const Z =
  'z|h|elev(ation)?|height|altitude|alt|höhe|hoehe|hauteur|élévation|altitud|elevación|cota|altura|quota|altezza|hoogte|wysokość|высота|高程|高|z坐标|z座標|标高|標高|坐标z';
const ALIASES: readonly (readonly [string, RegExp])[] = [
  ['x', new RegExp(`^(${X}|pos_?x|position[_.]?x|x_?coord(inate)?|coord_?x|point_?x|points[:_]0)$`)],
  ['y', new RegExp(`^(${Y}|pos_?y|position[_.]?y|y_?coord(inate)?|coord_?y|point_?y|points[:_]1)$`)],
  ['z', new RegExp(`^(${Z}|pos_?z|position[_.]?z|z_?coord(inate)?|coord_?z|point_?z|points[:_]2)$`)],
  ['red', /^(r|red|rgb_?r|colou?r_?r(ed)?|diffuse_red|rot|rouge|rojo|rosso|vermelho|rood|红|赤|красный)$/],
  ['green', /^(g|green|rgb_?g|colou?r_?g(reen)?|diffuse_green|grün|gruen|vert|verde|groen|绿|緑|зелёный|зеленый)$/],
  ['blue', /^(b|blue|rgb_?b|colou?r_?b(lue)?|diffuse_blue|blau|bleu|azul|blu|blauw|蓝|青|синий)$/],
  ['nx', /^(nx|n_x|normal_?x|x_?normal|normals[:_]0)$/],
  ['ny', /^(ny|n_y|normal_?y|y_?normal|normals[:_]1)$/],
  ['nz', /^(nz|n_z|normal_?z|z_?normal|normals[:_]2)$/],
  ['intensity', /^(intensity|intensität|intensité|intensidad|intensità|intensidade|强度|強度|интенсивность)$/],
  ['classification', /^classification$/],
  ['label', /^label$/],
];

/** Names of a header row in our spelling. What is no known name stays as it is; no name becomes `column4`. */
export function namesOfHeader(header: readonly string[], cells: number): NamedColumns {
  const names = Array.from({ length: cells }, (_, c) => {
    const name = header[c] ?? '';
    const bare = name
      .toLowerCase()
      .replace(/\s*[([].*?[)\]]\s*$/, '')
      .replace(/^scalar_/, '')
      .trim()
      .replaceAll(' ', '_');
    return ALIASES.find(([, spelling]) => spelling.test(bare))?.[0] ?? (name === '' ? `column${c}` : name);
  });
  return { names: ownNamesOfPartial(preferPlainAxes(names, header), header), reason: 'its header names them' };
}

/** False for prose and tables of other things: at least two axes have to be named, so that a third one can be missed. */
export function areOfPoints({ names }: NamedColumns): boolean {
  return ['x', 'y', 'z'].filter((axis) => names.includes(axis)).length >= 2;
}

/** `r` without `g` and `b` is a range or a return, not a colour: what is not all there, once, keeps its own name. */
function ownNamesOfPartial(names: readonly string[], header: readonly string[]): string[] {
  const groups = [
    ['red', 'green', 'blue'],
    ['nx', 'ny', 'nz'],
  ].filter((group) => !group.every((name) => names.filter((other) => other === name).length === 1));
  return names.map((name, c) => (groups.some((group) => group.includes(name)) ? header[c]! : name));
}

/** `x y z height`: only the first of several spellings of an axis is the axis, the plain letter before others. */
function preferPlainAxes(names: readonly string[], header: readonly string[]): string[] {
  return names.map((name, c) => {
    if (!/^[xyz]$/.test(name)) return name;
    const plain = header.findIndex((own) => own.trim().toLowerCase() === name);
    return plain >= 0 && plain !== c && header[c]!.trim().toLowerCase() !== name ? header[c]! : name;
  });
}

/**
 * Names for columns without a header, by their number and by what they look like: three whole numbers to 255 (or 65 535) are
 * a colour, three numbers of length one a normal, a lone column before a colour is intensity, a small whole number at the end
 * a label.
 * @param isPts four, six and seven columns mean what they mean in a PTS file: intensity before colour
 */
export function guessNames({ cells, sample, isText }: DetectedTable, isPts: boolean): NamedColumns {
  const names = Array.from({ length: cells }, (_, c) => `column${c}`);
  names.splice(0, 3, 'x', 'y', 'z');
  const reasons = ['columns 1–3 are coordinates'];
  const isFree = (c: number) => c < cells && names[c] === `column${c}` && !isText[c];
  const facts = names.map((_, c) => columnFacts(sample, c));
  const normal = triples(cells).find((c) => [c, c + 1, c + 2].every(isFree) && isNormal(sample, c));
  if (normal !== undefined) {
    names.splice(normal, 3, 'nx', 'ny', 'nz');
    reasons.push(`columns ${normal + 1}–${normal + 3} have length one`);
  }
  const isColor = (c: number) => [c, c + 1, c + 2].every(isFree) && looksLikeColor(facts.slice(c, c + 3));
  let color = triples(cells).find(isColor);
  // x y z a r g b or x y z r g b label: both may be whole numbers to 255.
  if (color === 3 && isColor(4) && (isPts || !isLabel(facts[6]!))) color = 4;
  if (color !== undefined) {
    names.splice(color, 3, 'red', 'green', 'blue');
    reasons.push(`columns ${color + 1}–${color + 3} look like a colour`);
  }
  const beforeColor = color === 4 || color === undefined;
  // x y z label: intensities have more than a few dozen values once there are a hundred rows of them.
  if (!isPts && cells === 4 && isFree(3) && sample.length >= 100 && isLabel(facts[3]!) && facts[3]!.max <= 40) {
    names[3] = 'label';
    reasons.push('column 4 holds small whole numbers');
  } else if (isFree(3) && beforeColor) {
    names[3] = 'intensity';
    reasons.push('column 4 is taken for intensity');
  }
  const last = cells - 1;
  if (last > 3 && isFree(last) && isLabel(facts[last]!)) {
    names[last] = 'label';
    reasons.push(`column ${last + 1} holds small whole numbers`);
  } else if (color === 3 && last === 6 && isFree(6)) {
    names[6] = 'intensity';
    reasons.push('column 7 is taken for intensity');
  }
  return { names, reason: reasons.join(', ') };
}

function triples(cells: number): number[] {
  return Array.from({ length: Math.max(0, cells - 5) }, (_, i) => i + 3);
}

interface ColumnFacts {
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
}

function columnFacts(sample: readonly (readonly number[])[], c: number): ColumnFacts {
  const values = sample.map((row) => row[c]!).filter((value) => !Number.isNaN(value));
  return { min: Math.min(...values), max: Math.max(...values), isInteger: values.every(Number.isInteger) };
}

function looksLikeColor(facts: readonly ColumnFacts[]): boolean {
  if (facts.some(({ min }) => !(min >= 0))) return false;
  if (facts.every(({ max }) => max <= 1)) return true;
  return facts.every(({ isInteger, max }) => isInteger && max < 65536);
}

function isNormal(sample: readonly (readonly number[])[], c: number): boolean {
  const lengths = sample.map((row) => Math.hypot(row[c]!, row[c + 1]!, row[c + 2]!));
  const ones = lengths.filter((length) => Math.abs(length - 1) < 0.02).length;
  const zeros = lengths.filter((length) => length === 0 || Number.isNaN(length)).length;
  return ones > 0 && ones + zeros >= 0.95 * sample.length;
}

function isLabel({ min, max, isInteger }: ColumnFacts): boolean {
  return isInteger && min >= -1 && max < 64;
}
