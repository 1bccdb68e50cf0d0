import { defineConfig } from 'vitest/config';
import { wgsl } from './scripts/wgsl-plugin.ts';

const shared = { plugins: [wgsl()] };
// Two projects so that the closing line can say how many tests of each kind ran, and on which adapter.
export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.gpu.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        // Dawn keeps process-wide state: one file at a time in its own process.
        test: {
          name: 'kernels',
          include: ['src/**/*.gpu.test.ts'],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
