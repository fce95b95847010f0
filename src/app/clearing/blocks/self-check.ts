import { must } from '../../../engine/kit/assert.js';
import { referenceOutput, sameValue } from '../../../engine/reference/decision-reference.js';
import { Environment, readRef } from '../../../engine/formula/environment.js';
import type { GroupingAnswer, Scored, ScoringFrames } from '../../../engine/scoring/scoring.js';
import { printValue } from '../../../engine/plan/value-text.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import type { ReadyGrouper } from '../../caches/grouper-library.js';
import { grouperCase } from '../../../engine/grouping/by-grouper.js';
import { explainGrouping } from '../../../engine/grouping/grouping.js';
import type { GroupIndex } from '../../../engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../../engine/grouping/grouping-match.js';
import { groupByGrouper } from '../../../engine/grouper/grouper-index.js';
import type { GrouperAnswer } from '../../../engine/grouper/grouper.js';
import type { Judge } from '../../../rules/judge/judge.js';

/** A run that disagreed with json-rules-engine or with the reference arithmetic: it halts, and nothing is paid by it. */
export class SelfCheckFailed extends Error {
  override readonly name = 'SelfCheckFailed';

  constructor(
    readonly caseNo: string,
    readonly decision: string,
    detail: string,
  ) {
    super(`${caseNo} ${decision}: ${detail}`);
  }
}

/**
 * Judges a scored case a second time (ARCHITECTURE 4): every decision that was made is put to json-rules-engine with the case's real values,
 * and its output is worked out anew with the reference evaluator on decimal.js. Any difference throws.
 */
export async function rejudge(
  judge: Judge,
  { program }: CompiledRuleset,
  frames: ScoringFrames,
  scored: Scored<GroupingAnswer>,
  caseNo: string,
): Promise<void> {
  const { frame, evaluation } = scored;
  const environment = new Environment(
    { fundYear: frames.fundYear, institution: frames.institution, case: frame },
    scored.grouping?.group ?? null,
  );
  for (const { plan } of program.scopes.case.decisions) {
    const fired = evaluation.fired[plan.index];
    if (fired === undefined) continue;
    const all = plan.rules.map((_, index) => index);
    const verdict = await judge.verdict(plan, all, (ref) => readRef(environment, ref));
    if (verdict.fired.join() !== fired.join())
      throw new SelfCheckFailed(caseNo, plan.id, `json-rules-engine fires [${verdict.fired.join()}], the tables [${fired.join()}]`);
    const value = frame[plan.slot];
    const expected = referenceOutput(plan, environment, verdict.fired);
    if (expected !== null && typeof expected === 'object' && 'problem' in expected)
      throw new SelfCheckFailed(caseNo, plan.id, expected.problem.code);
    if (!sameValue(expected, value))
      throw new SelfCheckFailed(
        caseNo,
        plan.id,
        `reference ${printValue(expected) ?? 'null'}, stored ${printValue(must(value, 'value')) ?? 'null'}`,
      );
  }
}

/** Puts a case to the grouper's own judge (json-rules-engine): it must reach the same MDC, ADRG and DRG as the index does. */
export async function rejudgeGroup({ index, judge }: ReadyGrouper, facts: GroupingFacts, caseNo: string): Promise<void> {
  const read = grouperCase(facts);
  const [own, judged] = [groupByGrouper(index, read), await judge.group(read)];
  const text = ({ status, mdc, adrg, drg }: GrouperAnswer): string =>
    [status, mdc?.code, adrg?.code, drg?.code].filter((part) => part !== undefined).join(' ');
  if (text(own) !== text(judged))
    throw new SelfCheckFailed(caseNo, 'methods.grouping.grouper', `json-rules-engine groups ${text(judged)}, the index ${text(own)}`);
}

/** Groups a case by the path that explains it, which remembers nothing: it must come to the group that the run took. */
export function regroup(index: GroupIndex, facts: GroupingFacts, groupCode: string | null, caseNo: string): void {
  const explained = explainGrouping(index, facts).chosen?.code ?? null;
  if (explained !== groupCode)
    throw new SelfCheckFailed(caseNo, 'methods.grouping', `explained ${explained ?? 'no group'}, in bulk ${groupCode ?? 'no group'}`);
}
