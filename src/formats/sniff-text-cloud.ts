import type { ByteSource } from '../core/index.ts';
import { isObj, OBJ } from './obj/read.ts';
import { isOff, OFF } from './off/read.ts';
import { isPtx, PTX } from './ptx/read.ts';
import type { CloudFormat } from './sniffed.ts';
import { isTextCloud, TEXT } from './text/read.ts';

/** Which kind of text cloud the first bytes are of, if any: asked last, as rows of numbers have no mark of their own. */
export function sniffTextCloud(source: ByteSource, head: Uint8Array, text: string): CloudFormat | undefined {
  if (isOff(text)) return OFF;
  if (isPtx(text)) return PTX;
  if (isObj(text, source.name)) return OBJ;
  return isTextCloud(source.name, head, head.length >= source.size) ? TEXT : undefined;
}
