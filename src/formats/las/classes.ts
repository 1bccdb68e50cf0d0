/** ASPRS standard classes (LAS 1.4 R15, tables 9 and 17), by code. */
const NAMES: readonly string[] = [
  'never classified',
  'unassigned',
  'ground',
  'low vegetation',
  'medium vegetation',
  'high vegetation',
  'building',
  'low noise',
  'model key-point',
  'water',
  'rail',
  'road surface',
  'overlap',
  'wire guard',
  'wire conductor',
  'transmission tower',
  'wire connector',
  'bridge deck',
  'high noise',
  'overhead structure',
  'ignored ground',
  'snow',
  'temporal exclusion',
];

export function className(code: number): string {
  return NAMES[code] ?? (code < 64 ? 'reserved' : 'user class');
}
