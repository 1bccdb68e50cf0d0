import { type ByteSource, FormatError, LimitError, type Vec3 } from '../core/index.ts';
import { AXES, type ClipBox, type Slice } from '../overlays/index.ts';
import { COLOR_MODES, type ColorMode } from './app-state.ts';
import type { SavedView } from './view-tools-state.ts';

/** Which scene the views are of, and where its coordinates begin: the head of a written file. */
export interface ViewsHead {
  readonly scene: string;
  readonly origin: Vec3;
}

/** Far more than a person saves. */
const MOST_BYTES = 4 << 20;
const LONGEST_NAME = 60;

export function viewsAsJson({ scene, origin }: ViewsHead, views: readonly SavedView[]): Uint8Array {
  const written = { scene, origin, unit: 'm', views: views.map(({ id: _, ...view }) => view) };
  return new TextEncoder().encode(`${JSON.stringify(written, null, 2)}\n`);
}

/**
 * Views as they were written, moved to where the scene on screen has its origin: the same place of the world is meant.
 * @throws FormatError naming the file and the field; LimitError; SourceError
 */
export async function readViews(source: ByteSource, origin: Vec3, nextId: () => number): Promise<SavedView[]> {
  const { name, size } = source;
  if (size > MOST_BYTES) {
    const detail = { limit: 'bytes of saved views', needed: size, available: MOST_BYTES };
    throw new LimitError('LIMIT_MEMORY', `${name} is far larger than saved views are`, detail);
  }
  const fail = (field: string, what: string): never => {
    const message = `${name} holds no saved views: ${what}. Choose a file that the View panel wrote.`;
    throw new FormatError('FORMAT_FIELD', message, { file: name, format: 'views', field });
  };
  const file = record(parsed(await source.read(0, size)));
  const listed = file?.['views'];
  if (!file || !Array.isArray(listed)) return fail('views', 'there is no list “views” in it');
  const from = file['origin'] === undefined ? origin : place(file['origin']);
  if (!from) return fail('origin', '“origin” is no place');
  const shift = from.map((metres, axis) => metres - origin[axis]!);
  const moved = (at: Vec3): Vec3 => [at[0] + shift[0]!, at[1] + shift[1]!, at[2] + shift[2]!];

  return listed.map((entry: unknown, index): SavedView => {
    const field = (what: string) => `views[${index}]${what}`;
    const view = record(entry) ?? fail(field(''), `${field('')} is no object`);
    const seen = record(view['seen']) ?? fail(field('.seen'), `${field('.seen')} is missing`);
    const at = (what: 'eye' | 'target'): Vec3 =>
      moved(place(seen[what]) ?? fail(field(`.seen.${what}`), `${field(`.seen.${what}`)} is no place`));
    const title = typeof view['name'] === 'string' ? view['name'].trim().slice(0, LONGEST_NAME) : '';
    const clip =
      view['clip'] === undefined
        ? undefined
        : (clipOf(view['clip']) ?? fail(field('.clip'), `${field('.clip')} is no box`));
    const slice =
      view['slice'] === undefined
        ? undefined
        : (sliceOf(view['slice']) ?? fail(field('.slice'), `${field('.slice')} is no slice`));
    return {
      id: nextId(),
      name: title || `View ${index + 1}`,
      seen: {
        eye: at('eye'),
        target: at('target'),
        projection: seen['projection'] === 'orthographic' ? 'orthographic' : 'perspective',
      },
      // A mode that this page does not know is no reason to lose the place.
      colorMode: COLOR_MODES.find((mode): mode is ColorMode => mode === view['colorMode']) ?? 'class',
      clip: clip && { ...clip, center: moved(clip.center) },
      slice: slice && { ...slice, middleM: slice.middleM + shift[AXES.indexOf(slice.axis)]! },
    };
  });
}

function clipOf(value: unknown): ClipBox | undefined {
  const { center, size, yaw, keeps } = record(value) ?? {};
  const [middle, sides] = [place(center), place(size)];
  if (!middle || !sides?.every((side) => side > 0) || !isNumber(yaw)) return undefined;
  return { center: middle, size: sides, yaw, keeps: keeps === 'outside' ? 'outside' : 'inside' };
}

function sliceOf(value: unknown): Slice | undefined {
  const { axis, middleM, thicknessM } = record(value) ?? {};
  const known = AXES.find((name) => name === axis);
  return known && isNumber(middleM) && isNumber(thicknessM) && thicknessM > 0
    ? { axis: known, middleM, thicknessM }
    : undefined;
}

function place(value: unknown): Vec3 | undefined {
  if (!Array.isArray(value) || value.length !== 3 || !value.every(isNumber)) return undefined;
  const [x, y, z] = value;
  return [x!, y!, z!];
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
