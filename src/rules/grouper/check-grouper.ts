import { foldCode } from '../../engine/codes/fold-code.js';
import { indexGrouper, type GrouperIndex } from '../../engine/grouper/grouper-index.js';
import { setsOf, type GrouperCase } from '../../engine/grouper/group-rule.js';
import { adrgsOf, nodesOf, type Grouper } from '../../engine/grouper/grouper.js';
import { ruleTerms, setsAt, type RuleTerm } from './rule-terms.js';
import { groupWitnesses, type GroupWitness } from './grouper-witness.js';
import type { GrouperPlace } from './open-grouper.js';

/** What a check of a grouper can find, in the order in which it is reported. */
export const GROUPER_FINDINGS = [
  'EMPTY_SET',
  'UNUSED_SET',
  'UNUSED_TABLE',
  'CODE_TWICE',
  'UNKNOWN_CODE',
  'OUTSIDE_MDC',
  'NO_DRG',
  'DRG_GAP',
  'UNREACHABLE',
  'WEIGHT_MISSING',
  'WEIGHT_WITHOUT_DRG',
] as const;
/** One kind of finding about a grouper. */
export type GrouperFindingCode = (typeof GROUPER_FINDINGS)[number];

/** 校验意见 something about a grouper that its owner should look at, with the codes that show it. */
export interface GrouperFinding {
  readonly code: GrouperFindingCode;
  readonly place: GrouperPlace;
  /** Codes or names that show it: members, nodes that hide it, cases that fall into a gap. At most ten. */
  readonly shown: readonly string[];
}

/** A grouper looked at whole. */
export interface CheckedGrouper {
  readonly findings: readonly GrouperFinding[];
  /** One case for each group that was reached. */
  readonly witnesses: readonly GroupWitness[];
}

/** What else a check may be given: whether a code exists in its edition, and the groups that have weights. */
export interface GrouperSurroundings {
  readonly knowsCode?: (code: string) => boolean;
  readonly weighted?: ReadonlySet<string>;
}

const MOST_SHOWN = 10;

/** 校验 what a shape can't say of a grouper: sets and tables that nothing uses, codes twice or unknown, groups that no case reaches and who hides them, gaps, weights. */
export function checkGrouper(grouper: Grouper, surroundings: GrouperSurroundings = {}): CheckedGrouper {
  const index = indexGrouper(grouper);
  const witnesses = groupWitnesses(index);
  const findings = [
    ...setFindings(grouper),
    ...codeFindings(grouper, surroundings.knowsCode),
    ...outsideFindings(index),
    ...witnesses.flatMap(unreachable),
    ...gapFindings(index, witnesses),
    ...weightFindings(grouper, surroundings.weighted),
  ];
  const rank = ({ code }: GrouperFinding): number => GROUPER_FINDINGS.indexOf(code);
  return { findings: findings.sort((a, b) => rank(a) - rank(b)), witnesses: witnesses.filter(({ facts }) => facts !== null) };
}

function finding(code: GrouperFindingCode, kind: GrouperPlace['kind'], at: string, shown: readonly string[] = []): GrouperFinding {
  return { code, place: { kind, code: at }, shown: shown.slice(0, MOST_SHOWN) };
}

function setFindings(grouper: Grouper): GrouperFinding[] {
  const used = new Set(nodesOf(grouper).flatMap(({ rule }) => setsOf(rule)));
  const tables = new Set([...grouper.complications.values()].map(({ exclusion }) => exclusion));
  return [
    ...[...grouper.sets].filter(([, codes]) => codes.length === 0).map(([name]) => finding('EMPTY_SET', 'SET', name)),
    ...[...grouper.sets.keys()].filter((name) => !used.has(name)).map((name) => finding('UNUSED_SET', 'SET', name)),
    ...[...grouper.exclusions.keys()].filter((name) => !tables.has(name)).map((name) => finding('UNUSED_TABLE', 'EXCLUSION', name)),
  ];
}

