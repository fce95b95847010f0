import { beforeAll, describe, expect, it } from 'vitest';
import { ShardScorer } from '../../../../src/app/clearing/shards/score-shard.js';
import type { ReadyGrouper } from '../../../../src/app/caches/grouper-library.js';
import { indexGrouper } from '../../../../src/engine/grouper/grouper-index.js';
import { nothingReached, type GrouperAnswer } from '../../../../src/engine/grouper/grouper.js';
import type { DiseaseGroup } from '../../../../src/engine/plan/catalogue.js';
import type { InpatientCase } from '../../../../src/engine/plan/inpatient-case.js';
import type { CompiledRuleset } from '../../../../src/rules/compiled/compiled-ruleset.js';
import type { GrouperDocument } from '../../../../src/rules/grouper/grouper-document.js';
import { GrouperJudge } from '../../../../src/rules/grouper/grouper-judge.js';
import { Judge } from '../../../../src/rules/judge/judge.js';
import { diseaseGroup } from '../../../support/disease-group.js';
import { DRG_CASES } from '../../../support/grouping-3/drg-cases.js';
import { drgDocument } from '../../../support/grouping-3/drg-document.js';
import { openedGrouper } from '../../../support/grouping-3/opened-grouper.js';
import { batchOf, compileTiny, memoryPlan } from '../../../support/memory-year.js';
import { tinyCase, type Edit } from '../../../support/tiny-city.js';

const basis = ['demo#1'];
const byGrouper: Edit = (document) => ({
  ...document,
  examples: [],
  methods: {
    ...document.methods,
    grouping: { layers: ['DRG'], ties: ['GROUP_CODE'], grouper: { code: 'CHS-DRG', version: '3.0', assigned: 'COMPARED', basis }, basis },
  },
});

const PROFILES = (['H1', 'H2', 'H3'] as const).map((code) => [code, 'A', '2024-01-01'] as const);
const MEAN = { '3': '10000.00', ALL: '10000.00' };
const DRGS: readonly DiseaseGroup[] = drgDocument().drgs.map(({ code }) => diseaseGroup({ code, kind: 'DRG', mean: MEAN }));
const CASES: readonly InpatientCase[] = DRG_CASES.map(({ facts: { principal, others, operations, admissionWeight, ...facts } }, i) => ({
  ...tinyCase(i, { ...facts, caseFlags: [] }),
  ...{ principalDiagnosis: principal, otherDiagnoses: others, procedures: operations, admissionWeightGrams: admissionWeight },
}));

const HONEST = drgDocument();
/** The same but for two groups that have changed places. */
const TAMPERED: GrouperDocument = { ...HONEST, drgs: HONEST.drgs.map((drg) => ({ ...drg, code: swapped(drg.code) })) };

function swapped(code: string): string {
  return code === 'HU15' ? 'HK15' : code === 'HK15' ? 'HU15' : code;
}

function ready(document: GrouperDocument, judge?: GrouperJudge): ReadyGrouper {
  const index = indexGrouper(openedGrouper(document));
  return { contentHash: 'a'.repeat(64), document, index, judge: judge ?? new GrouperJudge(index) };
}

class LyingJudge extends GrouperJudge {
  override async group(): Promise<GrouperAnswer> {
    return await Promise.resolve(nothingReached('NOT_GROUPED'));
  }
}

describe('a run whose cases are grouped by a grouper', () => {
  let compiled: CompiledRuleset;
  beforeAll(async () => {
    compiled = await compileTiny(byGrouper);
  });
  const scorer = async (grouper: ReadyGrouper): Promise<ShardScorer> =>
    new ShardScorer(await memoryPlan(compiled, DRGS, PROFILES, grouper), new Judge());

  it('is judged by json-rules-engine: the first case of every group, and nothing of it differs', async () => {
    const { scores, reJudged } = await (await scorer(ready(HONEST))).score(batchOf(CASES));
    expect(scores.groupCode).toEqual(DRG_CASES.map(({ group }) => group));
    expect(reJudged).toBeGreaterThan(0);
  });

  it('halts at the first case of a group that the compiled index finds otherwise than the judge', async () => {
    const first = DRG_CASES.findIndex(({ group }) => group === 'HK15');
    const other = DRG_CASES.findIndex(({ group }) => group === 'HU15');
    const run = (await scorer(ready(TAMPERED, new GrouperJudge(ready(HONEST).index)))).score(batchOf(CASES));
    await expect(run).rejects.toMatchObject({
      name: 'SelfCheckFailed',
      caseNo: CASES[Math.min(first, other)]?.caseNo,
      decision: 'methods.grouping.grouper',
      message: expect.stringMatching(/json-rules-engine groups GROUPED MDCH HK1 HK15, the index GROUPED MDCH HK1 HU15/) as string,
    });
  });

  it('halts where the judge itself answers otherwise', async () => {
    const { index } = ready(HONEST);
    const run = (await scorer(ready(HONEST, new LyingJudge(index)))).score(batchOf(CASES));
    await expect(run).rejects.toMatchObject({ name: 'SelfCheckFailed', caseNo: CASES[0]?.caseNo });
  });

  it('halts in the sample where the index changes after the first case of each group was judged', async () => {
    const grouper = ready(HONEST);
    const own = await scorer(grouper);
    await own.score(batchOf(CASES));
    const { grouper: given } = ready(TAMPERED).index;
    const { codes, marks } = indexGrouper({ ...given, mdcs: given.mdcs.toReversed() });
    Object.assign(grouper.index, { codes, marks });
    await expect(own.score(batchOf(CASES, 1_000n))).rejects.toMatchObject({ name: 'SelfCheckFailed', caseNo: CASES[0]?.caseNo });
  });
});

describe('a run whose cases are grouped by a DIP catalogue', () => {
  const [KNOWN, OTHER] = [
    diseaseGroup({ code: 'I63', diagnoses: 'I63.9', mean: MEAN }),
    diseaseGroup({ code: 'J18', diagnoses: 'J18.9', mean: MEAN }),
  ];
  const cases = [0, 5, 10].map((i) => tinyCase(i, { principalDiagnosis: 'I63.900' }));

  it('halts where what grouping remembers is not what it works out anew', async () => {
    const plan = await memoryPlan(await compileTiny(), [KNOWN, OTHER], PROFILES);
    const scorer = new ShardScorer(plan, new Judge());
    const { scores } = await scorer.score(batchOf(cases));
    expect(scores.groupCode).toEqual(['I63', 'I63', 'I63']);
    const { memory } = plan.settingOn('2024-03-01')?.groups ?? {};
    for (const { memo } of memory?.buckets.values() ?? []) {
      for (const key of memo.keys()) memo.set(key, { kind: 'settled', group: OTHER });
    }
    await expect(scorer.score(batchOf(cases, 1_000n))).rejects.toMatchObject({
      name: 'SelfCheckFailed',
      caseNo: cases[0]?.caseNo,
      decision: 'methods.grouping',
      message: expect.stringMatching(/explained I63, in bulk J18/) as string,
    });
  });
});
