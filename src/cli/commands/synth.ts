import fs from 'node:fs/promises';
import path from 'node:path';
import { writeScenePly } from '../../formats/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../../synthesis/index.ts';
import type { CommandResult } from '../command.ts';
import { countClasses, countInstances } from '../describe-cloud.ts';
import { formatTable } from '../terminal.ts';

export const PLACES = ['street', 'room'] as const;
export type Place = (typeof PLACES)[number];

/** A labelled procedural scene, by seed. */
export async function synth(place: Place, seed: number, out: string): Promise<CommandResult> {
  const scene = place === 'street' ? synthesizeStreet(seed) : synthesizeRoom(seed);
  await fs.writeFile(path.resolve(out), writeScenePly(scene));
  const { cloud, truth } = scene;
  const report = {
    points: cloud.count,
    classes: truth?.semantic ? countClasses(truth.semantic, truth.labelSet) : {},
    instances: countInstances(truth),
    boxes: truth?.boxes.length ?? 0,
  };
  const text = [
    `${place} ${seed}: ${report.points} points, ${report.instances} instances, ${report.boxes} boxes, written to ${out}\n`,
    formatTable(Object.entries(report.classes)),
  ].join('');
  return { report, text };
}
