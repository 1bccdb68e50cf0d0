import { LimitError } from '../core/index.ts';

export function outOfMemory(count: number, file: string, cause: unknown): LimitError {
  const message = `"${file}" has ${count} points, more than the memory of this page can hold. Try a smaller cut of it.`;
  return new LimitError('LIMIT_MEMORY', message, { limit: 'points', needed: count, file }, cause);
}
