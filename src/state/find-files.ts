import { FormatError, type Vec3 } from '../core/index.ts';
import type { ExportedFile } from '../engine/index.ts';
import type { Find, FindKind } from './doubt-state.ts';

/** Where finds were made and by what: the head of a written list. */
export interface FindsHead {
  readonly scene?: string | undefined;
  readonly origin?: Vec3 | undefined;
  readonly model?: string | undefined;
  readonly weightsSha256?: string | undefined;
}

const KINDS: readonly FindKind[] = ['wrong', 'inconsistent', 'unsure'];
const PNG = 'data:image/png;base64,';
const LONGEST_NOTE = 200;
const JSON_NAME = 'finds.json';

/** A list as one JSON file, pictures in it. */
export function findsAsJson(head: FindsHead, finds: readonly Find[]): Uint8Array {
  return encoded({ ...head, finds: finds.map(({ id: _, ...find }) => find) });
}

/** A list as files of an archive: `finds.json`, which names the pictures, `finds.csv` and the pictures. */
export function findsAsFiles(head: FindsHead, finds: readonly Find[]): ExportedFile[] {
  const pictures: ExportedFile[] = [];
  const listed = finds.map(({ id: _, picture, ...find }, index) => {
    if (!picture?.startsWith(PNG)) return find;
    const name = `pictures/${String(index + 1).padStart(3, '0')}.png`;
    pictures.push({ name, bytes: bytesOf(picture) });
    return { ...find, picture: name };
  });
  const csv = new TextEncoder().encode(findsAsCsv(head, listed));
  return [
    { name: JSON_NAME, bytes: encoded({ ...head, finds: listed }) },
    { name: 'finds.csv', bytes: csv },
    ...pictures,
  ];
}

type Listed = Omit<Find, 'id'>;

/** One line a find; coordinates are those of the file. */
function findsAsCsv({ origin = [0, 0, 0], model }: FindsHead, finds: readonly Listed[]): string {
  const columns: readonly (readonly [name: string, of: (find: Listed) => string | number])[] = [
    ['scene', ({ scene }) => scene],
    ['frame', ({ frame }) => frame],
    ['kind', ({ kind }) => kind],
    ['said', ({ said }) => said],
    ['truth', ({ truth }) => truth ?? ''],
    ['confidence', ({ confidence }) => confidence.toFixed(4)],
    ['points', ({ points }) => points],
    ...(['x_m', 'y_m', 'z_m'] as const).map(
      (name, axis) => [name, ({ center }: Listed) => (origin[axis]! + center[axis]!).toFixed(3)] as const,
    ),
    ['radius_m', ({ radiusM }) => radiusM.toFixed(3)],
    ['kept', ({ isKept }) => String(isKept)],
    ['note', ({ note }) => note],
    ['picture', ({ picture }) => picture ?? ''],
    ['model', () => model ?? ''],
  ];
  const rows = finds.map((find) => columns.map(([, of]) => quoted(String(of(find)))).join(','));
  return `${[columns.map(([name]) => name).join(','), ...rows].join('\r\n')}\r\n`;
}

/** A cell that begins as a formula would be run by a spreadsheet. */
function quoted(cell: string): string {
  const plain = /^[=+@\t\r]|^-(?![\d.])/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/**
 * The list in files as they were written: a JSON file, or what was in the archive.
 * @throws FormatError naming the file and the field
 */
export function readFindFiles(files: readonly ExportedFile[], nextId: () => number): Find[] {
  const file = files.find(({ name }) => name.endsWith(JSON_NAME)) ?? files.find(({ name }) => name.endsWith('.json'));
  const name = file?.name ?? files[0]?.name ?? 'the file';
  const fail = (field: string, what: string): never => {
    const message = `${name} is no list of finds: ${what}. Choose a file that this panel wrote.`;
    throw new FormatError('FORMAT_FIELD', message, { file: name, format: 'finds', field });
  };
  if (!file) return fail('finds', 'there is no JSON file in it');
  const folder = file.name.slice(0, file.name.lastIndexOf('/') + 1);
  const listed = parsed(file.bytes);
  if (!isRecord(listed) || !Array.isArray(listed['finds'])) return fail('finds', 'it holds no list “finds”');
  return listed['finds'].map((entry: unknown, index): Find => {
    const where = `finds[${index}]`;
    const find = isRecord(entry) ? entry : fail(where, `${where} is no object`);
    const text = (field: string, value: unknown): string =>
      typeof value === 'string' ? value : fail(`${where}.${field}`, `${where}.${field} is no text`);
    const number = (field: string, value: unknown): number =>
      typeof value === 'number' && Number.isFinite(value)
        ? value
        : fail(`${where}.${field}`, `${where}.${field} is no number`);
    const kind = KINDS.find((known) => known === find['kind']) ?? fail(`${where}.kind`, `${where}.kind is not known`);
    const center = Array.isArray(find['center']) && find['center'].length === 3 ? find['center'] : undefined;
    if (!center) return fail(`${where}.center`, `${where}.center is no place`);
    const picture = find['picture'] === undefined ? undefined : text('picture', find['picture']);
    return {
      id: nextId(),
      kind,
      scene: text('scene', find['scene']),
      frame: number('frame', find['frame']),
      center: [number('center', center[0]), number('center', center[1]), number('center', center[2])],
      radiusM: Math.max(0, number('radiusM', find['radiusM'])),
      points: number('points', find['points']),
      said: text('said', find['said']),
      truth: find['truth'] === undefined ? undefined : text('truth', find['truth']),
      confidence: number('confidence', find['confidence']),
      note: text('note', find['note'] ?? '').slice(0, LONGEST_NOTE),
      // What somebody took the trouble to read is not swept away by the next search.
      isKept: true,
      picture: picture?.startsWith(PNG) ? picture : pictureIn(files, `${folder}${picture ?? ''}`),
    };
  });
}

function pictureIn(files: readonly ExportedFile[], path: string): string | undefined {
  const file = files.find(({ name }) => name === path && name.endsWith('.png'));
  if (!file) return undefined;
  let letters = '';
  for (const byte of file.bytes) letters += String.fromCharCode(byte);
  return `${PNG}${btoa(letters)}`;
}

function bytesOf(picture: string): Uint8Array {
  return Uint8Array.from(atob(picture.slice(PNG.length)), (letter) => letter.charCodeAt(0));
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function encoded(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
