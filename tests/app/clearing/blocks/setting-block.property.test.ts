import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BatchCases } from '../../../../src/app/clearing/blocks/batch-case.js';
import { BulkVersion } from '../../../../src/app/clearing/blocks/bulk-version.js';
import { ExactSums } from '../../../../src/engine/number/exact-sums.js';
import { OutcomeIndex } from '../../../../src/app/clearing/blocks/outcome-index.js';
import { SettingBlock } from '../../../../src/app/clearing/blocks/setting-block.js';
import { FrameScore } from '../../../../src/app/clearing/blocks/stored-score.js';
import { STORED_OUTPUTS } from '../../../../src/app/clearing/blocks/stored-outputs.js';
import type { CaseSetting } from '../../../../src/app/clearing/run/case-settings.js';
import type { RunPlan } from '../../../../src/app/clearing/run/run-plan.js';
import { groupingFacts } from '../../../../src/app/scoring/grouping-facts.js';
import { must } from '../../../../src/engine/kit/assert.js';
import { compare, decimal, multiply, whole, type Fraction } from '../../../../src/engine/number/quantity.js';
import { Environment, readRef } from '../../../../src/engine/formula/environment.js';
import { chooseGroup } from '../../../../src/engine/grouping/grouping.js';
import { CASE_FLAGS, type InpatientCase } from '../../../../src/engine/plan/inpatient-case.js';
import { fillCase, prepareCaseFiller } from '../../../../src/engine/scoring/case-frame.js';
import { runScoring, type Scored, type GroupingAnswer } from '../../../../src/engine/scoring/scoring.js';
import type { RulesetDocument } from '../../../../src/rules/document/document.js';
import { testCase } from '../../../support/cases.js';
import { diseaseGroup } from '../../../support/disease-group.js';
import { batchOf, compileTiny, memoryPlan } from '../../../support/memory-year.js';

const basis = ['demo#1'];

/** The tiny city with what blocks have most to do for: code maps, groups not open to all, sets, lists of codes, an attribute, costs. */
function everything(document: RulesetDocument): RulesetDocument {
  const excluded = (name: string, ...all: readonly object[]) => ({
    ...{ name, label: { zh: name }, basis, conditions: { all } },
    event: { type: 'inclusion', params: { value: 'EXCLUDED' } },
  });
  const known = (fact: string) => ({ fact, operator: 'known', value: true });
  const added = [
    excluded('by-diagnosis', { fact: 'otherDiagnoses', operator: 'anyInCodes', value: { table: 'hypertension' } }),
    excluded('by-operation', { fact: 'procedures', operator: 'anyInCodes', value: { table: 'excludedOperations' } }),
    excluded('by-drugs', known('drugCost'), { fact: 'drugCost', operator: 'greaterThan', value: '900' }),
    excluded('by-share', known('tcmShare'), { fact: 'tcmShare', operator: 'greaterThan', value: '0.8' }),
  ];
  const decisions = (document.decisions ?? []).map((decision) =>
    decision.id === 'inclusion' && 'rules' in decision
      ? { ...decision, hit: 'first' as const, rules: [...(decision.rules ?? []), ...added] }
      : decision,
  );
  const map = (rows: Readonly<Record<string, string>>) => ({
    ...{ kind: 'codeMap', basis, label: { zh: '对照' } },
    rows: Object.entries(rows).map(([from, to]) => ({ from, to })),
  });
  const methods = document.methods ?? {};
  return {
    ...document,
    decisions,
    examples: [],
    facts: {
      ...document.facts,
      tcmShare: { scope: 'case', type: 'decimal', unit: '1', optional: true, label: { zh: '中医占比' } },
    },
    aggregates: [
      ...(document.aggregates ?? []),
      { id: 'left', of: 'case', per: 'institutionTotal', count: true, where: { inclusion: 'EXCLUDED' }, label: { zh: '不纳入' } },
    ],
    tables: {
      ...document.tables,
      oldDiagnoses: map({ 'Q63.1': 'I63.900', 'Q80.1': 'K80.100', 'Q10.1': 'I10.x00x002' }),
      oldOperations: map({ '51.9': '51.2300' }),
      hypertension: { kind: 'codes', codes: ['I10*'], basis },
      excludedOperations: { kind: 'codes', codes: ['51.2300'], basis },
    },
    methods: {
      ...methods,
      codes: { diagnoses: 'oldDiagnoses', operations: 'oldOperations', basis: ['demo#3'] },
      grouping: { ...methods.grouping, admit: [{ groupFlag: 'TCM', when: 'caseFlag.TCM' }] },
    },
  } as RulesetDocument;
}

