import { must } from '../../engine/kit/assert.js';
import type { Unmet } from '../../engine/decide/decide.js';
import { readRef } from '../../engine/formula/environment.js';
import { decisionOf, type Program } from '../../engine/decide/program.js';
import type { KeyRun } from '../../engine/decide/key-run.js';
import type { Tables } from './tables.js';

/** Puts situations that no table holds to the Judge, with the values of a key that met each, and keeps the verdicts. */
export async function learnUnmet(
  program: Program,
  tables: Pick<Tables, 'learn'>,
  runs: Iterable<KeyRun>,
  unmet: readonly Unmet[],
): Promise<void> {
  const all = [...runs];
  for (const { decision, table, situation } of unmet) {
    const prepared = must(decisionOf(program, decision.scope, decision.id), decision.id);
    const index = prepared.tableOffset + table;
    const run = must(
      all.find(({ scope, evaluation }) => scope.scope === decision.scope && evaluation.situations[index] === situation),
      `who met situation ${situation} of ${decision.id}`,
    );
    await tables.learn(prepared.plan, table, situation, (ref) => readRef(run.environment, ref));
  }
}
