import { expose } from 'comlink';
import { cpuSideApi } from './cpu-side-api.ts';

expose(cpuSideApi());
