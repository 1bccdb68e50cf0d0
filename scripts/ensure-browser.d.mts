/** Path of a Chromium that is already on this machine. */
export function findBrowser(): Promise<string | undefined>;
