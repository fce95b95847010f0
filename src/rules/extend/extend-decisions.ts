import type { DecisionDocument, EffectiveDocument, RuleDocument } from '../document/document.js';
import type { ExpandedDecision, ExpandedEntry } from './expand-tables.js';
import { mergeEntries, withoutAfter, type OwnEntry, type Placed } from './extend-merge.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import type { Origins } from './origins.js';

type StatedRule = NonNullable<ExpandedDecision['rules']>[number];
type Keys = Omit<ExpandedDecision, 'rules' | 'after'>;

/** A decision while it is being merged: its keys, which of them the document states itself, and its rules. */
interface MergedDecision {
  readonly keys: Keys;
  readonly stated: ReadonlySet<string>;
  readonly rules: readonly Placed<RuleDocument>[] | undefined;
}

/** Keys of the ways to write a decision: stating one way replaces the other whole, basis included. */
const RULES_FORM = ['hit', 'otherwise', 'chooses'] as const;
const SHORT_FORM = ['formula', 'value', 'allocate', 'rank', 'basis', 'parts'] as const;

/** Merges decisions: rules by name, other keys replace. `origins` learns where each part came from. */
export function mergeDecisions(
  base: EffectiveDocument | undefined,
  decisions: readonly ExpandedEntry[],
  findings: Finding[],
  origins: Origins,
): DecisionDocument[] {
  const merged = mergeEntries<ExpandedDecision, MergedDecision>({
    base: base === undefined ? undefined : inheritedDecisions(base.decisions),
    own: decisions.map(ownDecision),
    duplicate: (name, pointer, other) => finding('DUPLICATE_NAME', pointer, { name, other }),
    combine: (entry, inherited, pointer) => combine(entry, inherited, pointer, { findings, origins }),
    findings,
  });
  const complete = merged.flatMap((placed) => withParts(placed, findings));
  complete.forEach(({ placed, part }, index) => noteOrigins(origins, placed, { index, part }));
  complete.forEach(({ decision, part }, index) =>
    part === undefined ? noteNames(origins, decision, pointerTo('/decisions', index)) : undefined,
  );
  return complete.map(({ decision }) => decision);
}

/** A complete decision: one that was merged, or a part that was written out of its scorecard and stands before it. */
interface Complete {
  readonly decision: DecisionDocument;
  readonly placed: Placed<MergedDecision>;
  readonly part?: number;
}

function withParts(placed: Placed<MergedDecision>, findings: Finding[]): readonly Complete[] {
  const decision = completeDecision(placed, findings);
  if (decision === undefined) return [];
  const parts = (placed.value.keys.parts ?? []).map((one, part): Complete => ({ decision: one, placed, part }));
  return [...parts, { decision, placed }];
}

function ownDecision(entry: ExpandedEntry, index: number): OwnEntry<ExpandedDecision> {
  const pointer = pointerTo('/decisions', index);
  return 'remove' in entry ? { id: entry.id, pointer, remove: true } : { id: entry.id, pointer, entry };
}

function ownRule(entry: StatedRule, pointer: string): OwnEntry<RuleDocument> {
  return 'remove' in entry ? { id: entry.name, pointer, remove: true } : { id: entry.name, pointer, entry };
}

/** Inherited decisions; the parts of a scorecard go with its total, whatever becomes of that. */
function inheritedDecisions(decisions: readonly DecisionDocument[]): readonly Placed<MergedDecision>[] {
  const partsOf = (card: string): Keys['parts'] => {
    const parts = decisions.filter(({ partOf }) => partOf?.card === card);
    return parts.length === 0 ? undefined : parts;
  };
  return decisions
    .filter(({ partOf }) => partOf === undefined)
    .map((decision) => ({ id: decision.id, value: inheritedDecision(decision, partsOf(decision.id)) }));
}

