import { describe, expect, test } from 'vitest';
import { Rng } from '../core/index.ts';
import type { Batch } from './batch.ts';
import { lovaszLoss, sampleLabelled } from './lovasz-loss.ts';

/** Logits that leave no doubt about these classes. */
function sure(classes: readonly number[], count: number): Float32Array {
  return Float32Array.from({ length: classes.length * count }, (_, i) =>
    i % count === classes[Math.floor(i / count)] ? 60 : 0,
  );
}

describe('Lovász-softmax', () => {
  test('of certain predictions is one minus the mean IoU of the classes present', () => {
    const labels = Int16Array.of(0, 0, 0, 1, 1, 3);
    expect(lovaszLoss(sure([...labels], 5), labels).loss).toBeCloseTo(0, 9);
    // IoU: class 0 2/3, class 1 2/4, class 3 0; class 2 is nobody's.
    const { loss } = lovaszLoss(sure([0, 0, 1, 1, 1, 2], 5), labels);
    expect(loss).toBeCloseTo(1 - (2 / 3 + 2 / 3 + 0) / 3, 9);
  });

  test('slopes are those of finite differences', () => {
    const rng = new Rng(3);
    const [rows, classes] = [37, 6];
    const labels = Int16Array.from({ length: rows }, () => rng.pick([0, 1, 2, 4]));
    const logits = Float32Array.from({ length: rows * classes }, () => rng.normal(0, 2));
    const { gradient } = lovaszLoss(logits, labels);
    expect(Math.max(...gradient)).toBeGreaterThan(1e-3);
    for (let i = 0; i < logits.length; i++) {
      const [more, less] = [logits.slice(), logits.slice()];
      more[i]! += 1e-3;
      less[i]! -= 1e-3;
      const slope = (lovaszLoss(more, labels).loss - lovaszLoss(less, labels).loss) / (more[i]! - less[i]!);
      expect(Math.abs(slope - gradient[i]!), `logit ${i}`).toBeLessThan(2e-5);
    }
  });

  test('no row costs nothing; a logit that is not finite makes the loss so', () => {
    expect(lovaszLoss(new Float32Array(0), new Int16Array(0))).toMatchObject({ loss: 0 });
    expect(lovaszLoss(Float32Array.of(0, Number.NaN), Int16Array.of(1)).loss).toBeNaN();
  });

  test('samples are labelled rows, each once', () => {
    const semantic = Int16Array.from({ length: 9000 }, (_, i) => (i % 3 === 0 ? -1 : 2));
    const rows = sampleLabelled({ semantic } as Batch, new Rng(1));
    expect(rows.length).toBe(4096);
    expect(new Set(rows).size).toBe(4096);
    expect(rows.every((row) => semantic[row] === 2)).toBe(true);
    expect(rows.some((row) => row > 8000)).toBe(true);
    const few = Int16Array.of(-1, 0, -1, 1);
    expect([...sampleLabelled({ semantic: few } as Batch, new Rng(1))]).toEqual([1, 3]);
  });
});
