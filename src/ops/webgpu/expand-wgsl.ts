import { KernelError } from '../../core/index.ts';

/** What a template's `#if`, `#repeat` and `${…}` may name. */
export type TemplateValues = Readonly<Record<string, number | string>>;

interface Block {
  readonly kind: 'if' | 'repeat';
  readonly lines: Node[];
  readonly otherwise: Node[];
  /** `if`: name, `==` or `!=`, value. `repeat`: variable, first, end. */
  readonly words: readonly string[];
  inElse: boolean;
}

type Node = string | Block;

const DIRECTIVE = /^\s*\/\/ #(if|else|repeat|end)\b(.*)$/;

/**
 * Resolves the template lines of a kernel, for register tiles that must be unrolled and for storage forms that decide types:
 * `// #repeat r 0 ROWS` … `// #end` copies the lines with `${r}` = 0 … ROWS − 1, `// #if INPUT == half` … `// #else` … `// #end` keeps
 * one side, `${NAME}` is replaced everywhere. Blocks nest. Bounds and values are numbers or names. The line structure of what is kept
 * stays, so that a compile error shows the line that failed.
 * @throws KernelError KERNEL_COMPILE for an unknown name or a block without its end: always a fault of the program.
 */
export function expandWgsl(source: string, values: TemplateValues): string {
  return render(parse(source), values).join('\n');
}

function parse(source: string): Node[] {
  const root: Node[] = [];
  const open: Block[] = [];
  const target = () => {
    const block = open.at(-1);
    if (!block) return root;
    return block.inElse ? block.otherwise : block.lines;
  };
  for (const line of source.split('\n')) {
    const [, directive, rest] = DIRECTIVE.exec(line) ?? [];
    const block = open.at(-1);
    if (directive === undefined) target().push(line);
    else if (directive === 'if' || directive === 'repeat') {
      const words = rest!.trim().split(/\s+/);
      if (words.length !== 3) throw fault(`#${directive} takes three words: ${line.trim()}`);
      const made: Block = { kind: directive, lines: [], otherwise: [], words, inElse: false };
      target().push(made);
      open.push(made);
    } else if (!block) throw fault(`#${directive} without a block`);
    else if (directive === 'end') open.pop();
    else if (block.kind === 'repeat' || block.inElse) throw fault('#else without #if');
    else block.inElse = true;
  }
  if (open.length > 0) throw fault(`#${open[0]!.kind} ${open[0]!.words.join(' ')} has no #end`);
  return root;
}

function render(nodes: readonly Node[], values: TemplateValues): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [fill(node, values)];
    const [first, second, third] = node.words as [string, string, string];
    if (node.kind === 'if') {
      if (second !== '==' && second !== '!=') throw fault(`#if compares by == or !=, not ${second}`);
      const equal = String(named(first, values)) === third;
      return render(equal === (second === '==') ? node.lines : node.otherwise, values);
    }
    const [from, to] = [bound(second, values), bound(third, values)];
    const copies = Array.from({ length: Math.max(0, to - from) }, (_, i) =>
      render(node.lines, { ...values, [first]: from + i }),
    );
    return copies.flat();
  });
}

function fill(line: string, values: TemplateValues): string {
  return line.replace(/\$\{(\w+)\}/g, (_, name: string) => String(named(name, values)));
}

function bound(word: string, values: TemplateValues): number {
  const value = Number(/^\d+$/.test(word) ? word : named(word, values));
  if (!Number.isInteger(value)) throw fault(`#repeat needs whole numbers, not ${word}`);
  return value;
}

function named(name: string, values: TemplateValues): number | string {
  const value = values[name];
  if (value === undefined) throw fault(`nothing is named ${name}`);
  return value;
}

function fault(what: string): KernelError {
  return new KernelError('KERNEL_COMPILE', `WGSL template: ${what}.`, { step: 'expand' });
}
