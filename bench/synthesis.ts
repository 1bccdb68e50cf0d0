import { labelSet, type Scene } from '../src/core/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../src/synthesis/index.ts';

/** Prints milliseconds and points a scene, and how often each class shows, over the first seeds. */
const SEEDS = 20;
const MIN_POINTS = 20;

function measure(name: string, synthesize: (seed: number) => Scene): void {
  // The first scenes only warm the compiler.
  for (let seed = 1000; seed < 1003; seed++) synthesize(seed);
  const started = performance.now();
  const scenes = Array.from({ length: SEEDS }, (_, seed) => synthesize(seed));
  const elapsedMs = performance.now() - started;
  const points = scenes.reduce((sum, scene) => sum + scene.cloud.count, 0);
  console.log(`${name}: ${(elapsedMs / SEEDS).toFixed(0)} ms and ${Math.round(points / SEEDS)} points a scene`);
  const classes = labelSet(scenes[0].truth?.labelSet ?? '').classes;
  for (const [index, entry] of classes.entries()) {
    const counts = scenes.map((scene) =>
      (scene.truth?.semantic ?? new Int16Array()).reduce((sum, value) => sum + (value === index ? 1 : 0), 0),
    );
    const share = counts.reduce((sum, count) => sum + count, 0) / points;
    const shown = counts.filter((count) => count >= MIN_POINTS).length;
    console.log(
      `  ${entry.name.padEnd(16)} ${(100 * share).toFixed(2).padStart(6)} % of points, in ${shown} of ${SEEDS} scenes`,
    );
  }
}

measure('street', synthesizeStreet);
measure('room', synthesizeRoom);
