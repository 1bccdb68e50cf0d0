import { describe, expect, it } from 'vitest';
import { dimExcept } from './dim.ts';
import { hideColor, isHidden, packRgb, unpackRgb } from './packed-color.ts';
import { colorByDisagreement, colorByVerdict, DISAGREEMENT_RGB, VERDICT_RGB } from './verdict-colors.ts';

const spread = (packed: number) => Math.max(...unpackRgb(packed)) - Math.min(...unpackRgb(packed));

describe('error map', () => {
  it('tells right, wrong and not labelled apart, and ignores how sure the network is of what nobody labelled', () => {
    const colors = colorByVerdict(Uint8Array.of(0, 1, 2, 0), Float32Array.of(1, 1, 1, 0));
    expect([...colors].map(unpackRgb)).toEqual([
      VERDICT_RGB.ignored,
      VERDICT_RGB.right,
      VERDICT_RGB.wrong,
      VERDICT_RGB.ignored,
    ]);
    expect(colorByVerdict(Uint8Array.of(2))).toEqual(colors.subarray(2, 3));
  });

  it('shows a confident mistake more strongly than a doubtful one', () => {
    const colors = colorByVerdict(Uint8Array.of(2, 2, 2, 1, 1), Float32Array.of(0.1, 0.5, 1, 0.1, 1));
    const [doubtful, middling, confident, pale, strong] = [...colors].map(spread) as [
      number,
      number,
      number,
      number,
      number,
    ];
    expect(doubtful).toBeLessThan(middling);
    expect(middling).toBeLessThan(confident);
    expect(pale).toBeLessThan(strong);
  });
});

it('the map of disagreement says who is right', () => {
  expect([...colorByDisagreement(Uint8Array.of(0, 1, 2, 3, 4))].map(unpackRgb)).toEqual(
    Object.values(DISAGREEMENT_RGB),
  );
});

it('dimming leaves what is meant as it is, and hidden points hidden', () => {
  const red = packRgb([255, 0, 0]);
  const colors = dimExcept(Uint32Array.of(red, red, hideColor(red)), Uint8Array.of(1, 0, 0));
  expect(colors[0]).toBe(red);
  expect(spread(colors[1] as number)).toBeLessThan(60);
  expect(isHidden(colors[2] as number)).toBe(true);
  const [onLight] = dimExcept(Uint32Array.of(red), Uint8Array.of(0), 'light');
  expect(Math.min(...unpackRgb(onLight as number))).toBeGreaterThan(140);
});
