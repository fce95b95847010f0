import type { Label } from '../../engine/plan/plan.js';
import { qualityOnly } from './check-quality.js';
import type { IsInherited } from './check-usage.js';
import type { DecisionDocument, EffectiveDocument } from '../document/document.js';
import type { PeriodsDocument } from '../document/document-methods.js';
import { hasErrors, pointerTo } from '../findings/finding-codes.js';
import { bilingual, type Report } from '../findings/report.js';
import { isAsideParameter } from './stand-out-parameters.js';

/** Something that has a basis (依据). */
interface Holder {
  readonly what: Label;
  readonly pointer: string;
  readonly basis: readonly string[];
  /** Nothing that money depends on: it may rest on an assumption. */
  readonly isAside?: boolean;
}

/** 假设 something that money may depend on and that rests on an assumption: what it is, where it stands, and its basis. */
export interface Assumption {
  readonly what: Label;
  readonly pointer: string;
  readonly basis: string;
}

/** Everything of a checked document that money may depend on and that rests on an ASSUMPTION, in the document's order. */
export function assumptionsOf(document: EffectiveDocument): readonly Assumption[] {
  return holders(document).flatMap(({ what, pointer, basis, isAside }) => {
    const assumed = basis.find((text) => document.sources[text.slice(0, Math.max(text.indexOf('#'), 0))]?.kind === 'ASSUMPTION');
    return assumed === undefined || isAside === true ? [] : [{ what, pointer: pointer.replace(/\/basis$/, ''), basis: assumed }];
  });
}

/**
 * Checks every basis ("<source>#<article>", source listed) and every source. The answer is `settlementReady`: false where anything that
 * money may depend on rests on an ASSUMPTION, one INFO finding each (conservatively: every parameter, table, rule, otherwise, decision
 * and method).
 */
export function checkBases(document: EffectiveDocument, inherited: IsInherited, report: Report): boolean {
  checkSources(document, report);
  const used = new Set<string>();
  let isReady = true;
  for (const { what, pointer, basis, isAside } of holders(document)) {
    const names = basis.map((text, index) => sourceOf(document, { text, pointer: pointerTo(pointer, index) }, report));
    const known = names.filter((name) => name !== undefined);
    known.forEach((name) => used.add(name));
    const assumption = known.find((name) => document.sources[name]?.kind === 'ASSUMPTION');
    if (assumption === undefined || isAside === true) continue;
    isReady = false;
    report.add('SETTLEMENT_NOT_READY', pointer, { what, source: assumption });
  }
  if (hasErrors(report.findings)) return isReady; // what nothing cites may be what is still to be written
  for (const name of Object.keys(document.sources)) {
    const pointer = pointerTo('/sources', name);
    if (!used.has(name) && !inherited(pointer)) report.add('UNUSED_SOURCE', pointer, { name });
  }
  return isReady;
}

function sourceOf(document: EffectiveDocument, { text, pointer }: { text: string; pointer: string }, report: Report): string | undefined {
  const at = text.indexOf('#');
  const source = text.slice(0, Math.max(at, 0));
  if (source === '' || at === text.length - 1) {
    report.add('BASIS_FORMAT', pointer, { basis: text });
    return undefined;
  }
  if (Object.hasOwn(document.sources, source)) return source;
  report.add('UNKNOWN_SOURCE', pointer, { basis: text, source });
  return undefined;
}

/** A LOCAL source says who adopted it: document number, date and person. */
function checkSources({ sources }: EffectiveDocument, report: Report): void {
  for (const [name, source] of Object.entries(sources)) {
    if (source.kind !== 'LOCAL') continue;
    const missing = (['documentNo', 'date', 'person'] as const).filter((key) => source[key] === undefined);
    if (missing.length > 0) report.add('SOURCE_INCOMPLETE', pointerTo('/sources', name), { source: name, missing: missing.join(', ') });
  }
}

