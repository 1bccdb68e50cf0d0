import file from './maps/av2-boxes.outdoor11.json' with { type: 'json' };

/** Argoverse 2 category → outdoor11 class. Absent: ignored. */
export const AV2_BOX_TYPES: Readonly<Record<string, string>> = file.types;
