/** Thrown inside a transaction to undo it while its result is kept: a dry run, or a batch that one bad row spoils. */
class RolledBack<T> extends Error {
  override readonly name = 'RolledBack';
  constructor(readonly result: T) {
    super('rolled back on purpose');
  }
}

/** What became of work that may undo itself. */
export interface Undoable<T> {
  readonly result: T;
  readonly kept: boolean;
}

/** Runs work that calls `undo` to have its transaction rolled back: the result is handed out, and nothing of it was kept. */
export async function undoable<T>(work: (undo: (result: T) => never) => Promise<T>): Promise<Undoable<T>> {
  const thrown: RolledBack<T>[] = [];
  const undo = (result: T): never => {
    const signal = new RolledBack(result);
    thrown.push(signal);
    throw signal;
  };
  try {
    return { result: await work(undo), kept: true };
  } catch (error) {
    const signal = thrown.find((candidate) => candidate === error);
    if (signal === undefined) throw error;
    return { result: signal.result, kept: false };
  }
}
