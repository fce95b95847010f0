import type { DraftRulebookQuery } from '../../../generated/editor/rules/graphql.ts';
import type { Patch } from '../use-edits.ts';
import { objectOf } from './rule-parse.ts';

/** The rules of a draft, and the words for conditions. */
export type Rulebook = DraftRulebookQuery['rulesetDraft']['rulebook'];
/** A decision with its rules. */
export type Decision = Rulebook['decisions'][number];
/** A rule of it. */
export type Rule = Decision['rules'][number];
/** What conditions may be about. */
export type Term = Rulebook['terms'][number];

/** An edit of a draft, and what takes it back. */
export interface RuleEdit {
  readonly patches: readonly Patch[];
  readonly undo: readonly Patch[];
}

const step = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const entryOf = ({ id }: Decision): string => `/decisions/${step(id)}`;
const listOf = (decision: Decision): string => `${entryOf(decision)}/rules`;

/** What the draft itself states of the rules, in the order in which they are asked. */
function statedOf({ rules }: Decision): readonly object[] {
  return rules.flatMap(({ own }) => (own === null ? [] : [objectOf(own)]));
}

function wholeList(decision: Decision, list: readonly object[]): Patch {
  return { pointer: listOf(decision), json: JSON.stringify(list) };
}

/** States a rule: a new one comes last, an inherited one is stated in its place. */
export function stateRule(decision: Decision, name: string, written: object): RuleEdit {
  const json = JSON.stringify(written);
  const stated = decision.rules.find((one) => one.name === name)?.own ?? null;
  const pointer = `${listOf(decision)}/${step(name)}`;
  if (stated !== null) return { patches: [{ pointer, json }], undo: [{ pointer, json: stated }] };
  if (!decision.isOwn)
    return {
      patches: [{ pointer: entryOf(decision), json: JSON.stringify({ id: decision.id, rules: [written] }) }],
      undo: [{ pointer: entryOf(decision), remove: true }],
    };
  if (statedOf(decision).length > 0) return { patches: [{ pointer, json }], undo: [{ pointer, remove: true }] };
  const list = listOf(decision);
  return {
    patches: [wholeList(decision, [written])],
    undo: [decision.isInherited ? { pointer: list, remove: true } : wholeList(decision, [])],
  };
}

/** Takes back what the draft states of a rule: its own is gone, an inherited one holds again. */
export function unstateRule(decision: Decision, { name }: Rule): RuleEdit {
  return { patches: [{ pointer: `${listOf(decision)}/${step(name)}`, remove: true }], undo: [wholeList(decision, statedOf(decision))] };
}

/** Whether a rule of a decision may stand one place earlier (-1) or later (1): inherited ones keep their order, and what is new stands behind one of them. */
export function mayMove(decision: Decision, rule: Rule, by: -1 | 1): boolean {
  return movedOrder(decision, rule, by) !== undefined;
}

function movedOrder({ rules }: Decision, rule: Rule, by: -1 | 1): readonly Rule[] | undefined {
  const live = rules.filter(({ standing }) => standing !== 'REMOVED');
  const at = live.findIndex(({ name }) => name === rule.name);
  const other = live[at + by];
  if (other === undefined) return undefined;
  const moved = live.map((one, index) => (index === at ? other : index === at + by ? rule : one));
  const inherited = (list: readonly Rule[]): string =>
    list
      .filter(({ standing }) => standing !== 'OWN')
      .map(({ name }) => name)
      .join(' ');
  const isBehindBase = inherited(live) === '' || moved[0]?.standing !== 'OWN';
  return inherited(moved) === inherited(live) && isBehindBase ? moved : undefined;
}

/** Moves a rule one place: new rules say behind which one they stand where there are inherited ones. */
export function moveRule(decision: Decision, rule: Rule, by: -1 | 1): RuleEdit | undefined {
  const order = movedOrder(decision, rule, by);
  return order === undefined ? undefined : listed(decision, order);
}

function listed(decision: Decision, order: readonly Rule[]): RuleEdit {
  const hasBase = order.some(({ standing }) => standing !== 'OWN');
  const kept = [...order, ...decision.rules.filter(({ standing }) => standing === 'REMOVED')];
  const stated = kept.filter(({ standing, own }) => standing !== 'OWN' && own !== null).map(({ own }) => objectOf(own));
  const added = order.flatMap((one, index) => {
    if (one.standing !== 'OWN') return [];
    const { after: _, ...written } = objectOf(one.own);
    const before = order[index - 1];
    return [hasBase && before !== undefined ? { ...written, after: before.name } : written];
  });
  return { patches: [wholeList(decision, [...stated, ...added])], undo: [wholeList(decision, statedOf(decision))] };
}

/** A name that no rule of a decision has. */
export function freeName({ rules }: Decision, like: string): string {
  const taken = new Set(rules.map(({ name }) => name));
  for (let at = 2; ; at += 1) if (!taken.has(`${like}-${at}`)) return `${like}-${at}`;
}