function codeFindings(grouper: Grouper, knowsCode: GrouperSurroundings['knowsCode']): GrouperFinding[] {
  const lists = [
    ...[...grouper.sets].map(([name, codes]) => ({ kind: 'SET' as const, name, codes })),
    ...[...grouper.exclusions].map(([name, codes]) => ({ kind: 'EXCLUSION' as const, name, codes })),
  ];
  return lists.flatMap(({ kind, name, codes }) => {
    const seen = new Set<string>();
    const twice = codes.filter((code) => seen.size === seen.add(foldCode(code)).size);
    const unknown = knowsCode ? codes.filter((code) => !knowsCode(code)) : [];
    return [
      ...(twice.length > 0 ? [finding('CODE_TWICE', kind, name, twice)] : []),
      ...(unknown.length > 0 ? [finding('UNKNOWN_CODE', kind, name, unknown)] : []),
    ];
  });
}

/** Principal diagnoses that an ADRG lists and its MDC lets no case in with. */
function outsideFindings(index: GrouperIndex): GrouperFinding[] {
  const { members } = index;
  return index.grouper.mdcs.flatMap((mdc) => {
    const gates = ruleTerms([mdc.rule]).map(principalSets);
    if (gates.some((sets) => sets.length === 0)) return [];
    const letsIn = (code: string): boolean => gates.some((sets) => sets.every((name) => members.get(name)?.has(code) ?? false));
    return mdc.adrgs.flatMap((adrg) => {
      const listed = ruleTerms([adrg.rule])
        .flatMap(principalSets)
        .flatMap((name) => [...(members.get(name) ?? [])]);
      const outside = [...new Set(listed)].filter((code) => !letsIn(code));
      return outside.length === 0 ? [] : [finding('OUTSIDE_MDC', 'ADRG', adrg.code, outside)];
    });
  });
}

/** Sets that the principal diagnosis has to be in. */
function principalSets({ wanted }: RuleTerm): readonly string[] {
  return setsAt('principal', wanted);
}

function unreachable({ drg, facts, caughtBy }: GroupWitness): GrouperFinding[] {
  if (facts !== null) return [];
  const catchers = caughtBy.map(({ code }) => code);
  return [finding('UNREACHABLE', 'DRG', drg.code, catchers)];
}

/** ADRGs without DRGs, and those whose DRGs leave something over: the witness of one of their groups, without what made it severe. */
function gapFindings(index: GrouperIndex, witnesses: readonly GroupWitness[]): GrouperFinding[] {
  const adrgs = adrgsOf(index.grouper);
  const bare = adrgs.filter(({ drgs }) => drgs.length === 0);
  const open = adrgs.filter(({ drgs }) => drgs.length > 0 && !drgs.some(({ rule }) => rule.kind === 'always'));
  const shown = new Map<string, GrouperCase>();
  for (const { adrg, facts } of witnesses) if (facts && !shown.has(adrg.code)) shown.set(adrg.code, facts);
  return [
    ...bare.map(({ code }) => finding('NO_DRG', 'ADRG', code)),
    ...open.map(({ code }) => {
      const facts = shown.get(code);
      return finding('DRG_GAP', 'ADRG', code, facts ? [facts.principal, ...facts.operations] : []);
    }),
  ];
}

function weightFindings(grouper: Grouper, weighted: GrouperSurroundings['weighted']): GrouperFinding[] {
  if (!weighted) return [];
  const adrgs = adrgsOf(grouper);
  const paid = adrgs.filter(({ outcome }) => outcome === 'GROUPED').flatMap(({ drgs }) => drgs.map(({ code }) => code));
  const known = new Set(adrgs.flatMap(({ drgs }) => drgs.map(({ code }) => code)));
  return [
    ...paid.filter((code) => !weighted.has(code)).map((code) => finding('WEIGHT_MISSING', 'DRG', code)),
    ...[...weighted].filter((code) => !known.has(code)).map((code) => finding('WEIGHT_WITHOUT_DRG', 'DRG', code)),
  ];
}
