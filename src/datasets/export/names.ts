const EXTENSIONS = /(\.(copc\.laz|pcd\.bin|[a-z0-9]{1,9}))$/i;

/** A cloud's name as the name of a file, without extension: what no file system or archive takes becomes `_`. */
export function fileStem(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const bare = last.replace(EXTENSIONS, '').replaceAll(/[/\\:*?"<>|\p{Control}]/gu, '_');
  const trimmed = bare.replace(/^[.\s]+|[.\s]+$/g, '');
  return trimmed === '' ? 'cloud' : trimmed;
}

/** The same in one word of ASCII. */
export function fileWord(stem: string): string {
  const word = stem
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_');
  return /[A-Za-z0-9]/.test(word) ? word : 'cloud';
}
