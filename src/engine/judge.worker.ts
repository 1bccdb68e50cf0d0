import { expose } from 'comlink';
import type { JudgedPrediction } from '../evaluation/index.ts';
import { CallAnswerer } from './answer-calls.ts';
import { JudgeDesk, type JudgedScene } from './judge-desk.ts';
import type { JudgeApi, LentCase, LentSide } from './judge-protocol.ts';

const calls = new CallAnswerer();
const desk = new JudgeDesk();
const scenes = new Map<number, JudgedScene>();
const predictions = new Map<number, JudgedPrediction>();

function lent<T>(from: ReadonlyMap<number, T>, number: number): T {
  const found = from.get(number);
  if (!found) throw new RangeError(`nothing was lent under ${number}`);
  return found;
}

const caseOf = ({ scene, prediction }: LentCase) => ({
  scene: lent(scenes, scene),
  prediction: lent(predictions, prediction),
});
const sideOf = ({ prediction, minConfidence }: LentSide) => ({
  prediction: lent(predictions, prediction),
  minConfidence,
});

const api: JudgeApi = {
  lend: (number, what, keep) => {
    for (const kept of [scenes, predictions]) for (const old of kept.keys()) if (!keep.includes(old)) kept.delete(old);
    if ('scene' in what) scenes.set(number, what.scene);
    else predictions.set(number, what.prediction);
  },
  judge: (call, of, settings, onProgress) =>
    calls.answer(call, onProgress, (options) => desk.judge(caseOf(of), settings, options)),
  find: (call, of, settings, query, onProgress) =>
    calls.answer(call, onProgress, (options) => desk.find(caseOf(of), settings, query, options)),
  compare: (call, scene, first, second, choice, onProgress) =>
    calls.answer(call, onProgress, (options) =>
      desk.compare(lent(scenes, scene), sideOf(first), sideOf(second), choice, options),
    ),
  cancel: (call) => calls.cancel(call),
};

expose(api);
