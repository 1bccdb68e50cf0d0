/// <reference types="vite-plugin-pwa/client" />
import { registerSW } from 'virtual:pwa-register';

/** Keeps the page, kernels and models for use without a network. `onUpdate` hands over what takes a newer version. */
export function goOffline(onUpdate: (take: () => void) => void): void {
  const update = registerSW({
    immediate: true,
    onNeedRefresh: () => onUpdate(() => void update(true)),
    onRegisterError: (error: unknown) => console.warn('The page will not work offline:', error),
  });
}
