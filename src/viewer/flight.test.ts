import { describe, expect, it } from 'vitest';
import { Flight } from './flight.ts';

const POSE = { eye: [0, 0, 0], target: [0, 5, 0] } as const;
const PLAIN = { shiftKey: false, altKey: false };

describe('Flight', () => {
  it('goes where the held keys point, by the clock', () => {
    const flight = new Flight();
    flight.baseSpeed = 2;
    expect(flight.press('KeyW', PLAIN)).toBe(true);
    expect(flight.press('KeyD', PLAIN)).toBe(true);
    const { eye, target } = flight.step(POSE, 0.5);
    expect(eye[0]).toBeCloseTo(1, 9);
    expect(eye[1]).toBeCloseTo(1, 9);
    expect(target[1] - eye[1]).toBeCloseTo(5, 9);
    flight.release('KeyW');
    expect(flight.step(POSE, 1).eye[1]).toBeCloseTo(0, 9);
  });

  it('is faster with Shift, slower with Alt, and takes its speed from the wheel within limits', () => {
    const flight = new Flight();
    flight.press('KeyW', { shiftKey: true, altKey: false });
    expect(flight.step(POSE, 1).eye[1]).toBeCloseTo(4, 9);
    flight.release('ShiftLeft');
    expect(flight.step(POSE, 1).eye[1]).toBeCloseTo(1, 9);
    flight.press('KeyW', { shiftKey: false, altKey: true });
    expect(flight.step(POSE, 1).eye[1]).toBeCloseTo(0.25, 9);
    for (let notch = 0; notch < 1000; notch++) flight.setPace(1.1);
    expect(flight.speed).toBe(32);
  });

  it('leaves other keys alone and stops when nobody hears their release', () => {
    const flight = new Flight();
    expect(flight.press('KeyB', PLAIN)).toBe(false);
    flight.press('KeyE', PLAIN);
    flight.releaseAll();
    expect(flight.isMoving).toBe(false);
  });
});