const mean = (cost: string) => ({ '3': cost, ALL: cost });
const GROUPS = [
  diseaseGroup({ code: 'I63', points: '1000', mean: mean('10000.00'), diagnoses: 'I63*' }),
  diseaseGroup({ code: 'I63T', points: '800.5', mean: mean('3000.00'), diagnoses: 'I63.900', flags: ['TCM'] }),
  diseaseGroup({ code: 'J18', points: '450', mean: mean('5000.00'), diagnoses: 'J18*', flags: ['PRIMARY_CARE'] }),
  diseaseGroup({ code: 'K80', points: '1520.5', mean: mean('15000.00'), diagnoses: 'K80*' }),
  diseaseGroup({ code: 'K80O', points: '2520.25', mean: { '2': '1.00' }, diagnoses: 'K80*', operations: '54.5100' }),
];
const EDGE = ['500000', '1000000', '2000000', '250000', '750000', '3000000'].map((fen) => Number(fen));
const fenOf = fc.oneof(fc.constantFrom(...EDGE.flatMap((fen) => [fen - 1, fen, fen + 1])), fc.integer({ min: 1, max: 9_000_000 }));
const yuanOf = (fen: number): Fraction => multiply(whole(fen), decimal('0.01'));
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 3 });

/** A case whose parts are drawn one by one; `H9` has no profile, and the others have one from different days on. */
const anyCase: fc.Arbitrary<Omit<InpatientCase, 'caseNo'>> = fc
  .record({
    institutionCode: fc.constantFrom('H1', 'H1', 'H2', 'H2', 'H3', 'H9'),
    dischargeDate: fc.constantFrom('2024-01-01', '2024-06-30', '2024-07-01', '2024-12-31'),
    principalDiagnosis: fc.constantFrom('I63.900', 'Q63.1', 'J18.900', 'K80.100', 'Q80.1', 'Z99.900'),
    otherDiagnoses: fc.subarray(['E11.900', 'Q10.1', 'I10.x00x002'], { maxLength: 1 }),
    procedures: fc.subarray(['54.5100', '51.9'], { maxLength: 2 }),
    assignedGroupCode: fc.constantFrom(null, null, null, null, 'K80', 'I63T', 'NOWHERE'),
    totalCost: fenOf.map(yuanOf),
    fundPaid: orNull(fenOf.map(yuanOf)),
    drug: orNull(fc.constantFrom('899.99', '900.00', '900.01')),
    caseFlags: fc.subarray([...CASE_FLAGS].slice(0, 4)),
    share: fc.constantFrom('0.8', '0.80000001', '0.1', 'much', ''),
  })
  .map(({ drug, share, ...stated }) => ({
    ...testCase({ caseNo: '' }),
    ...stated,
    admissionDate: '2023-12-30',
    costs: new Map(drug === null ? [] : [['DRUG', decimal(drug)]]),
    attributes: new Map(share === '' ? [] : [['tcmShare', share]]),
  }));

/** One case as `scoreCase` scores it, without columns, cursors or blocks. */
async function scoreOne(setting: CaseSetting, one: InpatientCase): Promise<Scored<GroupingAnswer> | undefined> {
  const { compiled } = setting.version;
  const institution = setting.institutions.get(one.institutionCode);
  if (institution === undefined) return undefined;
  for (;;) {
    const { frame, problems } = fillCase(prepareCaseFiller(compiled.program), compiled.program, one, { regionCode: compiled.plan.region });
    if (problems.length > 0) return undefined;
    const group = () => ({ group: chooseGroup(setting.groups, groupingFacts(compiled, one, frame, institution)) });
    const scored = runScoring(
      compiled.scoring,
      { fundYear: setting.fundYear, institution, caseFrame: frame },
      group,
      compiled.tables.verdict,
    );
    if (scored.kind === 'scored') return scored;
    if (scored.kind === 'failure') return undefined;
    const environment = new Environment({ fundYear: setting.fundYear, institution, case: frame });
    await compiled.tables.learn(scored.decision, scored.table, scored.situation, (ref) => readRef(environment, ref));
  }
}

