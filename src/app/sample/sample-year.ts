import { INSURANCE_SCHEMES, type InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { VOCABULARY } from '../../rules/document/vocabulary.js';
import type { FundYearKey, NewAdjustment, NewAssessment, NewPayment } from '../ports/clearing/ports-fund-year.js';
import type { InstitutionFigureRecord, InstitutionProfileRecord } from '../ports/ports-region.js';
import { ATTRIBUTE_MAKERS } from './generate/sample-attributes.js';
import type { CaseTotals } from './generate/case-totals.js';
import { suppliersOf, UnknownDeclaredFactError, type DeclaredFact } from './generate/declared-facts.js';
import { FIGURE_MAKERS, planFigures, PROFILE_MAKERS, type FigureMaker } from './generate/institution-figures.js';
import type { SampleInstitution } from './generate/institutions.js';
import { ACTUALS_MAKERS, BUDGET_MAKERS, planFund, type FundPlan, type PlanMaker } from './year-plan.js';
import { ADJUSTMENT_MAKERS, adjustments, assessment, payments, type InstitutionYear } from './institution-records.js';
import type { Scope } from '../../engine/plan/scopes.js';

/** The facts that a ruleset declares, by name: `facts` of an effective document. */
export type Declarations = Readonly<Record<string, { readonly scope: Scope; readonly optional?: boolean | undefined }>>;

/** Items of a budget or of its actuals. */
interface SampleItems extends FundYearKey {
  readonly items: Readonly<Record<string, string>>;
}

/** Everything beside cases that a year needs to be cleared. */
export interface SampleYear {
  readonly budgets: readonly SampleItems[];
  readonly actuals: readonly SampleItems[];
  readonly figures: readonly InstitutionFigureRecord[];
  readonly adjustments: readonly NewAdjustment[];
  readonly assessments: readonly NewAssessment[];
  readonly payments: readonly NewPayment[];
}

/** What a sample year is made from. */
export interface SampleYearOptions {
  readonly seed: number;
  readonly regionCode: string;
  readonly year: number;
  readonly institutions: readonly SampleInstitution[];
  readonly facts: Declarations;
  readonly totals: CaseTotals;
  readonly previous?: CaseTotals;
}

/** The declared facts of a scope; a fact of the common vocabulary whose domain is only narrowed is filled anyway. */
export function declaredFacts(facts: Declarations, scope: Scope): DeclaredFact[] {
  return Object.entries(facts)
    .filter(([name, fact]) => fact.scope === scope && VOCABULARY[name] === undefined)
    .map(([name, fact]) => ({ name, optional: fact.optional === true }));
}

/** Declared facts of any scope that the generator has no value for, optional ones too: tests of shipped rulesets want none. */
export function unsupplied(facts: Declarations): string[] {
  return Object.entries(facts)
    .filter(([name, { scope }]) => VOCABULARY[name] === undefined && SUPPLIED[scope]?.has(name) !== true)
    .map(([name]) => name);
}

const names = (...makers: readonly Readonly<Record<string, unknown>>[]): ReadonlySet<string> =>
  new Set(makers.flatMap((record) => Object.keys(record)));
const SUPPLIED: Readonly<Partial<Record<Scope, ReadonlySet<string>>>> = {
  fundYear: names(BUDGET_MAKERS),
  fundYearEnd: names(ACTUALS_MAKERS),
  institution: names(PROFILE_MAKERS, FIGURE_MAKERS),
  institutionYear: names(ADJUSTMENT_MAKERS),
  case: names(ATTRIBUTE_MAKERS),
};

/** Profiles of the institutions from a day on, with the facts that the ruleset declares for them. */
export function sampleProfiles(options: {
  readonly regionCode: string;
  readonly effectiveFrom: string;
  readonly institutions: readonly SampleInstitution[];
  readonly facts: Declarations;
}): InstitutionProfileRecord[] {
  const makers = suppliersOf('institution', declaredFacts(options.facts, 'institution'), { ...FIGURE_MAKERS, ...PROFILE_MAKERS });
  const own = makers.flatMap(([name]) => {
    const make = PROFILE_MAKERS[name];
    return make ? [[name, make] as const] : [];
  });
  return options.institutions.map((institution) => ({
    regionCode: options.regionCode,
    institutionCode: institution.code,
    effectiveFrom: options.effectiveFrom,
    level: institution.level,
    attributes: Object.fromEntries(
      own.flatMap(([name, make]) => {
        const value = make(institution);
        return value === null ? [] : [[name, value]];
      }),
    ),
  }));
}

/**
 * Budgets, actuals, figures, adjustments, assessments and payments of a year, consistent with its cases.
 * Throws `UnknownDeclaredFactError` for a declared fact that it has no value for.
 */
export function makeSampleYear(options: SampleYearOptions): SampleYear {
  const plans = INSURANCE_SCHEMES.map((insurance) =>
    planFund({ seed: options.seed, year: options.year, insurance, totals: options.totals, previous: options.previous }),
  );
  const years = INSURANCE_SCHEMES.flatMap((insurance) => institutionYears(options, insurance));
  const adjustable = suppliersOf('institutionYear', [DEDUCTION, ...declaredFacts(options.facts, 'institutionYear')], ADJUSTMENT_MAKERS);
  return {
    budgets: plans.map((plan) => items(options, { plan, scope: 'fundYear', first: [INCOME], makers: BUDGET_MAKERS })),
    actuals: plans.map((plan) => items(options, { plan, scope: 'fundYearEnd', first: [], makers: ACTUALS_MAKERS })),
    figures: figures(options),
    adjustments: years.flatMap((of) => adjustments(of, adjustable)),
    assessments: years.map(assessment),
    payments: years.flatMap(payments),
  };
}

/** Facts of the common vocabulary that a year is never without. */
const INCOME: DeclaredFact = { name: 'income', optional: false };
const DEDUCTION: DeclaredFact = { name: 'deduction', optional: false };

function items(
  { regionCode, year, facts }: SampleYearOptions,
  of: {
    readonly plan: FundPlan;
    readonly scope: Scope;
    readonly first: readonly DeclaredFact[];
    readonly makers: Readonly<Record<string, PlanMaker>>;
  },
): SampleItems {
  const declared = [...of.first, ...declaredFacts(facts, of.scope)];
  const values: Record<string, string> = {};
  for (const [name, make] of suppliersOf(of.scope, declared, of.makers)) {
    const value = make(of.plan);
    if (value !== null) values[name] = value;
    else if (declared.some((fact) => fact.name === name && !fact.optional)) throw new UnknownDeclaredFactError(of.scope, [name]);
  }
  return { regionCode, year, insurance: of.plan.insurance, items: values };
}

function figures(options: SampleYearOptions): InstitutionFigureRecord[] {
  const { seed, regionCode, year, previous, institutions } = options;
  const all = Object.keys(FIGURE_MAKERS);
  const makers = suppliersOf<FigureMaker>('institution', declaredFigures(options.facts), FIGURE_MAKERS);
  return institutions.flatMap((institution, ordinal) =>
    INSURANCE_SCHEMES.flatMap((insurance) =>
      makers.flatMap(([name, make]) => {
        const value = make(planFigures({ seed, year, ordinal, fact: all.indexOf(name), institution, insurance, previous }));
        return value === null ? [] : [{ regionCode, institutionCode: institution.code, year, insurance, name, value }];
      }),
    ),
  );
}

/** Declared institution facts that are not of the profile. */
function declaredFigures(facts: Declarations): DeclaredFact[] {
  return declaredFacts(facts, 'institution').filter(({ name }) => PROFILE_MAKERS[name] === undefined);
}

function institutionYears(
  { seed, regionCode, year, institutions, totals }: SampleYearOptions,
  insurance: InsuranceScheme,
): InstitutionYear[] {
  return institutions.flatMap((institution, ordinal) => {
    const sums = totals[insurance].institutions.get(institution.code);
    return sums ? [{ seed, regionCode, year, insurance, institution, ordinal, sums }] : [];
  });
}
