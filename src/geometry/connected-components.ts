/**
 * Splits rows into spatially connected groups: rows fall into cubes of side `linkM`, and cubes that touch (26 neighbours) belong together.
 * Voxels nearer than `linkM` are always joined, farther than 2√3 · `linkM` never directly. `centers` is [all rows × 3], metres.
 * Groups come in the order of their first row. O(rows).
 */
export function connectedComponents(rows: ArrayLike<number>, centers: Float32Array, linkM: number): Uint32Array[] {
  const cubeOf = new Map<string | number, number>();
  const cubes: [number, number, number][] = [];
  const cubeOfRow = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const cube: [number, number, number] = [0, 0, 0];
    for (let axis = 0; axis < 3; axis++) cube[axis] = Math.floor(centers[3 * rows[i] + axis] / linkM);
    const key = cubeKey(cube[0], cube[1], cube[2]);
    let id = cubeOf.get(key);
    if (id === undefined) {
      id = cubes.length;
      cubeOf.set(key, id);
      cubes.push(cube);
    }
    cubeOfRow[i] = id;
  }

  const component = new Int32Array(cubes.length).fill(-1);
  const queue: number[] = [];
  let components = 0;
  for (let start = 0; start < cubes.length; start++) {
    if (component[start] >= 0) continue;
    component[start] = components;
    queue.push(start);
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const [x, y, z] = cubes[id];
      for (let step = 0; step < 27; step++) {
        const key = cubeKey(x + Math.floor(step / 9) - 1, y + (Math.floor(step / 3) % 3) - 1, z + (step % 3) - 1);
        const neighbour = cubeOf.get(key);
        if (neighbour === undefined || component[neighbour] >= 0) continue;
        component[neighbour] = components;
        queue.push(neighbour);
      }
    }
    components++;
  }

  const groups: number[][] = Array.from({ length: components }, () => []);
  for (let i = 0; i < rows.length; i++) groups[component[cubeOfRow[i]]].push(rows[i]);
  return groups.map((group) => Uint32Array.from(group));
}

const KEY_BITS = 17;
const KEY_HALF = 2 ** (KEY_BITS - 1);
const KEY_SIDE = 2 ** KEY_BITS;

/** Exact up to 65 535 cubes from the origin; farther away (kilometres) a slower key that never collides. */
function cubeKey(x: number, y: number, z: number): number | string {
  if (Math.abs(x) >= KEY_HALF || Math.abs(y) >= KEY_HALF || Math.abs(z) >= KEY_HALF) return `${x},${y},${z}`;
  return ((x + KEY_HALF) * KEY_SIDE + y + KEY_HALF) * KEY_SIDE + z + KEY_HALF;
}
