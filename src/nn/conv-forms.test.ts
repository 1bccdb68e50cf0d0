import { expect, test } from 'vitest';
import type { NetworkConfig } from './config.ts';
import { convForms } from './conv-forms.ts';

const CONFIG: NetworkConfig = {
  inputChannels: 8,
  encoder: [[16], [32]],
  decoder: [[24]],
  pool: 'max',
  heads: [{ name: 'semantic', hidden: 32, outputs: 11 }],
};

test('every convolution of a network is foreseen: input and heads single, between them halves', () => {
  const forms = convForms(CONFIG, 100_000, 'f16');
  expect(
    forms.map(({ input, output }) => `${input.channels} ${input.precision} → ${output.channels} ${output.precision}`),
  ).toEqual(['8 f32 → 16 f16', '16 f16 → 32 f16', '48 f16 → 24 f16', '24 f16 → 32 f16', '32 f16 → 11 f32']);
  expect(forms.every(({ weights, residual }) => weights === 'f16' && !residual)).toBe(true);
  expect(forms[1]!.rows).toBeLessThan(50_000);
  expect(forms[2]!.rows).toBe(100_000);
});
