import type { IndicatorPlan } from '../../engine/indicators/indicator.js';
import { type DecisionPlan, type Plan } from '../../engine/plan/plan.js';
import { Aliases } from '../names/aliases.js';
import { checkBases } from '../checks/check-bases.js';
import { checkChoices } from '../checks/check-choices.js';
import { checkCoefficients } from '../checks/check-coefficients.js';
import { checkContract, checkStandOutParameters } from '../checks/check-contract.js';
import { checkFilled } from '../checks/check-filled.js';
import { checkLines } from '../checks/check-lines.js';
import { checkQualityFields, checkQualityForm } from '../checks/check-quality.js';
import { checkUsage, type IsInherited } from '../checks/check-usage.js';
import { checkValues } from '../checks/check-values.js';
import { checkWords } from '../checks/check-words.js';
import { compileAggregates, compileAverages } from '../compile/compile-aggregates.js';
import { compileDecision, type DecisionContext } from '../compile/compile-decision.js';
import { compileIndicators } from '../compile/compile-indicators.js';
import { compileMethods } from '../compile/compile-method.js';
import { LEAVES_MAX } from '../compile/conditions.js';
import type { EffectiveDocument } from '../document/document.js';
import { hasErrors, sortFindings } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { Names } from '../names/names.js';
import { Report } from '../findings/report.js';
import { SCOPES, type Scope, mapScopes } from '../../engine/plan/scopes.js';

/** What is known of a document besides its content. */
export interface CompileOptions {
  readonly effectiveHash: string;
  /** Whether what stands at a pointer (into the effective document) comes from a base: unused, it is a warning only. */
  readonly inherited?: IsInherited;
}

/** A plan, or why there is none. Findings stand worst first; their pointers are into the effective document. */
export interface Compiled {
  /** Without tables of situations: those are built from its rules by the judge. Absent after an ERROR. */
  readonly plan: Plan | undefined;
  /** The quality decisions, as a plan of their own; absent where there are none, or after an ERROR. */
  readonly quality: Plan | undefined;
  /** What is reported and published: no score and no settlement depends on it. */
  readonly indicators: readonly IndicatorPlan[];
  readonly findings: readonly Finding[];
}

/** Checks an effective document and compiles it to a plan. Everything wrong is reported at once. */
export function compile(document: EffectiveDocument, { effectiveHash, inherited = () => false }: CompileOptions): Compiled {
  const report = new Report();
  const names = new Names(document, report);
  const context: DecisionContext = {
    names,
    report,
    aliases: Aliases.of(document),
    budget: { left: LEAVES_MAX },
    afterGrouping: new Set(),
    sameForAll: new Set(),
    ruleNames: new Map(),
  };
  checkValues(names, report);
  checkChoices(names, report);
  const decisions = compileDecisions(context);
  const methods = compileMethods(context);
  const aggregates = compileAggregates(names, report);
  const averages = compileAverages(names);
  const indicators = compileIndicators(names, report);
  checkLines(names, report);
  checkContract(names, report);
  checkStandOutParameters(names, report);
  checkCoefficients(names, decisions, report);
  checkFilled(names, report);
  const quality = compileQuality(document, context);
  checkUsage(names, inherited, report);
  checkWords(document, inherited, report);
  const settlementReady = checkBases(document, inherited, report);
  const findings = sortFindings(report.findings);
  if (methods === undefined || hasErrors(findings)) return { plan: undefined, quality: undefined, indicators, findings };
  const { region, version, scheme, pointUnit } = document;
  const head = { region, version, scheme, pointUnit, effectiveHash, settlementReady };
  const { codes: _codes, grouping: _grouping, ...others } = methods;
  return {
    plan: { ...head, slots: names.slots, decisions, aggregates, averages, ...methods },
    // Codes are looked at as they were sent, and nothing is grouped.
    indicators,
    quality: quality && { ...head, ...quality, aggregates: [], averages: [], ...others },
    findings,
  };
}

/**
 * Compiles the quality decisions (N21-11) in a namespace of their own: scoring has no slot for them and can't read them, they can't read
 * what comes after a list has arrived. What is wrong with a fact or a parameter was said with the scoring part.
 */
function compileQuality(
  document: EffectiveDocument,
  { names: scoring, report, aliases, budget, ruleNames }: DecisionContext,
): Pick<Plan, 'slots' | 'decisions'> | undefined {
  checkQualityForm(document, report);
  if (!document.decisions.some(({ quality }) => quality === true)) return undefined;
  const names = new Names(document, new Report(), 'QUALITY');
  checkQualityFields(names, report);
  const context = { names, report, aliases, budget, ruleNames, afterGrouping: new Set<string>(), sameForAll: new Set<string>() };
  const decisions = compileDecisions(context);
  for (const name of names.used) scoring.used.add(name);
  return { slots: names.slots, decisions };
}

/** Scope by scope, in document order: what a decision reads stands before it. */
function compileDecisions(context: DecisionContext): Record<Scope, DecisionPlan[]> {
  const plans: Record<Scope, DecisionPlan[]> = mapScopes(() => []);
  const entities = [...context.names.entities.values()].filter((entity) => entity.kind === 'decision');
  for (const scope of SCOPES) {
    for (const entity of entities) {
      if (entity.document.scope !== scope) continue;
      const plan = compileDecision(entity, context);
      if (plan !== undefined) plans[scope].push(plan);
    }
  }
  return plans;
}
