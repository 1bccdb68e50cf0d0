import type { ByteSource } from '../core/index.ts';
import { isObj, OBJ } from './obj/read.ts';
import { isOff, OFF } from './off/read.ts';
import { isPtx, PTX } from './ptx/read.ts';
import type { CloudFormat } from './sniffed.ts';
import { isTextCloud, TEXT } from './text/read.ts';

/** Some programs write pages of comments before the first row. */
const LONG_HEAD_BYTES = 1 << 18;

/** Which kind of text cloud the first bytes are of, if any: asked last, as rows of numbers have no mark of their own. */
export async function sniffTextCloud(
  source: ByteSource,
  head: Uint8Array,
  text: string,
): Promise<CloudFormat | undefined> {
  if (isOff(text, source.name)) return OFF;
  if (isPtx(text)) return PTX;
  if (isObj(text, source.name)) return OBJ;
  if (isTextCloud(source.name, head, head.length >= source.size)) return TEXT;
  // A table of thousands of columns has no two lines in a short head.
  const hasFewLines = text.split(/[\r\n]+/, 4).length < 4;
  if (!(hasFewLines || /^\s*(#|\/\/|%)/.test(text)) || head.length >= source.size) return undefined;
  const longHead = await source.read(0, LONG_HEAD_BYTES);
  return isTextCloud(source.name, longHead, longHead.length >= source.size) ? TEXT : undefined;
}
