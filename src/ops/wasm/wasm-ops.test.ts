import { expect, test } from 'vitest';
import { Rng } from '../../core/index.ts';
import { whole } from '../ops.ts';
import { createWasmOps } from './index.ts';

test('speed', async () => {
  const ops = await createWasmOps();
  const rng = new Rng(1);
  const n = 60000;
  const positions = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    const x = rng.range(0, 40), y = rng.range(0, 40);
    positions[3*i] = x; positions[3*i+1] = y; positions[3*i+2] = 3 + 2*Math.sin(x/4) + Math.cos(y/3);
  }
  const t0 = performance.now();
  const index = await ops.index({ count: n, positions, heights: new Float32Array(n) }, { voxelSizeM: 0.2, min: [0,0,0], dims: [201,201,40] }, 5);
  console.log('index ms', performance.now() - t0, index.levels.map((l) => l.rows));
  for (const [cin, cout] of [[8,16],[16,16],[24,24],[32,32],[48,24],[64,64],[96,96]] as const) {
    const L = index.levels[0]!;
    const x = ops.upload(new Float32Array(L.rows*cin).map(() => rng.unit()), L.rows, cin);
    const w = ops.upload(new Float32Array(27*cin*cout).map(() => rng.unit()), 27*cin, cout);
    const y = ops.tensor(L.rows, cout);
    let best = 1e9;
    for (let i=0;i<3;i++) { const t=performance.now(); ops.conv({ input: whole(x), map: L.neighbours, weights: w, output: whole(y), relu: true }); best=Math.min(best, performance.now()-t); }
    const pairs = ops.pairsOf(L.neighbours as never).starts.at(-1)!;
    console.log(cin, cout, 'ms', best.toFixed(1), 'GF', (2*pairs*cin*cout/best/1e6).toFixed(1), 'pairs/row', (pairs/L.rows).toFixed(1));
  }
  expect(index.levels[0]!.rows).toBeGreaterThan(1000);
});
