import type { ByteSource, ScalarType } from '../../core/index.ts';
import { fail } from './fail.ts';
import type { XmlElement } from './xml.ts';

/** A column of a scan and how its stream is coded. */
export interface E57Field {
  /** Without the prefix of an extension. */
  readonly name: string;
  readonly coding: E57Coding;
  /** The column type that holds every value. */
  readonly type: ScalarType;
  /** Range that the file states for its values, where it does. */
  readonly range: readonly [number, number] | undefined;
}

export type E57Coding =
  | { readonly kind: 'float32' | 'float64' }
  | BitCoding
  /** Not read: names and notes, one a point. */
  | { readonly kind: 'string' };

/** Integers less their minimum, in as few bits as the range needs: value = (stored + minimum) · scale + shift. */
export interface BitCoding {
  readonly kind: 'bits';
  /** 0–64; 0 is a constant, which takes no bytes. */
  readonly bits: number;
  /** The minimum in two words, because it may need all 64 bits: high · 2³² + low. */
  readonly minimumHigh: number;
  readonly minimumLow: number;
  readonly scale: number;
  readonly shift: number;
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const MOST_FIELDS = 256;

/** The columns that a prototype describes: its terminal nodes in document order, which is the order of the streams. @throws FormatError */
export function readPrototype(source: ByteSource, prototype: XmlElement | undefined, where: string): E57Field[] {
  const fields: E57Field[] = [];
  // Structures may hold structures: walked with a stack of what is left, first to last.
  const left = [...(prototype?.children ?? [])].reverse();
  for (let element = left.pop(); element; element = left.pop()) {
    if (element.attributes.get('type') === 'Structure') {
      for (const inner of [...element.children].reverse()) left.push(inner);
    } else {
      fields.push(readField(source, element, where));
    }
    if (fields.length > MOST_FIELDS) throw fail(source, 'FORMAT_FIELD', `${where} has too many columns`, 'prototype');
  }
  return fields;
}

function readField(source: ByteSource, element: XmlElement, where: string): E57Field {
  const name = element.name.slice(element.name.indexOf(':') + 1);
  const type = element.attributes.get('type');
  const bad = (why: string) => fail(source, 'FORMAT_FIELD', `${name} of ${where} ${why}`, name);
  const real = (key: string, fallback: number) => {
    const value = Number(element.attributes.get(key) ?? fallback);
    if (Number.isFinite(value)) return value;
    throw bad(`has a ${key} that is no number`);
  };
  if (type === 'String') return { name, coding: { kind: 'string' }, type: 'uint8', range: undefined };
  if (type === 'Float') {
    const isSingle = element.attributes.get('precision') === 'single';
    const [low, high] = [element.attributes.get('minimum'), element.attributes.get('maximum')].map(Number);
    const kind = isSingle ? 'float32' : 'float64';
    const isRange = Number.isFinite(low) && Number.isFinite(high) && high! > low!;
    return { name, coding: { kind }, type: kind, range: isRange ? [low!, high!] : undefined };
  }
  if (type !== 'Integer' && type !== 'ScaledInteger') throw bad(`has the unknown type ${String(type).slice(0, 40)}`);
  const whole = (key: string, fallback: bigint) => {
    const text = element.attributes.get(key);
    if (text === undefined) return fallback;
    // Some writers put integers as 1.0000e+3.
    if (/^\s*[-+]?\d{1,20}\s*$/.test(text)) return BigInt(text.trim().replace(/^\+/, ''));
    if (Number.isSafeInteger(Number(text)) && text.trim() !== '') return BigInt(Number(text));
    throw bad(`has a ${key} that is no integer`);
  };
  const [minimum, maximum] = [whole('minimum', INT64_MIN), whole('maximum', INT64_MAX)];
  if (maximum < minimum || minimum < INT64_MIN || maximum > INT64_MAX) throw bad('has a range that is none');
  const isScaled = type === 'ScaledInteger';
  const scale = isScaled ? real('scale', 1) : 1;
  const shift = isScaled ? real('offset', 0) : 0;
  const bits = maximum === minimum ? 0 : (maximum - minimum).toString(2).length;
  const ends = [minimum, maximum].map((value) => Number(value) * scale + shift) as [number, number];
  return {
    name,
    coding: {
      kind: 'bits',
      bits,
      minimumHigh: Number(minimum >> 32n),
      minimumLow: Number(minimum & 0xffff_ffffn),
      scale,
      shift,
    },
    type: isScaled ? 'float64' : smallestType(minimum, maximum),
    range: ends[1] > ends[0] && maximum < INT64_MAX ? ends : undefined,
  };
}

function smallestType(minimum: bigint, maximum: bigint): ScalarType {
  if (minimum >= 0n) {
    if (maximum <= 255n) return 'uint8';
    if (maximum <= 65535n) return 'uint16';
    if (maximum < 2n ** 32n) return 'uint32';
  }
  if (minimum >= -128n && maximum <= 127n) return 'int8';
  if (minimum >= -32768n && maximum <= 32767n) return 'int16';
  return minimum >= -(2n ** 31n) && maximum < 2n ** 31n ? 'int32' : 'float64';
}
