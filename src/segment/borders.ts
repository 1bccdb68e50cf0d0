import type { EdgeShape } from './edge-weights.ts';
import type { Edges } from './neighbours.ts';

/** Sums over the node edges between two regions. */
export interface Border {
  readonly edges: number;
  readonly bend: number;
  /** Hollow folds and ridges, summed apart: one region may do both with another. */
  readonly hollow: number;
  readonly ridge: number;
  readonly gap: number;
  readonly colour: number;
  /** Edges that are no farther than neighbours usually are, and hardly bend. */
  readonly smooth: number;
}

export function joinBorders(a: Border, b: Border): Border {
  return {
    edges: a.edges + b.edges,
    bend: a.bend + b.bend,
    hollow: a.hollow + b.hollow,
    ridge: a.ridge + b.ridge,
    gap: a.gap + b.gap,
    colour: a.colour + b.colour,
    smooth: a.smooth + b.smooth,
  };
}

/** Neighbours of each piece with what lies between. Symmetric: both directions hold the same object. */
export function bordersOf(pieces: number, ofNode: Uint32Array, edges: Edges, shape: EdgeShape): Map<number, Border>[] {
  const borders = Array.from({ length: pieces }, () => new Map<number, Border>());
  for (let e = 0; e < edges.count; e++) {
    const a = ofNode[edges.a[e]];
    const b = ofNode[edges.b[e]];
    if (a === b) continue;
    const one: Border = {
      edges: 1,
      bend: shape.bend[e],
      hollow: Math.max(0, shape.hollow[e]),
      ridge: Math.max(0, -shape.hollow[e]),
      gap: Math.min(4, shape.gap[e]),
      colour: shape.colour[e],
      smooth: shape.bend[e] < 0.1 && shape.gap[e] < 1.5 ? 1 : 0,
    };
    const known = borders[a].get(b);
    const both = known ? joinBorders(known, one) : one;
    borders[a].set(b, both);
    borders[b].set(a, both);
  }
  return borders;
}
