import fc from 'fast-check';
import { type Attribute, labelSet } from '../../core/index.ts';
import type { ExportBox, ExportLabels, ExportSubject } from './subject.ts';

const single = fc.float({ noNaN: true, noDefaultInfinity: true, min: -120, max: 120 });
const unit = fc.float({ noNaN: true, min: 0, max: 1 });

export interface SubjectShape {
  readonly labelSet: 'outdoor11' | 'scannet20';
  /** Empty: any of the label set's things. */
  readonly boxClasses?: readonly string[];
  readonly origin?: ExportSubject['cloud']['origin'];
  readonly kind?: ExportLabels['kind'];
}

/** Small labelled clouds: attributes of several types and odd names, unlabelled points, objects of one class each, any number of boxes. */
export function subjects({ labelSet: name, boxClasses, origin = [0, 0, 0], kind = 'predicted' }: SubjectShape) {
  const { classes } = labelSet(name);
  const things = boxClasses ?? classes.filter(({ thing }) => thing).map((entry) => entry.name);
  const point = fc.record({
    xyz: fc.tuple(single, single, single),
    rgb: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
    intensity: unit,
    ring: fc.nat(31),
    odd: fc.float(),
    label: fc.integer({ min: -1, max: classes.length - 1 }),
    object: fc.nat(3),
    confidence: unit,
  });
  const size = fc.float({ min: 0.5, max: 8, noNaN: true });
  const box = fc.record({
    className: fc.constantFrom(...things),
    center: fc.tuple(single, single, single),
    size: fc.tuple(size, size, size),
    yaw: fc.double({ min: -3.14, max: 3.14, noNaN: true }),
    score: fc.double({ min: 0.01, max: 1, noNaN: true }),
  });
  const parts = fc.record({
    points: fc.array(point, { minLength: 40, maxLength: 60 }),
    boxes: fc.array(box, { maxLength: 4 }),
    hasColour: fc.boolean(),
  });
  return parts.map(({ points, boxes, hasColour }): ExportSubject => {
    const colour = { name: 'rgb', components: 3, values: Uint8Array.from(points.flatMap(({ rgb }) => rgb)) };
    const attributes: Attribute[] = [
      ...(hasColour ? [colour] : []),
      { name: 'intensity', components: 1, values: Float32Array.from(points, (p) => p.intensity) },
      { name: 'ring', components: 1, values: Uint8Array.from(points, (p) => p.ring) },
      { name: 'größe in m', components: 1, values: Float32Array.from(points, (p) => p.odd) },
    ];
    const semantic = Int16Array.from(points, (p) => p.label);
    // An object has one class: its number counts within it.
    const instance = Uint32Array.from(points, (p) => (p.object === 0 || p.label < 0 ? 0 : p.label * 3 + p.object));
    return {
      cloud: {
        name: 'a yard – 庭 1.las',
        format: 'made',
        count: points.length,
        origin,
        positions: Float32Array.from(points.flatMap((p) => p.xyz)),
        attributes,
      },
      dataset: 'file',
      domain: name === 'outdoor11' ? 'outdoor' : 'indoor',
      frame: { index: 7, count: 9 },
      frameNotes: [],
      labels: {
        kind,
        labelSet: name,
        semantic,
        instance,
        confidence: Float32Array.from(points, (p) => p.confidence),
        instances: [...new Set(instance)]
          .filter((id) => id > 0)
          .map((id) => ({
            id,
            className: classes[Math.floor((id - 1) / 3)]!.name,
            points: instance.filter((value) => value === id).length,
            score: 0.5,
          })),
        boxes: boxes as ExportBox[],
      },
    };
  });
}

/** The same objects under other numbers: numbered by their first point. */
export function partition(ids: ArrayLike<number>): number[] {
  const numbers = new Map<number, number>([[0, 0]]);
  return Array.from(ids, (id) => {
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known;
  });
}
