import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { startClearingRun } from '../../src/app/clearing/run/start-clearing-run.js';
import { importCases } from '../../src/app/cases/import-cases.js';
import { importGrouper } from '../../src/app/groupers/import-grouper.js';
import { importCatalogue } from '../../src/app/catalogues/import-catalogue.js';
import { importInstitutions } from '../../src/app/regions/import-institutions.js';
import { loadRuleset } from '../../src/app/rulesets/load-ruleset.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import type { StatementRecord } from '../../src/app/ports/clearing/ports-run-results.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { recordAdjustment } from '../../src/app/years/record-adjustment.js';
import { recordPayment } from '../../src/app/years/record-payment.js';
import { saveRegion } from '../../src/app/regions/region-save.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { setAssessment } from '../../src/app/years/set-assessment.js';
import { setBudget } from '../../src/app/years/set-budget.js';
import { setBudgetActuals } from '../../src/app/years/set-budget-actuals.js';
import { must } from '../../src/engine/kit/assert.js';
import { addDays, settlementYearDays } from '../../src/engine/kit/calendar.js';
import { COST_CATEGORIES } from '../../src/engine/plan/inpatient-case.js';
import type { Plan, Slot } from '../../src/engine/plan/plan.js';
import { MONTH_KEYS, QUARTER_KEYS } from '../../src/engine/plan/periods.js';
import type { GroupFlag, GroupKind } from '../../src/engine/plan/group-terms.js';
import { compare, decimal, printShort } from '../../src/engine/number/quantity.js';
import type { GrouperDocument } from '../../src/rules/grouper/grouper-document.js';
import { VOCABULARY } from '../../src/rules/document/vocabulary.js';
import type { Scope } from '../../src/engine/plan/scopes.js';

const INSTITUTIONS = ['H01', 'H02', 'H03'] as const;
const LEVELS = ['3', '2', '1'] as const;
const insurance = 'EMPLOYEE';

/** Facts that the smallest value of their domain would make senseless. */
const STATED: Readonly<Record<string, string>> = {
  ...{ assessmentScore: '92.5', income: '2000000.00', inpatientPlan: '1000000.00', byGroupPlan: '1000000.00' },
  ...{ historicalCost: '1000000.00', historicalPoints: '100000', adjustmentFundBalance: '20000.00', deduction: '12.34' },
};

/** A value that a fact of the ruleset takes; the n-th of those that it lists. */
export function factText(slot: Slot, n = 0): string | undefined {
  switch (slot.type) {
    case 'decimal':
    case 'integer': {
      const usual = decimal(STATED[slot.name] ?? '1');
      if (slot.min !== undefined && compare(usual, slot.min) < 0) return printShort(slot.min);
      if (slot.max !== undefined && compare(usual, slot.max) > 0) return printShort(slot.max);
      return STATED[slot.name] ?? '1';
    }
    case 'boolean':
      return String(n % 2 === 0);
    case 'enum':
      return slot.values?.[n % slot.values.length];
    case 'code':
      return 'A00';
    case 'date':
      return '2024-01-01';
    case 'codes':
    case 'set':
      return undefined;
  }
}

const KEYS: ReadonlySet<string> = new Set(['insurance', 'year', 'month', 'quarter', 'institutionLevel']);

/** The facts of a scope that somebody states, with a value for each. */
function stated(plan: Plan, scope: Scope, n = 0, wanted: (slot: Slot) => boolean = () => true): { name: string; value: string }[] {
  return plan.slots[scope].flatMap((slot) => {
    if (slot.source !== 'fact' || KEYS.has(slot.name) || !wanted(slot)) return [];
    const value = factText(slot, n);
    return value === undefined ? [] : [{ name: slot.name, value }];
  });
}

/** A city whose year is cleared as its people do it: every record comes in through the use case that the API and the command line call. */
export class ProductCity {
  readonly #caller;
  #keys = 0;

  constructor(
    readonly platform: Platform,
    readonly regionCode: string,
    readonly year: number,
  ) {
    this.#caller = platformCaller(platform);
  }

