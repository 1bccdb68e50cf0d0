import { DEFAULT_EXPORT, type ExportChoice, type ExportedFile } from '../state/index.ts';

const KEY = 'voxelens.export';
/** The browser reads the address after the click has returned. */
const KEPT_MS = 60_000;

/** Hands a file to the browser's downloads. */
export function saveFile({ name, bytes }: ExportedFile): void {
  const address = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** The choice of an earlier visit. A target that is no longer there is offered as nothing, so it only has to be a word. */
export function rememberedExport(storage: () => Storage = () => localStorage): ExportChoice | undefined {
  try {
    const kept: unknown = JSON.parse(storage().getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { target, labels } = { ...DEFAULT_EXPORT, ...kept };
    return typeof target === 'string' && typeof labels === 'string' ? { target, labels } : undefined;
  } catch {
    return undefined; // the browser keeps nothing here, or another program's text
  }
}

export function rememberExport(choice: ExportChoice, storage: () => Storage = () => localStorage): void {
  try {
    storage().setItem(KEY, JSON.stringify(choice));
  } catch {
    // The choice holds for this visit.
  }
}
