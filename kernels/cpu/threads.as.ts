// The CPU kernel module for several threads over one shared memory: each thread has an instance of its own, sleeps in `serve`, and
// takes blocks of the job that is in the control area. Reference: src/ops/wasm/thread-pool.ts.
import { Job, runBlock } from './jobs.as';
import { setScratch } from './vectors.as';
export * from './index.as';

// Control area: four counters, then the job.
const EPOCH: usize = 0; // grows with each job: what sleeping threads wait on
const LEFT: usize = 4; // blocks that nobody has taken yet; below zero when threads looked in vain
const DONE: usize = 8; // blocks finished: what the caller waits on
const QUIT: usize = 12; // 1: threads return
const JOB: usize = 64;

/** Loads before sleeping: the next layer follows within microseconds, and waking a thread costs some tens of them. */
const SPINS: i32 = 5000;
/** A wait is cut into slices, so that a machine that slept through one has not used up the patience. */
const SLICE_NS: i64 = 250_000_000;

/**
 * Takes blocks until none is left; returns how many. A block that was taken holds the job in place: it is not over before all blocks
 * are done. So operands are read after taking and not after finishing.
 */
function takeBlocks(control: usize): i32 {
  const job = changetype<Job>(control + JOB);
  let taken = 0;
  while (true) {
    const left = atomic.sub<i32>(control, 1, LEFT);
    if (left <= 0) return taken;
    taken++;
    const blocks = job.blocks;
    runBlock(job, blocks - left);
    if (atomic.add<i32>(control, 1, DONE) + 1 == blocks) atomic.notify(control + DONE, 1);
  }
}

/** A helping thread's whole life. */
export function serve(control: usize, scratch: usize): void {
  setScratch(scratch);
  while (true) {
    const epoch = atomic.load<i32>(control, EPOCH);
    if (atomic.load<i32>(control, QUIT) != 0) return;
    takeBlocks(control);
    let spins = 0;
    while (atomic.load<i32>(control, EPOCH) == epoch && spins < SPINS) spins++;
    if (spins == SPINS) atomic.wait<i32>(control + EPOCH, epoch, -1);
  }
}

/**
 * Runs the job in the control area on this thread and those that serve. Returns how many blocks the others did, or -1 when a block
 * was taken and, with no other block finishing meanwhile, not done within `patience` slices: its thread is dead.
 */
export function share(control: usize, helpers: i32, patience: i32): i32 {
  const blocks = changetype<Job>(control + JOB).blocks;
  atomic.store<i32>(control, 0, DONE);
  atomic.store<i32>(control, blocks, LEFT);
  atomic.add<i32>(control, 1, EPOCH);
  atomic.notify(control + EPOCH, min(helpers, blocks - 1));
  const own = takeBlocks(control);
  let done = atomic.load<i32>(control, DONE);
  for (let spins = 0; done < blocks && spins < SPINS; spins++) done = atomic.load<i32>(control, DONE);
  for (let idle: i32 = 0; done < blocks; idle++) {
    if (idle == patience) return -1;
    atomic.wait<i32>(control + DONE, done, SLICE_NS);
    const now = atomic.load<i32>(control, DONE);
    if (now != done) idle = -1;
    done = now;
  }
  return blocks - own;
}

/** Sends every thread home. */
export function quit(control: usize): void {
  atomic.store<i32>(control, 1, QUIT);
  atomic.add<i32>(control, 1, EPOCH);
  atomic.notify(control + EPOCH, -1);
}
