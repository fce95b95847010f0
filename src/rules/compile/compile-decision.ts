import { assertNever, must } from '../../engine/kit/assert.js';
import { leavesOf, type DecisionPlan, type HitPolicy, type OutputSpec, type RulePlan } from '../../engine/plan/plan.js';
import type { Aliases } from '../names/aliases.js';
import { compileAllocate, isPool, isSameForAll } from './compile-allocate.js';
import { compileOutcome, compileOutput, formOf } from './compile-output.js';
import { compileRank } from './compile-rank.js';
import { ConditionCompiler, type LeafBudget } from './conditions.js';
import type { RuleDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import { choiceMembers } from '../names/choice-members.js';
import { decisionRefs } from '../names/dependencies.js';
import type { DecisionEntity, Names } from '../names/names.js';
import { NameReader } from '../names/reader.js';
import { bilingual, type Report } from '../findings/report.js';

/** What compiling one decision needs and leaves behind for the next. */
export interface DecisionContext {
  readonly names: Names;
  readonly report: Report;
  readonly aliases: Aliases;
  readonly budget: LeafBudget;
  /** Case decisions that read something of the group, themselves or through others. */
  readonly afterGrouping: Set<string>;
  /** Decisions of institutionYear that read nothing of an institution: the year's values and sums of the region alone. */
  readonly sameForAll: Set<string>;
  /** Where each rule's name was first used. */
  readonly ruleNames: Map<string, string>;
}

/** Compiles a decision. `undefined` after findings; tables of situations are added later, from its rules. */
export function compileDecision(entity: DecisionEntity, context: DecisionContext): DecisionPlan | undefined {
  const { names, report, afterGrouping } = context;
  const { name: id, document, position, pointer } = entity;
  const reader = new NameReader({ names, scope: document.scope, position, report, afterGrouping });
  const output = compileOutput(entity, names, report);
  const body = compileBody(entity, { context, reader, output });
  if (reader.readsGroup) afterGrouping.add(id);
  if (body === undefined) return undefined;
  const ruleSlot = names.find(document.scope, `${id}.rule`)?.ref.slot;
  const line = document.line && {
    of: document.line.of,
    order: document.line.order,
    sign: document.line.sign,
    ...(document.line.account === undefined ? {} : { account: document.line.account }),
  };
  const plan: DecisionPlan = {
    id,
    scope: document.scope,
    index: position,
    label: document.label,
    output,
    slot: must(names.find(document.scope, id), `slot of ${id}`).ref.slot,
    ...(ruleSlot === undefined ? {} : { ruleSlot }),
    ...body,
    ...(answersAll(document, body.rules, names) ? { answersAll: true as const } : {}),
    basis: document.basis ?? [],
    tables: [],
    ...(line === undefined ? {} : { line }),
    beforeGrouping: document.scope === 'case' && !reader.readsGroup,
    pointer,
  };
  if (restsOnTheYear(plan, context.sameForAll)) context.sameForAll.add(id);
  return plan;
}

function restsOnTheYear(plan: DecisionPlan, sameForAll: ReadonlySet<string>): boolean {
  const isPooled = plan.allocate !== undefined || plan.rank !== undefined;
  return isPool(plan.scope) && !isPooled && decisionRefs(plan).every((ref) => isSameForAll(ref, sameForAll));
}

/** A score of a scorecard, or rules that ask for nothing but totals of scorecards. */
function answersAll({ partOf }: DecisionEntity['document'], rules: readonly RulePlan[], { scorecards }: Names): boolean {
  if (partOf?.role === 'SCORE') return true;
  const asked = rules.flatMap(({ condition }) => leavesOf(condition).map(({ ref }) => ref.name));
  return asked.length > 0 && asked.every((name) => scorecards.has(name));
}

type Body = Pick<DecisionPlan, 'hit' | 'rules'> & Partial<Pick<DecisionPlan, 'otherwise' | 'isChoice' | 'allocate' | 'rank'>>;
interface BodySite {
  readonly context: DecisionContext;
  readonly reader: NameReader;
  readonly output: OutputSpec;
}

function compileBody(entity: DecisionEntity, site: BodySite): Body | undefined {
  const { document, pointer } = entity;
  const form = formOf(entity, site.context.report);
  if (form === undefined) return undefined;
  switch (form) {
    case 'hit':
      return compileRules(entity, document.hit ?? 'unique', site);
    case 'allocate': {
      const allocate = compileAllocate(entity, { reader: site.reader, output: site.output, sameForAll: site.context.sameForAll });
      return allocate && { hit: 'formula', rules: [], allocate };
    }
    case 'rank': {
      const rank = compileRank(entity, site.reader, site.output);
      return rank && { hit: 'formula', rules: [], rank };
    }
    case 'formula':
    case 'value': {
      const outcome = compileOutcome({ ...outcomeSite(entity, site), pointer }, document);
      return outcome && { hit: 'formula', rules: [], otherwise: { outcome, basis: document.basis ?? [] } };
    }
    default:
      return assertNever(form, 'form');
  }
}

function outcomeSite({ name }: DecisionEntity, { context, reader, output }: BodySite) {
  return { decision: name, output, reader, aliases: context.aliases };
}

function compileRules(entity: DecisionEntity, hit: HitPolicy, site: BodySite): Body | undefined {
  const { document, pointer } = entity;
  const rules = (document.rules ?? []).map((rule, index) =>
    compileRule(entity, rule, { ...site, pointer: pointerTo(pointer, 'rules', index) }),
  );
  const compiled = rules.filter((rule) => rule !== undefined);
  const { otherwise } = document;
  const outcome = otherwise && compileOutcome({ ...outcomeSite(entity, site), pointer: `${pointer}/otherwise` }, otherwise);
  if (compiled.length < rules.length || (otherwise !== undefined && outcome === undefined)) return undefined;
  return {
    ...{ hit, rules: compiled, ...(document.chooses === undefined ? {} : { isChoice: true }) },
    ...(otherwise && outcome ? { otherwise: { outcome, basis: otherwise.basis } } : {}),
  };
}

function compileRule(entity: DecisionEntity, rule: RuleDocument, site: BodySite & { pointer: string }): RulePlan | undefined {
  const { context, reader, pointer } = site;
  checkRuleName(rule, pointer, context);
  if (rule.event.type !== entity.name) {
    const { name } = rule;
    context.report.add('RULE_EVENT_TYPE', `${pointer}/event/type`, { rule: name, actual: rule.event.type, expected: entity.name });
  }
  const condition = canAsk(entity, context)
    ? new ConditionCompiler(reader, context.budget).compile(rule.conditions, `${pointer}/conditions`)
    : undefined;
  const outcome = compileOutcome({ ...outcomeSite(entity, site), pointer: `${pointer}/event/params` }, rule.event.params);
  if (condition === undefined || outcome === undefined) return undefined;
  const { name, label, basis, quality } = rule;
  return { name, label, basis, condition, outcome, pointer, ...(quality === undefined ? {} : { quality }) };
}

/** A choice by what cannot choose was refused whole (`checks/check-choices.ts`): what its members are compared with says nothing more. */
function canAsk({ document: { chooses } }: DecisionEntity, { names }: DecisionContext): boolean {
  return chooses === undefined || choiceMembers(names.entities.get(chooses)) !== undefined;
}

function checkRuleName({ name }: RuleDocument, pointer: string, { ruleNames, report }: DecisionContext): void {
  const other = ruleNames.get(name);
  if (other !== undefined) report.add('RULE_NAME_DUPLICATE', `${pointer}/name`, { rule: name, other });
  ruleNames.set(name, other ?? pointer);
  if (name !== 'otherwise' && !name.endsWith('.otherwise')) return;
  const why = bilingual('它指“没有规则成立”', 'it means that no rule holds');
  report.add('RESERVED_NAME', `${pointer}/name`, { name, why });
}
