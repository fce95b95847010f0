import { describe, expect, test } from 'vitest';
import { generateCases } from '../../src/app/sample/generate/case-stream.js';
import { makeInstitutions } from '../../src/app/sample/generate/institutions.js';
import { sampleData, type SampleCombination } from '../../src/app/sample/generate/sample-data.js';
import { declaredFacts, unsupplied } from '../../src/app/sample/sample-year.js';
import { must } from '../../src/engine/kit/assert.js';
import { fillCase } from '../../src/engine/scoring/case-frame.js';
import type { DiseaseGroup } from '../../src/engine/plan/catalogue.js';
import { chooseGroup } from '../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../src/engine/grouping/grouping-index.js';
import type { InpatientCase } from '../../src/engine/plan/inpatient-case.js';
import type { Frame } from '../../src/engine/plan/plan.js';
import { decimal, fenToYuan, type Fraction } from '../../src/engine/number/quantity.js';
import { runScoring } from '../../src/engine/scoring/scoring.js';
import type { CompiledRuleset } from '../../src/rules/compiled/compiled-ruleset.js';
import { unstatedFrame } from '../../src/rules/examples/example-frames.js';
import { compiledOf } from './ruleset-library.js';
import type { Scope } from '../../src/engine/plan/scopes.js';

const REGION = '990300';
const CASES = 20_000;

/** Every tenth combination is left out, so that some cases find no group; one in seven has no mean cost. */
function catalogue(): DiseaseGroup[] {
  return sampleData().combinations.flatMap((combination, index) => (index % 10 === 9 ? [] : [groupOf(combination, index)]));
}

function groupOf({ diagnoses, operations, meanFen, days, flags }: SampleCombination, index: number): DiseaseGroup {
  const mean = fenToYuan(BigInt(meanFen));
  const meanCost: [string, Fraction][] = index % 7 === 6 ? [] : ['1', '2', '3', 'ALL'].map((level) => [level, mean]);
  return {
    ...{ code: `G${index}`, name: `G${index}`, kind: 'CORE', points: fenToYuan(BigInt(Math.floor(meanFen / 10))) },
    flags: (['PRIMARY_CARE', 'TCM'] as const).filter((flag) => flags.has(flag)),
    meanCost: new Map(meanCost),
    ...{ meanDays: decimal(String(days)), variation: null, caseCount: null, auxiliary: new Map() },
    ...(index % 7 === 6 ? {} : { drugPoints: decimal('0.8'), consumablePoints: decimal('1.2') }),
    match: { diagnoses, otherDiagnoses: [], operations: operations.map((code) => [code]), relatedOperations: [] },
  };
}

/** A frame of a scope with these values; whatever else is read must be a parameter. */
function frameWith({ program }: CompiledRuleset, scope: Scope, values: Readonly<Record<string, Fraction | string>>): Frame {
  const { slots } = program.scopes[scope];
  const frame = unstatedFrame(slots);
  for (const [name, value] of Object.entries(values)) {
    const at = slots.findIndex((slot) => slot.name === name);
    if (at >= 0) frame[at] = value;
  }
  return frame;
}

/** The names of the case rules that held for at least one case, and why cases could not be scored. */
function fireAll(ruleset: CompiledRuleset, cases: Iterable<InpatientCase>): { fired: Set<string>; stops: Set<string> } {
  const { program, scoring, tables } = ruleset;
  const index = buildGroupIndex(catalogue(), must(program.plan.grouping, 'grouping'));
  const fundYear = frameWith(ruleset, 'fundYear', { budgetPointValue: decimal('10') });
  const institution = frameWith(ruleset, 'institution', {
    ...{ institutionLevel: '3', baseCoefficient: decimal('1.2'), addOnCoefficient: decimal('0.02') },
  });
  const [fired, stops] = [new Set<string>(), new Set<string>()];
  for (const inpatientCase of cases) {
    const { frame, problems } = fillCase(scoring.filler, program, inpatientCase, { regionCode: REGION });
    problems.forEach(({ fact }) => stops.add(fact));
    const facts = { ...inpatientCase, institutionLevel: '3', deniedFlags: [] };
    const scored = runScoring(scoring, { fundYear, institution, caseFrame: frame }, () => ({ group: chooseGroup(index, facts) }), tables.verdict);
    if (scored.kind !== 'scored') {
      stops.add(scored.kind === 'unmet' ? scored.decision.id : `${scored.decision} ${scored.code} ${scored.fact}`);
      continue;
    }
    for (const decision of program.plan.decisions.case) {
      for (const rule of scored.evaluation.fired[decision.index] ?? []) fired.add(must(decision.rules[rule], 'rule').name);
    }
  }
  return { fired, stops };
}

/** Rules that a parameter switches off in the sample city, and one that needs a city without a budget point value. */
const OFF = [
  ...['ratio-payment-standard', 'ratio-standard-coefficient', 'threshold-payment-standard', 'threshold-standard-coefficient'],
  'points-ungrouped-unpriced',
];

describe.each(['2021.1', '2025.1'])('the sample city under %s', (version) => {
  test('the generator has a value for every fact that its ruleset declares', async () => {
    expect(unsupplied((await compiledOf(REGION, version)).effective.facts)).toEqual([]);
  });

  test('every case rule fires, and every case can be scored', async () => {
    const ruleset = await compiledOf(REGION, version);
    const institutions = makeInstitutions({ seed: 1, regionCode: REGION });
    const declared = declaredFacts(ruleset.effective.facts, 'case');
    const { fired, stops } = fireAll(ruleset, generateCases({ seed: 1, regionCode: REGION, institutions, year: 2024, cases: CASES, declared }));
    const idle = ruleset.plan.decisions.case.flatMap(({ rules }) => rules.map(({ name }) => name)).filter((name) => !fired.has(name));
    expect([...stops]).toEqual([]);
    expect(idle).toEqual(OFF);
  }, 60_000);
});
