import { must } from '../../src/engine/kit/assert.js';
import type { CompiledRuleset } from '../../src/rules/compiled/compiled-ruleset.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset } from '../../src/rules/load.js';
import { readRulesetFiles, resolveAmong } from '../../scripts/ruleset-files.js';
import { compileTiny } from '../support/memory-year.js';
import { MONTHS_AND_QUARTERS } from '../support/monthly-city.js';
import { inputsOf, type ProductYear } from './product-year.js';
import type { DrgYear } from './drg-year.js';
import type { MonthlyYear } from './monthly-year.js';
import { NIL, print } from './rational.js';
import type { SandboxSwitches, SandboxYear } from './sandbox-year.js';

const FILES = readRulesetFiles(new URL('../../rulesets', import.meta.url).pathname);
const COMPILED = new Map<string, Promise<CompiledRuleset>>();

/** A committed ruleset with other values of parameters of its bases; its examples, which hold for its own, go. */
export function compiledWith(region: string, version: string, values: Readonly<Record<string, string>> = {}): Promise<CompiledRuleset> {
  const key = JSON.stringify([region, version, values]);
  const known = COMPILED.get(key) ?? compileWith(region, version, values);
  COMPILED.set(key, known);
  return known;
}

async function compileWith(region: string, version: string, values: Readonly<Record<string, string>>): Promise<CompiledRuleset> {
  const find = (code: string, name: string) =>
    must(
      FILES.find(({ document }) => document.region === code && document.version === name),
      `${code} ${name}`,
    ).document;
  const document = find(region, version);
  const parameters: Record<string, object> = {};
  for (let base = document; ; base = find(base.extends.region, base.extends.version)) {
    for (const [name, parameter] of Object.entries(base.parameters ?? {})) parameters[name] ??= parameter;
    if (base.extends === undefined) break;
  }
  const changed = Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const inherited = must(parameters[name], name) as { readonly value?: unknown };
      return [name, { ...inherited, value: typeof inherited.value === 'boolean' ? value === 'true' : value, basis: ['sandbox#口径'] }];
    }),
  );
  const text = JSON.stringify({ ...document, parameters: { ...document.parameters, ...changed }, examples: [] });
  const { ruleset, findings } = await checkRuleset(text, resolveAmong(FILES), new Judge());
  return must(ruleset, JSON.stringify(findings.filter(({ severity }) => severity === 'ERROR')));
}

/** 990300/2025.1 under these switches. */
export function compiledSandbox(switches: SandboxSwitches): Promise<CompiledRuleset> {
  return compiledWith('990300', '2025.1', { ...switches });
}

/** The product's side of a year of the sample city. */
export async function sandboxProduct(year: SandboxYear): Promise<ProductYear> {
  const compiled = await compiledSandbox(year.switches);
  const { actuals, adjustmentFundOpening: opening } = year;
  const stated = Object.entries(actuals).map(([name, value]) => [`${name}Actual`, print(value, 2)] as const);
  const inputs = inputsOf(compiled, 2025, {
    budget: year.budget,
    actuals: { ...Object.fromEntries(stated), ...(opening === null ? {} : { adjustmentFundOpening: print(opening, 2) }) },
    institutions: year.institutions.map(({ code, monthlyBudget, record }) => ({
      ...{ code, record, institutionClass: 'TERTIARY_OTHER' },
      figures: monthlyBudget === null ? {} : { monthlyBudget: print(monthlyBudget, 2) },
    })),
  });
  return { compiled, inputs, cases: year.cases };
}

/** The product's side of a year of the DRG region. */
export async function drgProduct({ byGroupPlan, institutions, cases }: DrgYear): Promise<ProductYear> {
  const compiled = await compiledWith('991500', '2024.1');
  const stated = institutions.map(({ code, record }) => ({ code, record, figures: { coefficient: '1' } }));
  const inputs = inputsOf(compiled, 2024, { budget: { byGroupPlan: print(byGroupPlan, 2) }, institutions: stated });
  return { compiled, inputs, cases };
}

/** The product's side of a year of the demonstration city with months and quarters. */
export async function monthlyProduct(year: MonthlyYear): Promise<ProductYear> {
  const compiled = await (monthly ??= compileTiny(MONTHS_AND_QUARTERS));
  const inputs = inputsOf(compiled, 2024, {
    budget: { income: print(year.income, 2), outOfRegionPlan: print(year.outOfRegionPlan, 2) },
    actuals: { adjustmentFundBalance: print(year.adjustmentFundBalance, 2) },
    institutions: year.institutions.map(({ code, record }) => ({ code, record, institutionClass: 'A' })),
  });
  return { compiled, cases: year.cases, inputs: { ...inputs, periodFacts: monthFacts(year) } };
}

let monthly: Promise<CompiledRuleset> | undefined;

/** Deductions of months, by month and institution. */
function monthFacts({ institutions }: MonthlyYear): Record<string, Record<string, Record<string, string>>> {
  const months = Array.from({ length: 12 }, (_, index) => {
    const stated = institutions.flatMap(({ code, monthDeductions }) => {
      const deduction = monthDeductions[index] ?? NIL;
      return deduction.n === 0n ? [] : [[code, { monthDeduction: print(deduction, 2) }] as const];
    });
    return [String(index + 1).padStart(2, '0'), Object.fromEntries(stated)] as const;
  });
  return Object.fromEntries(months);
}