function inheritedDecision({ rules, partOf: _, ...keys }: DecisionDocument, parts: Keys['parts']): MergedDecision {
  const all = parts === undefined ? keys : { ...keys, parts };
  return { keys: all, stated: new Set(), rules: rules?.map((rule) => ({ id: rule.name, value: rule })) };
}

interface Site {
  readonly findings: Finding[];
  readonly origins: Origins;
}

function combine(
  entry: ExpandedDecision,
  inherited: MergedDecision | undefined,
  pointer: string,
  { findings, origins }: Site,
): MergedDecision {
  const { rules: stated, ...keys } = withoutAfter(entry);
  const base = inherited === undefined ? undefined : withoutOtherForm(inherited, entry);
  const rules =
    stated === undefined
      ? base?.rules
      : mergeEntries<RuleDocument, RuleDocument>({
          base: base?.rules ?? [],
          own: stated.map((rule, index) => ownRule(rule, pointerTo(pointer, 'rules', index))),
          duplicate: (rule, at, other) => finding('RULE_NAME_DUPLICATE', at, { rule, other: origins.asWritten(other) }),
          combine: (rule) => withoutAfter(rule),
          findings,
        });
  return { keys: { ...base?.keys, ...keys }, stated: new Set(Object.keys(keys)), rules };
}

/** What is left of an inherited decision once the document states another way to write it. */
function withoutOtherForm(inherited: MergedDecision, entry: ExpandedDecision): MergedDecision {
  const short = [entry.formula, entry.value, entry.allocate, entry.rank].some((form) => form !== undefined);
  const isOtherChoice = inherited.keys.chooses !== entry.chooses;
  const byRules = entry.hit !== undefined || entry.otherwise !== undefined || entry.rules !== undefined;
  if (short || (byRules && isOtherChoice))
    return { ...inherited, keys: without(inherited.keys, [...RULES_FORM, ...SHORT_FORM]), rules: undefined };
  return byRules ? { ...inherited, keys: without(inherited.keys, SHORT_FORM) } : inherited;
}

function without(keys: Keys, names: readonly (keyof Keys)[]): Keys {
  const copy = { ...keys };
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy;
}

/** A merged decision must have what a decision without a base states. */
function completeDecision(placed: Placed<MergedDecision>, findings: Finding[]): DecisionDocument | undefined {
  const { scope, label, output, parts: _, ...rest } = placed.value.keys;
  if (scope === undefined || label === undefined || output === undefined) {
    const missing = Object.entries({ scope, label, output }).filter(([, value]) => value === undefined);
    const expected = { zh: '没有可继承的同名判定', en: 'there is no decision of that id to inherit it from' };
    findings.push(...missing.map(([key]) => finding('KEY_MISSING', placed.pointer ?? '/extends', { key, expected })));
    return undefined;
  }
  const rules = placed.value.rules?.map((rule) => rule.value);
  return { ...rest, scope, label, output, ...(rules === undefined ? {} : { rules }) };
}

/** What decisions and their rules are called: whoever extends the document says it to change what is inherited. */
function noteNames(origins: Origins, { id, rules }: DecisionDocument, effective: string): void {
  origins.noteName(effective, id);
  rules?.forEach(({ name }, at) => origins.noteName(pointerTo(effective, 'rules', at), name));
}

function noteOrigins(
  origins: Origins,
  placed: Placed<MergedDecision>,
  { index, part }: { readonly index: number; readonly part: number | undefined },
): void {
  const effective = pointerTo('/decisions', index);
  if (part !== undefined) {
    const own = placed.pointer !== undefined && placed.value.stated.has('parts');
    origins.note(effective, own ? pointerTo(placed.pointer, 'parts', part) : undefined);
    return;
  }
  origins.note(effective, placed.pointer);
  if (placed.pointer === undefined) return;
  for (const key of Object.keys(placed.value.keys)) {
    if (!placed.value.stated.has(key)) origins.note(`${effective}/${key}`, undefined);
  }
  placed.value.rules?.forEach((rule, at) => origins.note(pointerTo(effective, 'rules', at), rule.pointer));
}
