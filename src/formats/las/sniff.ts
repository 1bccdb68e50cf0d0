import { COPC, LAS, LAZ } from './header.ts';

const FORMAT_AT = 104;
const COPC_NAME_AT = 377;
const COPC_ID_AT = 393;

/** Which of the three a file that starts with LASF is. @param text its first bytes as latin-1 */
export function lasFormat(head: Uint8Array, text: string): typeof LAS | typeof LAZ | typeof COPC {
  if (!((head[FORMAT_AT] ?? 0) > 0x3f)) return LAS;
  const isCopc = text.startsWith('copc', COPC_NAME_AT) && head[COPC_ID_AT] === 1 && head[COPC_ID_AT + 1] === 0;
  return isCopc ? COPC : LAZ;
}
