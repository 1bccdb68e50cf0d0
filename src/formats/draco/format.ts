export const DRACO = 'draco';
