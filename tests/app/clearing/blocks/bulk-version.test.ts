import { beforeAll, describe, expect, it } from 'vitest';
import { BulkVersion, columnsNotRead } from '../../../../src/app/clearing/blocks/bulk-version.js';
import type { RunPlan } from '../../../../src/app/clearing/run/run-plan.js';
import { must } from '../../../../src/engine/kit/assert.js';
import { decimal, printFixed } from '../../../../src/engine/number/quantity.js';
import type { Frame, Value } from '../../../../src/engine/plan/plan.js';
import type { RulesetDocument } from '../../../../src/rules/document/document.js';
import { diseaseGroup } from '../../../support/disease-group.js';
import { compileTiny, memoryPlan } from '../../../support/memory-year.js';
import type { Edit } from '../../../support/tiny-city.js';

const PROFILES = [['H1', 'A', '2024-01-01']] as const;

/** The tiny city, with groups of Chinese medicine for cases that say so, and without its factor for auxiliary groups. */
function admitting(document: RulesetDocument): RulesetDocument {
  const grouping = { ...document.methods?.grouping, admit: [{ groupFlag: 'TCM', when: 'caseFlag.TCM' }] };
  return { ...document, examples: [], methods: { ...document.methods, grouping } } as RulesetDocument;
}

const planOf = async (...all: readonly Edit[]): Promise<RunPlan> =>
  await memoryPlan(await compileTiny(...all), [diseaseGroup({ code: 'I63', points: '1000', diagnoses: 'I63*' })], PROFILES);

/** A frame of a version's cases or institutions with some slots filled. */
function frameOf({ compiled }: BulkVersion, scope: 'case' | 'institution', values: Readonly<Record<string, Value>>): Frame {
  const frame: Frame = [];
  for (const [name, value] of Object.entries(values))
    frame[must(compiled.program.scopes[scope].slotByName.get(name), `slot of ${name}`)] = value;
  return frame;
}

describe('a version made ready for millions of cases', () => {
  let run: RunPlan;
  let version: BulkVersion;
  beforeAll(async () => {
    run = await planOf(admitting);
    version = new BulkVersion(run, run.yearVersion);
  });

  it('knows where the stored outputs stand, and which of them its ruleset lacks', () => {
    const decided = new Map(version.compiled.plan.decisions.case.map((decision) => [decision.id, decision]));
    expect(decided.has('deviation') && decided.has('points')).toBe(true);
    for (const name of ['inclusion', 'deviation', 'costRatio', 'institutionCoefficient', 'auxiliaryFactor', 'points'] as const)
      expect(version.outputs[name], name).toBe(decided.get(name));
  });

  it('adds up what the run adds up, each value where this version has it', () => {
    expect(run.sums).toEqual(['totalCost', 'fundPaid']);
    const frame = frameOf(version, 'case', { totalCost: decimal('12.34'), fundPaid: null, points: decimal('980.5') });
    const read = (sum: number | 'POINTS'): string | undefined => {
      const value = version.sumOf(frame, sum);
      return value === null ? undefined : printFixed(value, 2);
    };
    expect([read('POINTS'), read(0), read(1), read(2)]).toEqual(['980.50', '12.34', undefined, undefined]);
    expect(version.aggregates.map(({ bit, sum }) => [bit, sum])).toEqual([
      [0, 'POINTS'],
      [1, 0],
      [2, 1],
    ]);
    expect(version.aggregates.map(({ where }) => where.map(({ ref: { name }, equals }) => [name, equals]))).toEqual(
      [0, 1, 2].map(() => [['inclusion', 'INCLUDED']]),
    );
  });

  it('reads the level of an institution, and none where none is recorded', () => {
    expect(version.levelOf(frameOf(version, 'institution', { institutionLevel: '3' }))).toBe('3');
    expect(version.levelOf(frameOf(version, 'institution', { institutionLevel: null }))).toBeNull();
    expect(version.levelOf([])).toBeNull();
  });

  it('denies a case the groups that it does not ask for; a ruleset that admits nobody specially denies none', async () => {
    expect(version.deniedFlags(frameOf(version, 'case', { caseFlag: ['TCM', 'BED_DAY'] }))).toEqual([]);
    expect(version.deniedFlags(frameOf(version, 'case', { caseFlag: ['BED_DAY'] }))).toEqual(['TCM']);
    const open = await planOf((document) => ({
      ...document,
      examples: [],
      methods: { ...document.methods, grouping: { ...must(document.methods?.grouping, 'grouping'), admit: [] } },
    }));
    expect(new BulkVersion(open, open.yearVersion).deniedFlags([])).toEqual([]);
  });

  it('names the columns that nothing reads; the day of settlement only where years go by it', () => {
    const [discharge, settlement] = [columnsNotRead([version], 'DISCHARGE', []), columnsNotRead([version], 'SETTLEMENT', [])];
    for (const column of ['fundPaid', 'caseFlags'] as const) expect(discharge.has(column), column).toBe(false);
    for (const column of ['settlementDate', 'DRUG', 'birthWeightGrams'] as const)
      expect((discharge as ReadonlySet<string>).has(column), column).toBe(column !== 'birthWeightGrams');
    expect([...discharge].filter((column) => !settlement.has(column))).toEqual(['settlementDate']);
  });
});
