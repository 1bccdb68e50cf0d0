import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  LENGTH_UNIT_NAMES,
  type OpenOverrides,
  type OverrideName,
  SENSOR_FRAMES,
  UP_AXES,
  withOverride,
} from '../core/index.ts';

/** What a person decides about files instead of the readers, as options of a command that opens files. */
export function addOverrideOptions(command: Command): Command {
  return command
    .addOption(new Option('--up <axis>', 'which stored axis points up; by default z').choices(UP_AXES))
    .addOption(
      new Option('--units <unit>', 'unit of the stored coordinates; by default metres').choices(LENGTH_UNIT_NAMES),
    )
    .option(
      '--columns <names>',
      'columns of a text table or a headerless .bin, as x,y,z,intensity; _ leaves one out',
      parseColumns,
    )
    .option('--layout <name>', 'data set layout (nuscenes, kitti-object, …), or file: every cloud for itself')
    .addOption(
      new Option('--sensor-frame <how>', "a depth camera's frame: turned z-up, or kept").choices(SENSOR_FRAMES),
    );
}

/** The overrides among a command's options. */
export function overridesOf(options: OpenOverrides): OpenOverrides {
  const names: readonly OverrideName[] = ['up', 'units', 'columns', 'sensorFrame', 'layout'];
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

function parseColumns(text: string): readonly string[] {
  const columns = withOverride({}, 'columns', text)?.columns;
  if (!columns)
    throw new InvalidArgumentError('It takes names with x, y and z once each among them, as x,y,z,intensity.');
  return columns;
}
