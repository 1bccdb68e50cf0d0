import file from './maps/sustech-boxes.outdoor11.json' with { type: 'json' };

/** SUSTechPOINTS `obj_type` → outdoor11 class. Absent: ignored. */
export const SUSTECH_BOX_TYPES: Readonly<Record<string, string>> = file.types;