  #key(): string {
    return `${this.regionCode} ${this.year} ${++this.#keys}`;
  }

  /** Adds the region, and publishes a version of its ruleset. */
  async load(text: string): Promise<Plan> {
    const { platform, regionCode } = this;
    await saveRegion(platform, this.#caller, { code: regionCode, name: '试验市' });
    return (await platform.rulesets.get(this.#caller.read, await loadRuleset(platform, this.#caller, text))).plan;
  }

  /** Three institutions with everything that the ruleset asks of them. */
  async institutions(plan: Plan): Promise<void> {
    const { from } = settlementYearDays(this.year, plan.yearStart);
    const institutions = INSTITUTIONS.map((code, n) => ({
      ...{ code, name: `医院 ${code}`, effectiveFrom: from, level: levelOf(plan, n) },
      ...{ attributes: stated(plan, 'institution', n), figures: [] },
    }));
    await importInstitutions(this.platform, this.#caller, {
      ...{ regionCode: this.regionCode, institutions, dryRun: false, idempotencyKey: this.#key() },
    });
  }

  /** The DRG grouper that the ruleset names, if it names one: each diagnosis of the cases leads to a group of its own. */
  async grouper({ grouping }: Plan): Promise<void> {
    const { grouper } = grouping ?? {};
    if (grouper === undefined) return;
    const file = new TextEncoder().encode(JSON.stringify(grouperDocument(grouper)));
    const { problems } = await importGrouper(this.platform, this.#caller, { regionCode: this.regionCode, file, mode: 'STORE' });
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
  }

  /** A catalogue of a few groups, one of each flag that the ruleset asks about, after the grouper that finds them. */
  async catalogue(plan: Plan): Promise<void> {
    await this.grouper(plan);
    const { from } = settlementYearDays(this.year, plan.yearStart);
    const { file } = await importCatalogue(this.platform, this.#caller, {
      ...{ regionCode: this.regionCode, version: `${this.year}.1`, effectiveFrom: from, scheme: plan.scheme },
      ...{ mode: 'STORE', file: new TextEncoder().encode(catalogueCsv(plan)) },
    });
    if (file.problems.length > 0) throw new Error(JSON.stringify(file.problems));
  }

  /** Some cases of every institution over the year, with what is stated of all of them. */
  async cases(plan: Plan, count = 24, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { from } = settlementYearDays(this.year, plan.yearStart);
    const rows = Array.from({ length: count }, (_, n) => ({ ...rawCase(plan, n, addDays(from, 3 + ((n * 31) % 350))), ...more }));
    const { rejected, results } = await importCases(this.platform, this.#caller, {
      ...{ regionCode: this.regionCode, rows, onDuplicate: 'REJECT', errorPolicy: 'ABORT', dryRun: false, idempotencyKey: this.#key() },
    });
    if (rejected > 0) throw new Error(JSON.stringify(results.find(({ accepted }) => !accepted)?.problems));
  }

  /** Budget, actuals, and what the year brought to the institutions. */
  async records(plan: Plan): Promise<void> {
    const { platform, regionCode, year } = this;
    const caller = this.#caller;
    const key = { regionCode, year, insurance, reason: '试验' } as const;
    await setBudget(platform, caller, { ...key, items: stated(plan, 'fundYear'), idempotencyKey: this.#key() });
    const actuals = stated(plan, 'fundYearEnd');
    if (actuals.length > 0) await setBudgetActuals(platform, caller, { ...key, items: actuals, idempotencyKey: this.#key() });
    const isAmount = ({ unit }: Slot): boolean => unit === 'yuan';
    const assessments = stated(plan, 'institutionYear', 0, (slot) => !isAmount(slot));
    await setAssessment(platform, caller, {
      ...{ ...key, assessments: INSTITUTIONS.flatMap((institutionCode) => assessments.map((one) => ({ institutionCode, ...one }))) },
      idempotencyKey: this.#key(),
    });
    for (const scope of ['institutionMonth', 'institutionQuarter'] as const) await this.#factsOfPeriods(plan, scope);
    for (const { name, value } of stated(
      plan,
      'institutionYear',
      0,
      (slot) => isAmount(slot) && !slot.name.toLowerCase().endsWith('prepaid'),
    )) {
      const owners = VOCABULARY[name] === undefined ? INSTITUTIONS : INSTITUTIONS.slice(0, 1);
      for (const institutionCode of owners)
        await recordAdjustment(platform, caller, { ...key, institutionCode, name, amount: value, idempotencyKey: this.#key() });
    }
    const paid = { ...key, institutionCode: 'H02', month: 1, amount: '250.00', paidOn: settlementYearDays(year, plan.yearStart).to };
    await recordPayment(platform, caller, { ...paid, idempotencyKey: this.#key() });
  }

  /** Facts of months or quarters, for every institution and every one of them. */
  async #factsOfPeriods(plan: Plan, scope: 'institutionMonth' | 'institutionQuarter'): Promise<void> {
    const facts = stated(plan, scope);
    if (facts.length === 0) return;
    const { platform, regionCode, year } = this;
    for (const period of scope === 'institutionMonth' ? MONTH_KEYS : QUARTER_KEYS) {
      const assessments = INSTITUTIONS.flatMap((institutionCode) => facts.map((fact) => ({ institutionCode, ...fact })));
      const key = { regionCode, year, insurance, period, reason: '试验', idempotencyKey: this.#key() } as const;
      await setAssessment(platform, this.#caller, { ...key, assessments });
    }
  }

  /** Clears the year as the worker does, to its end. */
  async clear(plan: Plan): Promise<{ readonly run: RunRecord; readonly statements: readonly StatementRecord[] }> {
    const { platform, regionCode, year } = this;
    const key = { regionCode, year, insurance, scheme: plan.scheme } as const;
    const { runNo } = await startClearingRun(platform, this.#caller, { ...key, idempotencyKey: this.#key() });
    await driveNextRun(platform, 'test', { regionCode, runNo });
    return await platform.store.transaction(PLATFORM_ACCESS, 'READ', async ({ runs, runResults }) => ({
      run: must(await runs.findByNo(regionCode, runNo), 'run'),
      statements: await runResults.statements(regionCode, runNo),
    }));
  }
}

function levelOf(plan: Plan, n: number): string {
  const values = plan.slots.institution.find(({ name }) => name === 'institutionLevel')?.values ?? LEVELS;
  return must(values[n % values.length], 'level');
}

/** Texts that the ruleset looks catalogue columns up by. */
function columnKeys(plan: Plan): readonly string[] {
  const found = new Set<string>();
  JSON.stringify(plan.decisions, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    if (isColumn(part)) found.add(part.key.value);
    return part;
  });
  return [...found];
}

function isColumn(part: unknown): part is { readonly key: { readonly value: string } } {
  return (
    typeof part === 'object' && part !== null && 'column' in part && part.column === 'auxiliary' && JSON.stringify(part).includes('"text"')
  );
}

const DIAGNOSES = ['I63.900', 'J18.900', 'K80.100'] as const;

/** A layer that the city groups by. */
function kindOf({ grouping }: Plan): GroupKind {
  const layers = must(grouping, 'grouping').layers;
  return (['CORE', 'DRG', 'SUBDIVIDED', 'MERGED', 'PRE'] as const).find((one) => layers.includes(one)) ?? 'COMPOSITE';
}

function grouperDocument({ code, version }: { readonly code: string; readonly version: string }): GrouperDocument {
  const ends = DIAGNOSES.map((_, n) => ({ code: `G${n}`, name: `病组 ${n}`, order: n }));
  return {
    ...{ code, version, title: { zh: '试验分组方案' }, codeSystem: 'INSURANCE', sources: { test: { title: '试验', kind: 'ASSUMPTION' } } },
    mdcs: [{ code: 'M', name: '全部', order: 1, rule: '' }],
    adrgs: ends.map((end, n) => ({ ...end, mdc: 'M', rule: `ZYZD in D${n}`, outcome: 'GROUPED' })),
    drgs: ends.map((end) => ({ ...end, adrg: end.code, rule: '' })),
    sets: Object.fromEntries(DIAGNOSES.map((diagnosis, n) => [`D${n}`, [diagnosis]])),
    ...{ complications: [], exclusions: {} },
  };
}

function catalogueCsv(plan: Plan): string {
  const kind = kindOf(plan);
  const flags: readonly (GroupFlag | '')[] = ['', 'PRIMARY_CARE', 'BED_DAY'];
  const auxiliary = columnKeys(plan);
  const head = ['code', 'name', 'kind', 'flags', 'points', 'meanDays', 'variation', 'caseCount', 'diagnoses', 'operationKind'];
  const families = [...['3', '2', '1', 'ALL'].map((key) => `meanCost.${key}`), ...auxiliary.map((key) => `auxiliary.${key}`)];
  const rows = DIAGNOSES.map((diagnosis, n) =>
    [
      ...[`G${n}`, `病种 ${n}`, kind, flags[n], String(1000 - 200 * n), '7', '0.5', '40', diagnosis.slice(0, 5)],
      ...[kind === 'COMPOSITE' ? 'CONSERVATIVE' : '', '10000.00', '8000.00', '6000.00', '9000.00', ...auxiliary.map(() => '1.1')],
    ].join(','),
  );
  return [[...head, ...families].join(','), ...rows, ''].join('\n');
}

/** What the ruleset says of a case's fact, where it narrows it. */
function factOf(plan: Plan, name: string): Slot | undefined {
  return plan.slots.case.find((slot) => slot.source === 'fact' && slot.name === name);
}

/** A number within the domain of a fact. */
function within(plan: Plan, name: string, value: number): number {
  const { min, max } = factOf(plan, name) ?? {};
  const [least, most] = [min === undefined ? -Infinity : Number(printShort(min)), max === undefined ? Infinity : Number(printShort(max))];
  return Math.min(Math.max(value, least), most);
}

/** A member of an enum, or one that the ruleset allows in its place. */
function allowed(plan: Plan, name: string, value: string): string {
  const values = factOf(plan, name)?.values ?? [value];
  return values.includes(value) ? value : (values[0] ?? value);
}

function rawCase(plan: Plan, n: number, day: string): Record<string, unknown> {
  const cost = within(plan, 'totalCost', 3000 + ((n * 7919) % 31000));
  const declared = stated(plan, 'case', n, (slot) => VOCABULARY[slot.name] === undefined);
  return {
    ...{
      caseNo: `C${day.slice(0, 4)}-${n}`,
      institutionCode: INSTITUTIONS[n % 3],
      insurance,
      admissionDate: addDays(day, -within(plan, 'lengthOfStay', n % 12)),
      dischargeDate: day,
    },
    ...{
      settlementDate: day,
      insuredRegionCode: plan.region,
      ageYears: within(plan, 'ageYears', 20 + n),
      ageDays: 7300 + 365 * n,
      sex: allowed(plan, 'sex', n % 2 === 0 ? 'MALE' : 'FEMALE'),
    },
    ...{ principalDiagnosis: DIAGNOSES[n % DIAGNOSES.length], otherDiagnoses: ['I10.x00x002'], procedures: n % 3 === 0 ? ['51.2300'] : [] },
    ...{ totalCost: `${cost}.01`, costs: COST_CATEGORIES.map((category) => ({ category, amount: `${Math.floor(cost / 12)}.00` })) },
    ...{ assignedGroupCode: kindOf(plan) === 'DRG' ? `G${n % DIAGNOSES.length}` : null },
    ...{
      selfPaidOutside: '100.00',
      fundPaid: `${Math.floor(cost / 2)}.00`,
      icuDays: n % 12 > 1 ? '1.5' : factOf(plan, 'icuDays')?.optional === false ? '0' : null,
      dischargeWay: allowed(plan, 'dischargeWay', n % 9 === 8 ? '5' : '1'),
    },
    ...{ caseFlags: n % 10 === 9 ? ['BED_DAY'] : n % 7 === 6 ? ['TCM'] : [], attributes: declared },
  };
}
