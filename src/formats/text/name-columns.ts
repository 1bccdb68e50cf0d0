import type { DetectedTable } from './detect-table.ts';

/** What the columns of a table are taken for. */
export interface NamedColumns {
  /** One a column: `x y z`, `red green blue`, `nx ny nz`, well-known or own names. */
  readonly names: readonly string[];
  /** Why, for people. */
  readonly reason: string;
}

/**
 * English, and what surveyors call them elsewhere: German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Czech, Russian,
 * Chinese, Japanese.
 */
const X = 'x|e|east(ing)?|rechtswert|ostwert|ost|este?|leste|öst|est|восток|东|东坐标|x坐标|x座標|坐标x';
const Y = 'y|n|north(ing)?|hochwert|nordwert|nord|norte|север|北|北坐标|y坐标|y座標|坐标y';
const Z =
  'z|h|elev(ation)?|height|altitude|alt|höhe|hoehe|hauteur|[ée]l[ée]vation|altitud|elevaci[óo]n|eleva[çc][ãa]o|cota|altura|quota|altezza|elevazione|hoogte|höjd|wysoko(ść|sc)|v[ýy][šs]ka|высота|高程|高|z坐标|z座標|标高|標高|坐标z';
/** `pos_x`, `x_coord`, `Points:0` and the like, as every program has its own. */
const axis = (words: string, letter: string, place: number): RegExp =>
  new RegExp(
    `^(${words}|p(os|oint|oints)?_?${letter}|position[_.]?${letter}|${letter}_?coord(inate)?|(coord(inate)?|coordenada|coordinata|coordonn[ée]e|koordinate|współrzędna)_?${letter}|${letter}_?(koordinate|koordinaat)|${letter}_?m(et(er|re)s?)?|points(_m_xyz)?[:_]${place})$`,
  );
const ALIASES: readonly (readonly [string, RegExp])[] = [
  ['x', axis(X, 'x', 0)],
  ['y', axis(Y, 'y', 1)],
  ['z', axis(Z, 'z', 2)],
  [
    'red',
    /^(r|red|rgb_?r|colou?r_?r(ed)?|diffuse_red|rot|rouge|rojo|rosso|vermelho|rood|röd|czerwony|červená|cervena|红|赤|красный)$/,
  ],
  [
    'green',
    /^(g|green|rgb_?g|colou?r_?g(reen)?|diffuse_green|grün|gruen|vert|verde|groen|grön|zielony|zelená|zelena|绿|緑|зел[её]ный)$/,
  ],
  [
    'blue',
    /^(b|blue|rgb_?b|colou?r_?b(lue)?|diffuse_blue|blau|bleu|azul|blu|blauw|blå|niebieski|modrá|modra|蓝|青|синий)$/,
  ],
  ['nx', /^(nx|n_x|normal_?x|x_?normal|normals[:_]0)$/],
  ['ny', /^(ny|n_y|normal_?y|y_?normal|normals[:_]1)$/],
  ['nz', /^(nz|n_z|normal_?z|z_?normal|normals[:_]2)$/],
  [
    'intensity',
    /^(intensity|intensit(ä|ae|a)t|intensit[ée]|intensidad|intensit[àa]|intensidade|intensiteit|intensitet|intensywno(ść|sc)|intenzita|强度|強度|интенсивность)$/,
  ],
  ['classification', /^classification$/],
  ['label', /^label$/],
];
/** Degrees instead of metres: only where no column is named x or y. */
const GEOGRAPHIC: readonly (readonly [string, RegExp])[] = [
  [
    'longitude',
    /^(lon|long|lng|longitude?|longitudine|längengrad|laengengrad|geogr?_?länge|经度|経度|долгота)(_?(deg|wgs84))?$/,
  ],
  ['latitude', /^(lat|latitude?|latitudine|breitengrad|geogr?_?breite|纬度|緯度|широта)(_?(deg|wgs84))?$/],
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
  const degrees = geographicNames(names, header);
  if (degrees) return { names: ownNamesOfPartial(degrees, header), reason: 'its header names them' };
  return { names: ownNamesOfPartial(preferPlainAxes(names, header), header), reason: 'its header names them' };
}

/** Degrees of longitude and latitude in place of x and y. Undefined where there are no such columns, or x and y beside them. */
function geographicNames(names: readonly string[], header: readonly string[]): string[] | undefined {
  if (names.includes('x') || names.includes('y')) return undefined;
  const placed = names.map((name, c) => {
    const bare = (header[c] ?? '')
      .toLowerCase()
      .replace(/\s*[([].*?[)\]]\s*$/, '')
      .trim();
    return GEOGRAPHIC.find(([, spelling]) => spelling.test(bare))?.[0] ?? name;
  });
  return ['longitude', 'latitude'].every((degree) => placed.filter((name) => name === degree).length === 1)
    ? placed
    : undefined;
}

/** False for prose and tables of other things: at least two axes have to be named, so that a third one can be missed. */
export function areOfPoints({ names }: NamedColumns): boolean {
  return axesOfNames(names).filter((axis) => names.includes(axis)).length >= 2;
}

/** What the columns of the coordinates are called: x, y and z, or degrees of longitude and latitude, and z. */
export function axesOfNames(names: readonly string[]): readonly [string, string, string] {
  return names.includes('longitude') && names.includes('latitude') && !names.includes('x')
    ? ['longitude', 'latitude', 'z']
    : ['x', 'y', 'z'];
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
export function guessNames(table: Pick<DetectedTable, 'cells' | 'sample' | 'isText'>, isPts: boolean): NamedColumns {
  const { cells, sample, isText } = table;
  if (isNumbered(table)) {
    const rest = { cells: cells - 1, sample: sample.map((row) => row.slice(1)), isText: isText.slice(1) };
    const { names, reason } = guessNames(rest, isPts);
    return { names: ['id', ...names], reason: `column 1 counts the rows; of the others ${reason}` };
  }
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

/** Fewer rows than these may count up by chance. */
const NUMBERED_ROWS = 10;

/** `1,x,y,z`: a first column that counts the rows before three that vary, one of them in fractions. Pixels of a picture are whole. */
function isNumbered({ cells, sample, isText }: Pick<DetectedTable, 'cells' | 'sample' | 'isText'>): boolean {
  if (cells < 4 || sample.length < NUMBERED_ROWS || isText.slice(0, 4).includes(true)) return false;
  const first = sample[0]![0]!;
  if (first !== 0 && first !== 1) return false;
  if (!sample.every((row, i) => row[0] === first + i)) return false;
  const facts = [1, 2, 3].map((c) => columnFacts(sample, c));
  return facts.every(({ min, max }) => max > min) && facts.some(({ isInteger }) => !isInteger);
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
  // Intensity, return and number of returns: two that count from one on to a few, and one far beyond.
  const [, middle, largest] = [...facts].sort((a, b) => a.max - b.max) as [ColumnFacts, ColumnFacts, ColumnFacts];
  if (facts.filter(({ min, max }) => min >= 1 && max <= 15).length === 2 && largest.max > 15 && middle.max <= 15)
    return false;
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
