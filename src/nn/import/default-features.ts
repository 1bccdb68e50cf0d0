import { FEATURE_CHANNELS, type InputFeature } from '../../core/index.ts';
import { unfit } from './checkpoint-error.ts';
import type { DetectedFamily } from './families.ts';

/** What networks of so many input channels are usually fed with. @throws WeightsError when there is no usual thing. */
export function defaultFeatures(inputChannels: number, { family, prefix }: DetectedFamily): readonly InputFeature[] {
  const rgb: InputFeature = { source: 'rgb', ...family.rgb };
  switch (inputChannels) {
    case 1:
      return [{ source: 'one' }];
    case 3:
      return [rgb];
    case 4:
      return [{ source: 'xyz' }, { source: 'intensity' }];
    case 6:
      return [rgb, { source: 'normal' }];
    default:
      throw unfit(
        `${prefix}${family.naming.stem[0]!.conv}`,
        '1, 3, 4 or 6 input channels, or their meaning given (--features)',
        `${inputChannels} input channels`,
      );
  }
}

export function featureChannels(features: readonly InputFeature[]): number {
  return features.reduce((sum, { source }) => sum + FEATURE_CHANNELS[source], 0);
}
