import { expect, it } from 'vitest';
import { CLASS_LIST_NAMES, outputClasses } from './output-classes.ts';

it('every list folds into classes that its label set has', () => {
  const sizes = { scannet20: 20, outdoor11: 11, semantickitti19: 19, nuscenes16: 16, waymo22: 22, s3dis13: 13 };
  expect(CLASS_LIST_NAMES).toEqual(Object.keys(sizes));
  for (const [name, outputs] of Object.entries(sizes)) {
    const found = outputClasses(outputs, name)!;
    expect(outputClasses(outputs, undefined)).toEqual(found);
    expect(outputClasses(outputs + 1, name)).toBeUndefined();
    if (!found.outputClasses) continue;
    expect(found.outputClasses).toHaveLength(outputs);
    expect(Math.min(...found.outputClasses)).toBe(name === 's3dis13' ? -1 : 0);
    expect(Math.max(...found.outputClasses)).toBeLessThan(found.labels.classes.length);
  }
  const kitti = outputClasses(19, undefined)!;
  expect(kitti.outputClasses!.map((index) => kitti.labels.classes[index]!.name)).toEqual(
    'vehicle other other vehicle vehicle pedestrian cyclist cyclist road road sidewalk other building other vegetation vegetation terrain pole sign'.split(
      ' ',
    ),
  );
});
