import type { Attribute, TypedArray } from '../../core/index.ts';
import { BIN_LAYOUTS, type BinLayoutName } from './layout.ts';

/**
 * Columns beside x, y, z of a table of floats, named by the layout they were found to have. Ring becomes uint8, colours bytes.
 * @param columns one a name of the layout; the first three are not looked at
 */
export function attributesOfLayout(layout: BinLayoutName, columns: readonly (TypedArray | undefined)[]): Attribute[] {
  const names: readonly string[] = BIN_LAYOUTS[layout];
  const own = columns.slice(3).map((values) => values!);
  if (layout === 'xyz-rgb') return [{ name: 'rgb', components: 3, values: toBytes(own) }];
  return own.map((values, i) => {
    const name = names[i + 3]!;
    return { name, components: 1, values: name === 'ring' ? Uint8Array.from(values) : values };
  });
}

function toBytes(columns: readonly TypedArray[]): Uint8Array {
  const count = columns[0]!.length;
  const isUnit = columns.every((values) => values.every((value) => !(value > 1)));
  const bytes = new Uint8ClampedArray(count * 3);
  columns.forEach((values, c) => {
    for (let i = 0; i < count; i++) bytes[i * 3 + c] = values[i]! * (isUnit ? 255 : 1);
  });
  return new Uint8Array(bytes.buffer);
}
