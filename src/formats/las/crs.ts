import type { StageOptions } from '../../core/index.ts';
import { findRecord, type LasRecord, untilNul } from './records.ts';

const GEO_KEYS = 34735;
const GEO_TEXT = 34737;
const WKT = 2112;
const MODEL_TYPE = 1024;
const GEOGRAPHIC_MODEL = 2;
const GEOGRAPHIC_CODE = 2048;
const PROJECTED_CODE = 3072;
const LINEAR_UNIT = 3076;
const USER_DEFINED = 32767;
const METRE = 9001;
const FEET: Readonly<Record<number, string>> = { 9002: 'international feet', 9003: 'US survey feet' };

interface Crs {
  readonly name: string;
  readonly isGeographic: boolean;
  /** Where it is not the metre. */
  readonly unit?: string | undefined;
}

/**
 * Says which coordinate system the file states (`CRS`), and warns when its numbers are not metres (`CRS_UNIT`): they are shown as
 * they are stored.
 */
export function sayCrs(records: readonly LasRecord[], options: StageOptions): void {
  const crs = fromWkt(records) ?? fromGeoKeys(records);
  if (!crs) return;
  options.diagnostics?.info('CRS', `The file states its coordinate system: ${crs.name}`);
  const unit = crs.isGeographic ? 'degrees' : crs.unit;
  if (!unit) return;
  const next = crs.isGeographic ? 'Reproject it to metres for true shapes' : 'Sizes are in that unit, not in metres';
  options.diagnostics?.warn('CRS_UNIT', `Its x and y are ${unit}: they are kept as stored. ${next}`);
}

function fromWkt(records: readonly LasRecord[]): Crs | undefined {
  const data = findRecord(records, 'LASF_Projection', WKT) ?? findRecord(records, 'liblas', WKT);
  const text = data ? untilNul(data) : '';
  const name = /^\s*[A-Z_]+\s*\[\s*"([^"]{1,200})"/.exec(text)?.[1];
  if (!name) return undefined;
  const isProjected = /\b(PROJCS|PROJCRS|PROJECTEDCRS|LOCAL_CS|ENGCRS)\s*\[/.test(text);
  // The unit of a projected system is the last one before its axes or its vertical part; degrees belong to its base.
  const [, horizontal = text] =
    /\b(?:PROJCS|PROJCRS|PROJECTEDCRS)\s*\[([\s\S]*?)(?:\bVERT_?C(?:S|RS)\s*\[|$)/.exec(text) ?? [];
  const factors = [...horizontal.matchAll(/\b(?:LENGTH)?UNIT\s*\[\s*"([^"]{1,60})"\s*,\s*([\d.eE+-]+)/g)];
  const lengths = factors.filter(([, unit]) => !/degree|grad|radian/i.test(unit!));
  const last = lengths.at(-1);
  const unit = last && Math.abs(Number(last[2]) - 1) > 1e-9 ? last[1] : undefined;
  return { name, isGeographic: !isProjected && /\b(GEOGCS|GEOGCRS|GEODCRS)\s*\[/.test(text), unit };
}

function fromGeoKeys(records: readonly LasRecord[]): Crs | undefined {
  const data = findRecord(records, 'LASF_Projection', GEO_KEYS);
  if (!data || data.length < 8) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const keys = new Map<number, number>();
  for (let at = 8; at + 8 <= data.length; at += 8) {
    // Location 0: the value itself stands here.
    if (view.getUint16(at + 2, true) === 0) keys.set(view.getUint16(at, true), view.getUint16(at + 6, true));
  }
  if (keys.size === 0) return undefined;
  const code = keys.get(PROJECTED_CODE) ?? keys.get(GEOGRAPHIC_CODE);
  const text = findRecord(records, 'LASF_Projection', GEO_TEXT);
  const stated = text ? (untilNul(text).split('|')[0] ?? '') : '';
  const epsg = code !== undefined && code !== USER_DEFINED ? `EPSG:${code}` : '';
  const name = [epsg, stated].filter((part) => part !== '').join(' ') || 'user-defined';
  const unit = keys.get(LINEAR_UNIT);
  const isOther = unit !== undefined && unit !== METRE && unit !== 0;
  return {
    name,
    isGeographic: keys.get(MODEL_TYPE) === GEOGRAPHIC_MODEL,
    unit: isOther ? (FEET[unit] ?? `in unit ${unit}`) : undefined,
  };
}
