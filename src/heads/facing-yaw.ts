/** The heading is looked for this far to either side of the network's, radians. */
const TURN = 0.45;
const TURN_STEPS = 12;
/** Points that the search of a heading looks at. */
const MOST_TURN_POINTS = 160;
/** Closer to a face than this all points count the same, metres: noise and rounded edges. */
export const FACE_M = 0.08;
/** What a heading at the end of the search must gain: an edge's score of 1/m. */
const TURN_COST = 1;
/** Share of the points that may lie beyond each face: strays. */
const TURN_STRAYS = 0.02;

/** The heading near `yaw` at which points lie closest to the faces of their own bounding rectangle. */
export function facingYaw(x: readonly number[], y: readonly number[], yaw: number): number {
  const stride = Math.ceil(x.length / MOST_TURN_POINTS);
  const count = Math.ceil(x.length / stride);
  const [u, v] = [new Float64Array(count), new Float64Array(count)];
  let [best, bestYaw] = [Number.NEGATIVE_INFINITY, yaw];
  for (let step = -TURN_STEPS; step <= TURN_STEPS; step++) {
    const turned = yaw + (step / TURN_STEPS) * TURN;
    const [cos, sin] = [Math.cos(turned), Math.sin(turned)];
    for (let i = 0; i < count; i++) {
      u[i] = x[i * stride]! * cos + y[i * stride]! * sin;
      v[i] = y[i * stride]! * cos - x[i * stride]! * sin;
    }
    const [u0, u1] = ends(u.slice(), TURN_STRAYS);
    const [v0, v1] = ends(v.slice(), TURN_STRAYS);
    let closeness = 0;
    for (let i = 0; i < count; i++) {
      const gap = Math.min(Math.abs(u[i]! - u0), Math.abs(u1 - u[i]!), Math.abs(v[i]! - v0), Math.abs(v1 - v[i]!));
      closeness += 1 / Math.max(gap, FACE_M);
    }
    const score = closeness / count - TURN_COST * Math.abs(step / TURN_STEPS);
    if (score > best) [best, bestYaw] = [score, turned];
  }
  return bestYaw;
}

/** Smallest and largest value without a share of strays at each end. Sorts `values`. */
export function ends(values: Float64Array, strays: number): readonly [number, number] {
  values.sort();
  const skip = Math.floor(strays * values.length);
  return [values[skip]!, values[values.length - 1 - skip]!];
}
