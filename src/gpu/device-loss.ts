import { KernelError } from '../core/index.ts';

/**
 * Rejects whatever waits for a device that went away: a lost device's promises may otherwise stay pending for ever.
 * Waits register themselves and leave again, so that a long-lived device does not collect one dead callback a wait.
 */
export class DeviceLoss {
  private error: KernelError | undefined;
  private readonly waiting = new Set<(error: KernelError) => void>();

  constructor(device: GPUDevice) {
    void device.lost.then((loss) => {
      const why = loss.message || loss.reason || 'no reason given';
      this.error = new KernelError('KERNEL_DEVICE_LOST', `The graphics device was lost (${why}).`, {
        reason: loss.reason,
      });
      for (const reject of this.waiting) reject(this.error);
      this.waiting.clear();
    });
  }

  /** @throws KernelError KERNEL_DEVICE_LOST once the device is gone. */
  throwIfLost(): void {
    if (this.error) throw this.error;
  }

  /** `promise`, or KERNEL_DEVICE_LOST, whichever comes first. */
  guard<T>(promise: Promise<T>): Promise<T> {
    if (this.error) {
      promise.catch(() => undefined); // its own rejection says the same less clearly
      return Promise.reject(this.error);
    }
    return new Promise<T>((resolve, reject) => {
      this.waiting.add(reject);
      promise.then(
        (value) => {
          this.waiting.delete(reject);
          resolve(value);
        },
        (cause) => {
          this.waiting.delete(reject);
          reject(cause);
        },
      );
    });
  }
}
