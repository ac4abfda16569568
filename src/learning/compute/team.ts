/**
 * Hands tasks to threads over shared memory, without messages: a command is a number and a count of tasks, and whoever is
 * free takes the next one. The caller works too and waits only for tasks that others have begun, so a thread that is
 * slow, late or never comes costs nothing but its help.
 */
export interface Tasks {
  run(command: number, task: number): void;
}

/** Words of the control block. Ticket and count carry the number of the command, so that a late thread cannot mix two up. */
const round = 0;
const ticket = 1;
const count = 2;
const completed = 3;
const command = 4;
const stop = 5;
const failed = 6;

const taskBits = 16;
const taskMask = (1 << taskBits) - 1;
const rounds = 1 << (31 - taskBits);
/** Looks at a word this often before the thread goes to sleep: some tens of microseconds. */
const looks = 3000;

/** The side of the thread that has the work. */
export class Team {
  readonly #control: Int32Array;
  readonly #tasks: Tasks;
  readonly #helpers: number;
  #round = 0;

  constructor(control: Int32Array, tasks: Tasks, helpers: number) {
    this.#control = control;
    this.#tasks = tasks;
    this.#helpers = helpers;
  }

  /** Does tasks 0 … total − 1 of a command, in any order and on all threads; back when all are done. */
  run(what: number, total: number): void {
    if (this.#helpers === 0 || total < 2 || total > taskMask >> 1) {
      for (let task = 0; task < total; task++) this.#tasks.run(what, task);
      return;
    }
    const control = this.#control;
    this.#round = (this.#round + 1) % rounds;
    Atomics.store(control, command, what);
    Atomics.store(control, completed, 0);
    Atomics.store(control, count, (this.#round << taskBits) | total);
    Atomics.store(control, ticket, this.#round << taskBits);
    Atomics.store(control, round, this.#round);
    Atomics.notify(control, round);
    const mine = takeTasks(control, this.#tasks);
    if (mine > 0) Atomics.add(control, completed, mine);
    this.#awaitOthers(total);
  }

  /** Ends the helpers' loops. */
  stop(): void {
    Atomics.store(this.#control, stop, 1);
    Atomics.notify(this.#control, round);
  }

  #awaitOthers(total: number): void {
    for (let look = 0; ; look++) {
      const done = Atomics.load(this.#control, completed);
      if (done === total) return;
      if (Atomics.load(this.#control, failed) === 1) throw new Error('a helper thread failed');
      if (look > looks) Atomics.wait(this.#control, completed, done, 1);
    }
  }
}

/** The side of a helper thread: works until it is told to stop. */
export function helpTeam(control: Int32Array, tasks: Tasks): void {
  let seen = 0;
  for (;;) {
    for (let look = 0; Atomics.load(control, round) === seen; look++) {
      if (Atomics.load(control, stop) === 1) return;
      if (look > looks) Atomics.wait(control, round, seen, 1000);
    }
    seen = Atomics.load(control, round);
    let done = 0;
    try {
      done = takeTasks(control, tasks);
    } catch (error) {
      Atomics.store(control, failed, 1);
      throw error;
    }
    if (done === 0) continue;
    Atomics.add(control, completed, done);
    Atomics.notify(control, completed);
  }
}

/** Gives the number of tasks done. */
function takeTasks(control: Int32Array, tasks: Tasks): number {
  for (let done = 0; ; done++) {
    const taken = Atomics.add(control, ticket, 1);
    const total = Atomics.load(control, count);
    const isCurrent = taken >> taskBits === total >> taskBits;
    if (!isCurrent || (taken & taskMask) >= (total & taskMask)) return done;
    tasks.run(Atomics.load(control, command), taken & taskMask);
  }
}
