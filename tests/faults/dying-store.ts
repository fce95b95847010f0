import type { Store, Unit } from '../../src/app/ports/ports.js';

/** Where a transaction is cut: after its work and before the commit, or after the commit. */
export type CutPoint = 'INSIDE' | 'AFTER';

/** Does something (dies, say) at one chosen transaction; counts them all. */
export interface CutStore extends Store {
  readonly transactions: () => number;
}

/** Which transaction: its number from 1, or the one that stores a run's statements, or the rows of a study or a what-if, or that says that a what-if is at work. */
export type CutAt = number | 'STATEMENTS' | 'STUDY_ROWS' | 'WHAT_IF_ROWS' | 'WHAT_IF_RUNNING';

/** The store, with `cut` called at one transaction. */
export function cutStore(store: Store, at: CutAt, point: CutPoint, cut: () => void | Promise<void>): CutStore {
  let begun = 0;
  return {
    transactions: () => begun,
    onChange: (listener) => store.onChange(listener),
    ready: () => store.ready(),
    tidy: () => store.tidy(),
    transaction: async (access, mode, work) => {
      let isIt = ++begun === at;
      const result = await store.transaction(access, mode, async (unit) => {
        const insertStatements: Unit['runResults']['insertStatements'] = async (...rows) => {
          isIt ||= at === 'STATEMENTS';
          await unit.runResults.insertStatements(...rows);
        };
        const insertRows: Unit['switchStudies']['insertRows'] = async (...rows) => {
          isIt ||= at === 'STUDY_ROWS';
          await unit.switchStudies.insertRows(...rows);
        };
        const insertWhatIf: Unit['whatIfs']['insertRows'] = async (...rows) => {
          isIt ||= at === 'WHAT_IF_ROWS';
          await unit.whatIfs.insertRows(...rows);
        };
        const updateWhatIf: Unit['whatIfs']['update'] = async (...patch) => {
          isIt ||= at === 'WHAT_IF_RUNNING' && patch[2].status === 'RUNNING';
          return await unit.whatIfs.update(...patch);
        };
        const value = await work({
          ...unit,
          whatIfs: { ...unit.whatIfs, insertRows: insertWhatIf, update: updateWhatIf },
          runResults: { ...unit.runResults, insertStatements },
          switchStudies: { ...unit.switchStudies, insertRows },
        });
        if (isIt && point === 'INSIDE') await cut();
        return value;
      });
      if (isIt && point === 'AFTER') await cut();
      return result;
    },
  };
}
