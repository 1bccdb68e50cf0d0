export type { Profile, ProfileRow } from '../pipeline/index.ts';
export { BrowserEngine, type BrowserEngineOptions } from './browser-engine.ts';
export { type ChosenDomain, chooseDomain, datasetTitle, type ModelChoice } from './choose-domain.ts';
export type { Backend, ComputeInfo, Engine, OpenedSet, OpenRequest, Outcome, SampleName } from './engine.ts';
export type { CheckedOp, SelfCheck } from './self-check.ts';
export { spawnDecodeWorker } from './spawn.ts';
