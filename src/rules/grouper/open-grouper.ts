import { levelNamed, type AdrgNode, type DrgNode, type Grouper, type MdcNode } from '../../engine/grouper/grouper.js';
import { ALWAYS, setsOf, type GroupRule } from '../../engine/grouper/group-rule.js';
import { groupBy } from '../../engine/kit/group-by.js';
import type { GrouperDocument } from './grouper-document.js';
import { parseRule, type RuleTextProblem } from './rule-parse.js';

/** Where in a grouper something stands: the kind of row and its code. */
export interface GrouperPlace {
  readonly kind: 'MDC' | 'ADRG' | 'DRG' | 'SET' | 'COMPLICATION' | 'EXCLUSION';
  readonly code: string;
}

/** Why a document is no grouper: nothing of it can be used until it is mended. */
export type GrouperFault = { readonly place: GrouperPlace } & (
  | { readonly fault: 'RULE_TEXT'; readonly problem: RuleTextProblem; readonly text: string }
  | { readonly fault: 'UNKNOWN_SET' | 'UNKNOWN_PARENT' | 'UNKNOWN_TABLE'; readonly name: string }
  | { readonly fault: 'TWICE' | 'RESERVED_NAME' }
);

/** A document read: the grouper, or every fault in it in the order of its rows. */
export type OpenedGrouper =
  { readonly grouper: Grouper; readonly faults?: undefined } | { readonly grouper?: undefined; readonly faults: readonly GrouperFault[] };

/** Reads a document: rules parsed, children under their parents in their order, every name known. */
export function openGrouper(document: GrouperDocument): OpenedGrouper {
  return new Opening(document).open();
}

interface Row {
  readonly code: string;
  readonly name: string;
  readonly order: number;
  readonly rule: string;
}

class Opening {
  readonly #document: GrouperDocument;
  readonly #faults: GrouperFault[] = [];
  readonly #sets: ReadonlyMap<string, readonly string[]>;

  constructor(document: GrouperDocument) {
    this.#document = document;
    this.#sets = new Map(Object.entries(document.sets));
  }

  open(): OpenedGrouper {
    const { mdcs, adrgs, drgs, complications, exclusions, invalidPrincipals, blockedOperations } = this.#document;
    this.#once('MDC', mdcs);
    this.#once('ADRG', adrgs);
    this.#once('DRG', drgs);
    this.#once('COMPLICATION', complications);
    this.#parents('ADRG', adrgs, 'mdc', mdcs);
    this.#parents('DRG', drgs, 'adrg', adrgs);
    for (const name of this.#sets.keys())
      if (levelNamed(name) !== undefined) this.#faults.push({ place: { kind: 'SET', code: name }, fault: 'RESERVED_NAME' });
    for (const { code, exclusion } of complications) {
      if (exclusion !== null && !Object.hasOwn(exclusions, exclusion)) {
        this.#faults.push({ place: { kind: 'COMPLICATION', code }, fault: 'UNKNOWN_TABLE', name: exclusion });
      }
    }
    const nodes = this.#mdcs();
    if (this.#faults.length > 0) return { faults: this.#faults };
    return {
      grouper: {
        mdcs: nodes,
        sets: this.#sets,
        complications: new Map(complications.map(({ code, level, exclusion }) => [code, { level, exclusion }])),
        exclusions: new Map(Object.entries(exclusions)),
        invalidPrincipals: invalidPrincipals ?? [],
        blockedOperations: { codes: blockedOperations?.codes ?? [], then: blockedOperations?.then ?? 'NONE' },
      },
    };
  }

  #mdcs(): MdcNode[] {
    const drgs = groupBy(inOrder(this.#document.drgs), ({ adrg }) => adrg);
    const adrgs = groupBy(inOrder(this.#document.adrgs), ({ mdc }) => mdc);
    return inOrder(this.#document.mdcs).map((mdc) => ({
      ...this.#node('MDC', mdc),
      adrgs: (adrgs.get(mdc.code) ?? []).map((adrg): AdrgNode => ({
        ...this.#node('ADRG', adrg),
        outcome: adrg.outcome,
        drgs: (drgs.get(adrg.code) ?? []).map((drg): DrgNode => this.#node('DRG', drg)),
      })),
    }));
  }

  #node(kind: GrouperPlace['kind'], { code, name, rule: text }: Row): DrgNode {
    return { code, name, rule: this.#rule({ kind, code }, text) };
  }

  #rule(place: GrouperPlace, text: string): GroupRule {
    const { rule, problem } = parseRule(text);
    if (problem) {
      this.#faults.push({ place, fault: 'RULE_TEXT', problem, text });
      return ALWAYS;
    }
    for (const name of new Set(setsOf(rule))) {
      if (levelNamed(name) === undefined && !this.#sets.has(name)) this.#faults.push({ place, fault: 'UNKNOWN_SET', name });
    }
    return rule;
  }

  #once(kind: GrouperPlace['kind'], rows: readonly { readonly code: string }[]): void {
    const seen = new Set<string>();
    for (const { code } of rows) {
      if (seen.has(code)) this.#faults.push({ place: { kind, code }, fault: 'TWICE' });
      seen.add(code);
    }
  }

  #parents<K extends string>(
    kind: GrouperPlace['kind'],
    rows: readonly (Record<K, string> & { readonly code: string })[],
    key: K,
    parents: readonly { readonly code: string }[],
  ): void {
    const known = new Set(parents.map(({ code }) => code));
    for (const row of rows)
      if (!known.has(row[key])) this.#faults.push({ place: { kind, code: row.code }, fault: 'UNKNOWN_PARENT', name: row[key] });
  }
}

/** Rows by their printed order; equal ones as they stand. */
function inOrder<T extends { readonly order: number }>(rows: readonly T[]): readonly T[] {
  return [...rows].sort((a, b) => a.order - b.order);
}
