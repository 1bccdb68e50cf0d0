/** An element with its attributes, its child elements, and the text directly inside it. */
export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Why a text is not XML that we read, and where. */
export class XmlError extends Error {
  readonly at: number;

  constructor(why: string, at: number) {
    super(why);
    this.at = at;
  }
}

interface Open {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const DEEPEST = 64;
const MOST_ELEMENTS = 500_000;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const NAME = /[A-Za-z_][\w.:-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*("[^"<]*"|'[^'<]*')/y;
const TAG_END = /\s*(\/?)>/y;

/**
 * A small strict reader of XML 1.0: elements, attributes, text, CDATA, comments and processing instructions. No document types, so no
 * entities of the file's own: nothing in it can grow. Depth and number of elements are capped, and nothing recurses.
 * @throws XmlError
 */
export function parseXml(text: string): XmlElement {
  const stack: Open[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const close = (open: Open) => {
    const parent = stack.at(-1);
    if (parent) parent.children.push(open);
    else if (root) throw new XmlError('it has two roots', at);
    else root = open;
  };
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const plain = text.slice(at, next < 0 ? text.length : next);
    const open = stack.at(-1);
    if (open) open.text += decodeText(plain, at);
    else if (/[^\s\0]/.test(plain)) throw new XmlError('text stands outside of its root', at);
    if (next < 0) break;
    at = next;
    if (text.startsWith('<!--', at)) at = after(text, '-->', at);
    else if (text.startsWith('<?', at)) at = after(text, '?>', at);
    else if (text.startsWith('<![CDATA[', at) && open) {
      const end = after(text, ']]>', at);
      open.text += text.slice(at + 9, end - 3);
      at = end;
    } else if (text.startsWith('</', at)) {
      const end = after(text, '>', at);
      const name = text.slice(at + 2, end - 1).trim();
      if (!open || open.name !== name) throw new XmlError(`</${name.slice(0, 40)}> closes nothing`, at);
      stack.pop();
      close(open);
      at = end;
    } else {
      const { element, isClosed, end } = readTag(text, at);
      if (++elements > MOST_ELEMENTS) throw new XmlError(`it has more than ${MOST_ELEMENTS} elements`, at);
      at = end;
      if (isClosed) close(element);
      else if (stack.push(element) > DEEPEST) throw new XmlError(`its elements are nested deeper than ${DEEPEST}`, at);
    }
  }
  if (stack.length > 0) throw new XmlError(`<${stack.at(-1)!.name}> is never closed`, at);
  if (!root) throw new XmlError('it has no element', at);
  return root;
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

function readTag(text: string, start: number): { element: Open; isClosed: boolean; end: number } {
  NAME.lastIndex = start + 1;
  const name = NAME.exec(text)?.[0];
  if (!name) throw new XmlError('a tag has no name', start);
  let at = start + 1 + name.length;
  const attributes = new Map<string, string>();
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(text);
    if (!found) break;
    attributes.set(found[1]!, decodeText(found[2]!.slice(1, -1), at));
    at = ATTRIBUTE.lastIndex;
  }
  TAG_END.lastIndex = at;
  const end = TAG_END.exec(text);
  if (!end) throw new XmlError(`<${name.slice(0, 40)}> is malformed`, at);
  return { element: { name, attributes, children: [], text: '' }, isClosed: end[1] === '/', end: TAG_END.lastIndex };
}

function after(text: string, mark: string, at: number): number {
  const found = text.indexOf(mark, at);
  if (found < 0) throw new XmlError(`${mark} is missing`, at);
  return found + mark.length;
}

function decodeText(text: string, at: number): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,12});?/g, (whole, name: string) => {
    const code = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name);
    const point = code ? Number.parseInt(code[1] ?? code[2]!, code[1] ? 16 : 10) : undefined;
    const character =
      point === undefined ? ENTITIES[name] : point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
    if (character === undefined || !whole.endsWith(';'))
      throw new XmlError('it has an entity that XML does not know', at);
    return character;
  });
}
