import { chinaDay } from '../base/china-day.js';
import type { FieldProblem } from '../base/errors.js';
import type { JudgedList, QualityFindingRecord } from '../ports/cases/ports-quality.js';
import type { Unit } from '../ports/ports.js';
import type { RegionIndex } from '../caches/region-cache.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import { QualityJudge } from '../../rules/compiled/judge-quality.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** A settlement list as judged; `undefined`: nothing judges it. */
export type Judgement = JudgedList | undefined;

/**
 * 清单质控 judges settlement lists when they arrive, by the quality decisions of the ruleset that will score them (N21-11, N25-08). Where no
 * ruleset is in force, or the institution is not the sender's to send for, nothing is judged: other checks say so.
 */
export class CaseQuality {
  readonly #judges = new Map<CompiledRuleset, QualityJudge>();
  readonly #index: RegionIndex;

  constructor(index: RegionIndex) {
    this.#index = index;
  }

  /** What is found of one list that arrives on a day, by the version that will score it. */
  async of(unit: Unit, version: CompiledRuleset, inpatientCase: InpatientCase, submittedOn: string): Promise<Judgement> {
    const { institutionCode, caseNo, dischargeDate } = inpatientCase;
    const own = unit.access.institutionCode;
    if (!this.#index.institutions.has(institutionCode) || (own !== null && own !== institutionCode)) return undefined;
    const judge = this.#judgeOf(version);
    if (judge === undefined) return undefined;
    const findings = await judge.findings(inpatientCase, submittedOn);
    return { institutionCode, caseNo, dischargeDate, rulesetVersion: version.plan.version, findings };
  }

  #judgeOf(version: CompiledRuleset): QualityJudge | undefined {
    const known = this.#judges.get(version);
    if (known !== undefined || version.quality === undefined) return known;
    const judge = new QualityJudge(version.quality, this.#index.region.code);
    this.#judges.set(version, judge);
    return judge;
  }
}

/** The day on which an import's lists arrive: the database's, in China. */
export async function submissionDay(unit: Unit): Promise<string> {
  return chinaDay(await unit.now());
}

/** Why a list goes back to the hospital; empty where it is kept. */
export function returnProblems(judgement: Judgement): readonly FieldProblem[] {
  return (judgement?.findings ?? []).filter(({ returned }) => returned).map(returnProblem);
}

function returnProblem({ rule, label, field, level }: QualityFindingRecord): FieldProblem {
  const en = label.en ?? label.zh;
  return {
    path: [field],
    code: 'QUALITY_RETURNED',
    messages: {
      zh: `清单质控退回：${label.zh}（字段 ${field}，规则 ${rule}，${level === 'ERROR' ? '错误' : '提示'}）。请核对更正后重新上传；本条未入库。`,
      en: `Returned by quality control: ${en} (field ${field}, rule ${rule}, ${level === 'ERROR' ? 'error' : 'warning'}). Correct the list and send it again; it was not stored.`,
    },
  };
}
