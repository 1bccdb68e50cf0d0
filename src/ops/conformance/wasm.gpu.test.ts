import { createWasmOps } from '../wasm/index.ts';
import { describeConformance } from './suite.fixture.ts';

describeConformance('wasm', createWasmOps);
