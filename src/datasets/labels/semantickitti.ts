import { defineClassMap } from './class-map.ts';
import back from './maps/outdoor11.semantickitti.json' with { type: 'json' };
import file from './maps/semantickitti.outdoor11.json' with { type: 'json' };

/** SemanticKITTI raw class (low 16 bits) → outdoor11. */
export const SEMANTICKITTI = defineClassMap(file);

/** outdoor11 → SemanticKITTI raw class, for prediction files. */
export const OUTDOOR11_TO_SEMANTICKITTI: Readonly<Record<string, number>> = back.ids;
