import { compileRule, type Test, type TestedSets } from './rule-tests.js';
import { isNever, simplifyRule, type KnownPlace } from './simplify-rule.js';
import { unconditionalLast, type AdrgNode, type DrgNode, type Grouper, type GrouperNode, type MdcNode } from './grouper.js';
import type { GroupRule } from './group-rule.js';

/** A node that cases may still reach, and what is left of its rule for them. */
interface Left<T extends GrouperNode> {
  readonly node: T;
  readonly rule: GroupRule;
}
interface LeftAdrg extends Left<AdrgNode> {
  readonly drgs: readonly Left<DrgNode>[];
}
/** An MDC that cases may still reach, with the ADRGs and DRGs that they may, in the order in which they are tried. */
export interface LeftMdc extends Left<MdcNode> {
  readonly adrgs: readonly LeftAdrg[];
}

interface Tested<T extends GrouperNode> {
  readonly node: T;
  readonly holds: Test;
}
interface TestedAdrg extends Tested<AdrgNode> {
  readonly drgs: readonly Tested<DrgNode>[];
}
/** An MDC whose rules are functions. */
export interface TestedMdc extends Tested<MdcNode> {
  readonly adrgs: readonly TestedAdrg[];
}

/** The whole grouper, as cases are put to it of which nothing is known. */
export function wholeReach({ mdcs }: Grouper): readonly LeftMdc[] {
  return mdcs.map((mdc) => ({
    ...{ node: mdc, rule: mdc.rule },
    adrgs: unconditionalLast(mdc.adrgs).map((adrg) => ({
      ...{ node: adrg, rule: adrg.rule },
      drgs: unconditionalLast(adrg.drgs).map((drg) => ({ node: drg, rule: drg.rule })),
    })),
  }));
}

/** What of it cases may reach of which this is known. An ADRG stays without a DRG: reaching it then is a gap of the grouper. */
export function reachGiven(mdcs: readonly LeftMdc[], known: KnownPlace): readonly LeftMdc[] {
  return stillLeft(mdcs, known).map((mdc) => ({
    ...mdc,
    adrgs: stillLeft(mdc.adrgs, known).map((adrg) => ({ ...adrg, drgs: stillLeft(adrg.drgs, known) })),
  }));
}

function stillLeft<T extends Left<GrouperNode>>(nodes: readonly T[], known: KnownPlace): readonly T[] {
  return nodes.map((left) => ({ ...left, rule: simplifyRule(left.rule, known) })).filter(({ rule }) => !isNever(rule));
}

/** Its rules as functions. */
export function testedReach(mdcs: readonly LeftMdc[], sets: TestedSets): readonly TestedMdc[] {
  return mdcs.map(({ node, rule, adrgs }) => ({
    ...{ node, holds: compileRule(rule, sets) },
    adrgs: adrgs.map((adrg) => ({
      ...{ node: adrg.node, holds: compileRule(adrg.rule, sets) },
      drgs: adrg.drgs.map((drg) => ({ node: drg.node, holds: compileRule(drg.rule, sets) })),
    })),
  }));
}
