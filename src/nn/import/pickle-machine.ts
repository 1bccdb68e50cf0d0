import { brokenFile } from './checkpoint-error.ts';
import { LIMITS } from './limits.ts';
import { PickleReader } from './pickle-reader.ts';
import { GlobalName, Opaque, PickleList, PickleTuple, type PickleValue } from './pickle-values.ts';

/** What names and calls mean. Nothing here or there is ever executed: calls make plain data or throw. */
export interface PickleMeanings {
  /** @throws FormatError for a name that is not to be met here. */
  global(module: string, name: string): PickleValue;
  persistent(id: PickleValue): PickleValue;
  call(callee: GlobalName, args: readonly PickleValue[], spend: (copies: number) => void): PickleValue;
}

type Stack = PickleValue[];

/**
 * Reads what `pickle` writes at protocol 2 from the types of a checkpoint (Python's `pickletools` describes the opcodes).
 * Other opcodes, other protocols and anything out of place are a FormatError.
 */
export function readPickle(bytes: Uint8Array, file: string, meanings: PickleMeanings): PickleValue {
  return new Machine(bytes, file, meanings).run();
}

class Machine {
  private readonly reader: PickleReader;
  private readonly file: string;
  private readonly meanings: PickleMeanings;
  private readonly memo = new Map<number, PickleValue>();
  /** The items since the last mark, and below it those since each earlier one. */
  private stack: Stack = [];
  private readonly marked: Stack[] = [];
  private objects = 0;
  private copies = 0;

  constructor(bytes: Uint8Array, file: string, meanings: PickleMeanings) {
    this.reader = new PickleReader(bytes, file);
    this.file = file;
    this.meanings = meanings;
  }

  run(): PickleValue {
    const { reader } = this;
    if (reader.u8() !== 0x80 || reader.u8() !== 2)
      throw this.broken('only pickle protocol 2, which PyTorch writes, is read');
    for (let opcode = reader.u8(); opcode !== 0x2e; opcode = reader.u8()) this.step(opcode);
    return this.pop();
  }

  private step(opcode: number): void {
    const act = this.opcodes.get(opcode);
    if (!act) throw this.broken(`opcode 0x${opcode.toString(16)} is none that PyTorch writes`);
    act();
  }

  /** By number; the names are Python's. */
  private readonly opcodes: ReadonlyMap<number, () => void> = new Map([
    [0x28, () => this.mark()], // MARK
    [0x4e, () => this.push(null)], // NONE
    [0x88, () => this.push(true)], // NEWTRUE
    [0x89, () => this.push(false)], // NEWFALSE
    [0x4b, () => this.push(this.reader.u8())], // BININT1
    [0x4d, () => this.push(this.reader.u16())], // BININT2
    [0x4a, () => this.push(this.reader.i32())], // BININT
    [0x8a, () => this.push(this.reader.long(this.reader.u8()))], // LONG1
    [0x47, () => this.push(this.reader.f64())], // BINFLOAT
    [0x58, () => this.push(this.reader.text(this.reader.u32()))], // BINUNICODE
    [0x55, () => this.push(this.reader.text(this.reader.u8()))], // SHORT_BINSTRING, of Python 2
    [0x5d, () => this.push(new PickleList())], // EMPTY_LIST
    [0x7d, () => this.push(new Map())], // EMPTY_DICT
    [0x29, () => this.push(new PickleTuple([]))], // EMPTY_TUPLE
    [0x85, () => this.tuple(1)], // TUPLE1
    [0x86, () => this.tuple(2)], // TUPLE2
    [0x87, () => this.tuple(3)], // TUPLE3
    [0x74, () => this.push(new PickleTuple(this.takeMarked()))], // TUPLE
    [0x71, () => this.remember(this.reader.u8())], // BINPUT
    [0x72, () => this.remember(this.reader.u32())], // LONG_BINPUT
    [0x68, () => this.recall(this.reader.u8())], // BINGET
    [0x6a, () => this.recall(this.reader.u32())], // LONG_BINGET
    [0x61, () => this.append([this.pop()])], // APPEND
    [0x65, () => this.append(this.takeMarked())], // APPENDS
    [0x73, () => this.setItems([this.pop(), this.pop()].reverse())], // SETITEM
    [0x75, () => this.setItems(this.takeMarked())], // SETITEMS
    [0x63, () => this.push(this.meanings.global(this.reader.line(), this.reader.line()))], // GLOBAL
    [0x51, () => this.push(this.meanings.persistent(this.pop()))], // BINPERSID
    [0x52, () => this.reduce()], // REDUCE
    [0x81, () => this.reduce()], // NEWOBJ
    [0x62, () => void this.pop()], // BUILD: an object's attributes, a dictionary's too, are no weights
  ]);

  private mark(): void {
    this.count();
    this.marked.push(this.stack);
    this.stack = [];
  }

  private reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!(args instanceof PickleTuple)) throw this.broken('a call without a tuple of arguments');
    if (callee instanceof GlobalName) this.push(this.meanings.call(callee, args.items, (copies) => this.spend(copies)));
    else if (callee instanceof Opaque) this.push(callee);
    else throw this.broken('a call of something that is no function');
  }

  private append(items: readonly PickleValue[]): void {
    const target = this.top();
    if (target instanceof PickleList) for (const item of items) target.items.push(item);
    else if (!(target instanceof Opaque)) throw this.broken('items for something that is no list');
  }

  private setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    if (items.length % 2 !== 0) throw this.broken('a key without a value');
    if (target instanceof Opaque) return;
    if (!(target instanceof Map)) throw this.broken('entries for something that is no dictionary');
    for (let i = 0; i < items.length; i += 2) target.set(items[i]!, items[i + 1]!);
  }

  private tuple(length: number): void {
    const items: PickleValue[] = [];
    for (let i = 0; i < length; i++) items.unshift(this.pop());
    this.push(new PickleTuple(items));
  }

  private remember(index: number): void {
    if (!this.memo.has(index)) this.count();
    this.memo.set(index, this.top());
  }

  private recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.broken(`nothing was kept under number ${index}`);
    this.push(value);
  }

  private takeMarked(): Stack {
    const items = this.stack;
    const below = this.marked.pop();
    if (!below) throw this.broken('a mark is missing');
    this.stack = below;
    return items;
  }

  private push(value: PickleValue): void {
    this.count();
    this.stack.push(value);
  }

  private pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined) throw this.broken('a value is missing');
    return value;
  }

  private top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined) throw this.broken('a value is missing');
    return value;
  }

  private count(): void {
    if (++this.objects > LIMITS.pickleObjects) throw this.broken(`more than ${LIMITS.pickleObjects} objects`);
  }

  private spend(copies: number): void {
    this.copies += copies;
    if (this.copies > LIMITS.pickleCopies) throw this.broken('its calls copy more than any checkpoint needs');
  }

  private broken(why: string): Error {
    return brokenFile('FORMAT_FIELD', this.file, 'pickle', why, this.reader.at);
  }
}
