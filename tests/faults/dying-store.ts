import type { Store, Unit } from '../../src/app/ports/ports.js';

/** Where a transaction is cut: after its work and before the commit, or after the commit. */
export type CutPoint = 'INSIDE' | 'AFTER';

/** Does something (dies, say) at one chosen transaction; counts them all. */
export interface CutStore extends Store {
  readonly transactions: () => number;
}

/** Which transaction: its number from 1, or the one that stores a run's statements or a study's tables. */
export type CutAt = number | 'STATEMENTS' | 'STUDY_ROWS';

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
        const value = await work({
          ...unit,
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