function holders(document: EffectiveDocument): Holder[] {
  const { parameters, tables, decisions, aggregates, methods, indicators = [] } = document;
  const aside = qualityOnly(document);
  const named = (zh: string, en: string, place: string, entries: readonly [string, { readonly basis: readonly string[] }][]): Holder[] =>
    entries.map(([name, { basis }]) => ({
      what: bilingual(`${zh} “${name}”`, `${en} “${name}”`),
      pointer: `${pointerTo(place, name)}/basis`,
      basis,
      isAside: aside.has(name) || (place === '/parameters' && isAsideParameter(name)),
    }));
  const { periods = {}, forecast, ...others } = methods;
  const stated = Object.entries(others).flatMap(([name, method]): [string, { basis: readonly string[] }][] =>
    method ? [[name, method]] : [],
  );
  return [
    ...named('参数', 'parameter', '/parameters', Object.entries(parameters)),
    ...named('表', 'table', '/tables', Object.entries(tables)),
    ...decisions.flatMap((decision, index) =>
      decisionHolders(decision, pointerTo('/decisions', index)).map((holder) => ({ ...holder, isAside: decision.quality === true })),
    ),
    ...aggregates.flatMap(({ id, quantile }, index): Holder[] =>
      quantile === undefined
        ? []
        : [
            {
              what: bilingual(`汇总 “${id}”`, `aggregate “${id}”`),
              pointer: `${pointerTo('/aggregates', index)}/quantile/basis`,
              basis: quantile.basis,
            },
          ],
    ),
    ...named('口径', 'method', '/methods', stated),
    ...(methods.grouping?.grouper === undefined
      ? []
      : named('口径', 'method', '/methods/grouping', [['grouper', methods.grouping.grouper]])),
    ...deadlineHolders(periods),
    ...indicators.flatMap(({ id, basis, exempt }, index): Holder[] => {
      const what = bilingual(`指标 “${id}”`, `indicator “${id}”`);
      const pointer = pointerTo('/indicators', index);
      const stated = [{ what, pointer: `${pointer}/basis`, basis, isAside: true }];
      return exempt === undefined ? stated : [...stated, { what, pointer: `${pointer}/exempt`, basis: exempt, isAside: true }];
    }),
    ...(forecast === undefined
      ? []
      : named('口径', 'method', '/methods', [['forecast', forecast]]).map((holder) => ({ ...holder, isAside: true }))),
  ];
}

/** Deadlines: no money depends on them. */
function deadlineHolders(periods: PeriodsDocument): Holder[] {
  return Object.entries(periods).flatMap(([kind, deadlines]) =>
    Object.entries(deadlines ?? {}).flatMap(([name, deadline]): Holder[] =>
      deadline === undefined
        ? []
        : [
            {
              what: bilingual(`期限 “${kind}.${name}”`, `deadline “${kind}.${name}”`),
              pointer: `${pointerTo('/methods/periods', kind, name)}/basis`,
              basis: deadline.basis,
              isAside: true,
            },
          ],
    ),
  );
}

function decisionHolders({ id, basis, otherwise, allocate, rank, rules }: DecisionDocument, pointer: string): Holder[] {
  const what = bilingual(`判定 “${id}”`, `decision “${id}”`);
  return [
    ...(basis === undefined ? [] : [{ what, pointer: `${pointer}/basis`, basis }]),
    ...(allocate === undefined ? [] : [{ what, pointer: `${pointer}/allocate/basis`, basis: allocate.basis }]),
    ...(rank === undefined ? [] : [{ what, pointer: `${pointer}/rank/basis`, basis: rank.basis }]),
    ...(rules ?? []).map((rule, index) => ({
      what: bilingual(`规则 “${rule.name}”`, `rule “${rule.name}”`),
      pointer: `${pointerTo(pointer, 'rules', index)}/basis`,
      basis: rule.basis,
    })),
    ...(otherwise === undefined
      ? []
      : [
          {
            what: bilingual(`“${id}” 的 otherwise`, `otherwise of “${id}”`),
            pointer: `${pointer}/otherwise/basis`,
            basis: otherwise.basis,
          },
        ]),
  ];
}
