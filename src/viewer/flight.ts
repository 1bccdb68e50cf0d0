import { fly, type Pose } from './framing.ts';

/** Which way each held key goes: forward, right, up. By their place on the keyboard, whatever is printed on them. */
const WAYS: Readonly<Record<string, readonly [forward: number, right: number, up: number]>> = {
  KeyW: [1, 0, 0],
  KeyS: [-1, 0, 0],
  KeyA: [0, -1, 0],
  KeyD: [0, 1, 0],
  KeyE: [0, 0, 1],
  KeyQ: [0, 0, -1],
};
const FAST = 4;
const SLOW = 0.25;
const PACES = { least: 1 / 32, most: 32 } as const;

/** Flying with the keys held: W A S D along the view, Q and E down and up, Shift faster, Alt slower. */
export class Flight {
  /** Metres a second at a pace of 1. */
  baseSpeed = 1;
  private pace = 1;
  private readonly held = new Set<string>();
  private factor = 1;

  /** Metres a second. */
  get speed(): number {
    return this.baseSpeed * this.pace;
  }

  get isMoving(): boolean {
    return this.held.size > 0;
  }

  /** @param code `KeyboardEvent.code`. @returns whether the key means something here */
  press(code: string, modifiers: { readonly shiftKey: boolean; readonly altKey: boolean }): boolean {
    this.factor = modifiers.shiftKey ? FAST : modifiers.altKey ? SLOW : 1;
    if (!Object.hasOwn(WAYS, code)) return false;
    this.held.add(code);
    return true;
  }

  release(code: string): void {
    this.held.delete(code);
    if (/^(Shift|Alt)/.test(code)) this.factor = 1;
  }

  /** Focus went elsewhere: the release of these keys will not be heard. */
  releaseAll(): void {
    this.held.clear();
    this.factor = 1;
  }

  setPace(factor: number): void {
    this.pace = Math.min(PACES.most, Math.max(PACES.least, this.pace * factor));
  }

  /** Where the held keys lead in so many seconds. */
  step(pose: Pose, seconds: number): Pose {
    const metres = this.speed * this.factor * seconds;
    let moved = pose;
    for (const key of this.held) {
      const [forward, right, up] = WAYS[key] ?? [0, 0, 0];
      moved = fly(moved, forward * metres, right * metres, up * metres);
    }
    return moved;
  }
}
