import { comparedAt, statedAs } from './example-values.js';
import { runExample } from './examples.js';
import type { Stated } from './example-frames.js';
import type { Trial } from './example-trials.js';
import { factReader } from '../../engine/scoring/case-frame.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { CONTRACT_OUTPUTS } from '../../engine/plan/contract-outputs.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { DecisionPlan, Frame, Label, Ref, Value } from '../../engine/plan/plan.js';
import { Fraction, printShort } from '../../engine/number/quantity.js';
import type { Scope } from '../../engine/plan/scopes.js';
import type { CompiledRuleset } from '../compiled/compiled-ruleset.js';
import type { EffectiveDocument, ExampleDocument } from '../document/document.js';
import { jsonHash } from '../document/hash.js';
import type { Finding } from '../findings/finding.js';
import { addedWithin, decisionRefs, writerOf } from '../names/dependencies.js';

/** A scored case: its own facts, what it was scored with, and the group that it came to (`undefined`: it was excluded before). */
export interface CaseAsScored {
  readonly inpatientCase: InpatientCase;
  readonly regionCode: string;
  readonly frames: Readonly<Partial<Record<Scope, Frame>>>;
  readonly group: DiseaseGroup | null | undefined;
}

/** An example that comes out as the case did, or what keeps it from being told as one. */
export type CaseExample =
  { readonly example: ExampleDocument; readonly document: EffectiveDocument } | { readonly findings: readonly Finding[] };

type Written = string | boolean | string[] | null;

/** Facts that stand in the stated group. */
const OF_GROUP: ReadonlySet<string> = new Set(['groupCode', 'groupKind', 'groupFlag']);
/** Facts that are codes as the case wrote them, read by the edition that it states. */
const CODED: ReadonlySet<string> = new Set(['principalDiagnosis', 'otherDiagnoses', 'procedures']);

/**
 * 留作算例: a scored case as an example of its rules. It states what the decisions of its outcome read, and no more: no number, no institution, no name, no day
 * that no rule asks for. What an earlier scope worked out of facts is worked out again; what it added up of a year stands there as it was. The example is run
 * before it is handed out: one that would not come out as scored is not.
 */
export async function exampleOfCase(compiled: CompiledRuleset, scored: CaseAsScored, label: Label | undefined): Promise<CaseExample> {
  const { program, tables, plan, effective: document } = compiled;
  const given = new GivenFacts(compiled, scored);
  const outcomes = plan.decisions.case.filter(({ id }) => Object.hasOwn(CONTRACT_OUTPUTS, id));
  const expect: Record<string, Written> = {};
  for (const decision of outcomes) {
    const value = scored.frames.case?.[decision.slot];
    const stated = value === undefined ? undefined : statedAs(value, comparedAt(decision.output));
    if (stated === undefined) continue;
    expect[decision.id] = written(stated);
    given.need('case', decision.slot);
  }
  const { group } = scored;
  const facts = group === undefined ? given.stated : { ...given.stated, group: group === null ? null : groupStated(group) };
  const id = `kept-${jsonHash({ facts, expect }).slice(0, 8)}`;
  const example: ExampleDocument = { id, ...(label === undefined ? {} : { label }), scope: 'case', given: facts, expect };
  const trial: Trial = { program, tables, stated: new Set(), tryable: [], isOwn: true, document };
  const { findings, held } = await runExample(trial, example, '');
  return findings.length > 0 ? { findings } : { example: { ...example, fired: held.filter((name) => isOf(outcomes, name)) }, document };
}

function isOf(decisions: readonly DecisionPlan[], fired: string): boolean {
  return decisions.some(({ id, rules }) => `${id}.otherwise` === fired || rules.some(({ name }) => name === fired));
}

/** What an example has to state so that what is needed can be worked out. */
class GivenFacts {
  readonly stated: Record<string, Written> = {};
  readonly #seen = new Set<string>();

  constructor(
    readonly compiled: CompiledRuleset,
    readonly scored: CaseAsScored,
  ) {}

  need(scope: Scope, slot: number): void {
    const key = `${scope} ${slot}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const refs = this.#workedOutOf(scope, slot);
    if (refs === undefined) this.#state(scope, slot);
    else refs.forEach((ref) => this.need(ref.scope, ref.slot));
  }

  /** What a value is worked out of where it can be worked out again; `undefined`: it is stated. */
  #workedOutOf(scope: Scope, slot: number): readonly Ref[] | undefined {
    const { plan } = this.compiled;
    const decision = writerOf(plan, scope, slot);
    if (decision === undefined) return undefined;
    const refs = decisionRefs(decision);
    return scope === 'case' || refs.every((ref) => this.#isOfFacts(ref)) ? refs : undefined;
  }

  /** Whether a value of an earlier scope rests on facts alone, and not on sums of a year. */
  #isOfFacts({ scope, slot }: Ref): boolean {
    const { plan } = this.compiled;
    const source = plan.slots[scope][slot]?.source;
    if (addedWithin(plan, scope, slot) !== undefined || source === 'aggregate' || source === 'average') return false;
    const decision = writerOf(plan, scope, slot);
    return decision === undefined || decisionRefs(decision).every((ref) => this.#isOfFacts(ref));
  }

  #state(scope: Scope, slot: number): void {
    const spec = this.compiled.plan.slots[scope][slot];
    if (spec === undefined || spec.source === 'parameter' || (scope === 'case' && OF_GROUP.has(spec.name))) return;
    const { inpatientCase, regionCode, frames } = this.scored;
    const raw = scope === 'case' && CODED.has(spec.name) ? factReader(spec.name)?.(inpatientCase, { regionCode }) : undefined;
    const value = raw ?? frames[scope]?.[slot];
    if (value === undefined) return;
    this.stated[spec.name] = textOf(value);
    if (raw !== undefined && inpatientCase.codeSystem !== null && this.compiled.program.scopes.case.slotByName.has('codeSystem'))
      this.stated['codeSystem'] = inpatientCase.codeSystem;
  }
}

function textOf(value: Value): Written {
  return value instanceof Fraction ? printShort(value) : written(value);
}

/** A list of its own: an example is the clerk's to change. */
function written(stated: Stated): Written {
  return typeof stated === 'object' && stated !== null ? [...stated] : stated;
}

/** The group as the catalogue has it; what it does not state is left out. */
function groupStated(group: DiseaseGroup): NonNullable<ExampleDocument['given']['group']> {
  const { code, kind, points, meanCost, meanDays, variation, caseCount, drugPoints, consumablePoints, auxiliary, flags } = group;
  const column = (values: ReadonlyMap<string, Fraction>) => Object.fromEntries([...values].map(([key, value]) => [key, printShort(value)]));
  const optional = (name: string, value: Fraction | null | undefined) =>
    value === null || value === undefined ? {} : { [name]: printShort(value) };
  return {
    ...{ code, kind, points: printShort(points), meanCost: column(meanCost), flags: [...flags] },
    ...{ ...optional('meanDays', meanDays), ...optional('variation', variation) },
    ...(caseCount === null ? {} : { caseCount: String(caseCount) }),
    ...{ ...optional('drugPoints', drugPoints), ...optional('consumablePoints', consumablePoints) },
    ...(auxiliary.size === 0 ? {} : { auxiliary: column(auxiliary) }),
  };
}