interface Told {
  readonly texts: readonly (string | null)[];
  readonly situations: readonly number[];
}

let plan: RunPlan;
beforeAll(async () => {
  const profiles = [
    ['H1', 'A', '2024-01-01'],
    ['H2', 'B', '2024-01-01'],
    ['H2', 'A', '2024-07-01'],
    ['H3', 'B', '2024-07-01'],
  ] as const;
  plan = await memoryPlan(await compileTiny(everything), GROUPS, profiles);
});

describe('cases in the blocks of a run', () => {
  it('come out as each of them alone: values, situations, what they add to every sum', async () => {
    const version = new BulkVersion(plan, plan.yearVersion);
    const context = { regionCode: plan.snapshot.regionCode };
    const outcome = new OutcomeIndex().problem('TAKEN', 'C0'); // which one is nothing to what is added
    const blocks = new Map<CaseSetting, SettingBlock>();
    const met = { together: 0, alone: 0, groups: new Set<string | null>(), inclusions: new Set<string | null>() };
    await fc.assert(
      fc.asyncProperty(fc.array(anyCase, { minLength: 10, maxLength: 60 }), async (drawn) => {
        const cases = drawn.map((one, i) => ({ ...one, caseNo: `C${i}` }));
        const batch = new BatchCases(batchOf(cases));
        for (const block of blocks.values()) block.clear();
        const placed = await Promise.all(
          cases.map(async (one, row) => {
            const setting = must(plan.settingOn(one.dischargeDate), 'setting');
            const block = blocks.get(setting) ?? new SettingBlock(setting, version, context);
            blocks.set(setting, block);
            return { block, place: block.add(row), scored: await scoreOne(setting, one) };
          }),
        );
        for (const block of blocks.values()) block.run(batch);
        const sums = [new ExactSums(plan.aggregates.length), new ExactSums(plan.aggregates.length)] as const;
        const masks = sums.map(() => [new Uint32Array(2 * cases.length)]);
        placed.forEach(({ block, place, scored }, row) => {
          const score = block.at(place);
          if (score === undefined) return void (met.alone += 1);
          met.together += 1;
          const alone = new FrameScore(version, must(scored, `${row} is scored alone too`));
          const told = (of: FrameScore | typeof score): Told['texts'] => [
            of.groupCode,
            ...STORED_OUTPUTS.map((name) => of.text(name)),
            ...plan.sums.map((_, index) => of.printedSum(index)),
          ];
          expect(told(score)).toEqual(told(alone));
          expect([...score.situations]).toEqual(must(scored, 'scored').evaluation.situations);
          block.take(place, 1, outcome);
          alone.addTo(sums[1], row, must(masks[1], 'masks'));
          met.groups.add(score.groupCode);
          met.inclusions.add(score.text('inclusion'));
        });
        for (const { scored } of blocks.values()) {
          scored.scores.addAll(scored, new Array<ExactSums>(scored.count).fill(sums[0]), must(masks[0], 'masks'));
        }
        expect(masks[0]).toEqual(masks[1]);
        for (const { bit } of plan.aggregates) expect(compare(sums[0].at(bit), sums[1].at(bit))).toBe(0);
      }),
      { numRuns: 240 },
    );
    expect([...met.groups].map(String).sort()).toEqual(['I63', 'I63T', 'J18', 'K80', 'K80O', 'null']);
    expect([...met.inclusions].sort()).toEqual(['EXCLUDED', 'INCLUDED']);
    expect(met.together).toBeGreaterThan(met.alone);
    expect(met.alone).toBeGreaterThan(0);
  });
});
