import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addOverrideOptions, overridesOf } from './override-options.ts';

function parse(...args: string[]) {
  const command = addOverrideOptions(new Command('info'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return overridesOf(command.parse(args, { from: 'user' }).opts());
}

describe('override options', () => {
  it('become overrides', () => {
    expect(parse()).toEqual({});
    expect(
      parse('--up', '-y', '--units', 'mm', '--columns', 'x,y,z,_,ring', '--layout', 'file', '--sensor-frame', 'kept'),
    ).toEqual({ up: '-y', units: 'mm', columns: ['x', 'y', 'z', '_', 'ring'], layout: 'file', sensorFrame: 'kept' });
  });

  it.each([
    ['--up', 'w'],
    ['--units', 'furlong'],
    ['--columns', 'x,y'],
    ['--sensor-frame', 'spun'],
  ])('refuse %s %s', (...args) => {
    expect(() => parse(...args)).toThrow();
  });
});
