import { describe, expect, it } from 'vitest';
import { isBoxJudged, isInView } from './index.ts';

/** A camera at the origin that looks along +x: u = 50 − 100·y/x, v = 50 − 100·z/x, 100 × 100 pixels. */
const VIEW = {
  projection: [50, -100, 0, 0, 50, 0, -100, 0, 1, 0, 0, 0],
  widthPx: 100,
  heightPx: 100,
  ignoredPx: [],
};
const cube = (x: number, y: number, z: number) => ({ center: [x, y, z], size: [1, 1, 1], yaw: 0 }) as const;

describe('the judged region', () => {
  it('is what the camera sees', () => {
    expect(isInView({ view: VIEW }, [10, 0, 0])).toBe(true);
    expect(isInView({ view: VIEW }, [10, 4.9, -4.9])).toBe(true);
    expect(isInView({ view: VIEW }, [10, 5.1, 0])).toBe(false);
    expect(isInView({ view: VIEW }, [10, 0, 5.1])).toBe(false);
    expect(isInView({ view: VIEW }, [-10, 0, 0])).toBe(false);
    expect(isInView({}, [-10, 0, 0])).toBe(true);
  });

  it('has a box where its middle is', () => {
    expect(isBoxJudged({ view: VIEW }, cube(10, 4.8, 0))).toBe(true);
    expect(isBoxJudged({ view: VIEW }, cube(10, 5.2, 0))).toBe(false);
    expect(isBoxJudged({}, cube(-10, 0, 0))).toBe(true);
  });

  it('leaves out what lies mostly in a part of the image that nobody labelled', () => {
    // The cube's image: 100/9.5 px wide and high about the middle, 44.7 to 55.3.
    const part = (left: number) => ({ view: { ...VIEW, ignoredPx: [{ left, top: 0, right: 100, bottom: 100 }] } });
    expect(isBoxJudged(part(49), cube(10, 0, 0))).toBe(false);
    expect(isBoxJudged(part(51), cube(10, 0, 0))).toBe(true);
  });
});
