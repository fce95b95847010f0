import type { ChangedValue } from './change-target.js';
import type { WhatIfCandidate } from './what-if-request.js';
import type { HypotheticalYear, RunPlan } from '../../clearing/run/run-plan.js';
import type { RunVersion } from '../../clearing/run/year-source.js';
import { invalidField, NotFoundError, StateError } from '../../base/errors.js';
import type { CatalogueRecord } from '../../ports/ports-catalogue.js';
import type { Reader } from '../../ports/ports.js';
import { must } from '../../../engine/kit/assert.js';
import { addDays } from '../../../engine/kit/calendar.js';

type Catalogues = HypotheticalYear['catalogues'];

/** The catalogues of a candidate's year, and the change where one of them takes the place of the year's. */
export interface CandidateCatalogues {
  readonly catalogues: Catalogues;
  readonly changes: readonly ChangedValue[];
}

/** The days that a candidate changes, both included, and the versions that hold on them. */
export interface ChangedDays {
  readonly first: string;
  readonly last: string;
  readonly versions: readonly Pick<RunVersion, 'compiled' | 'from' | 'to'>[];
}

/** The catalogues of the year in force, with their groups. */
function ofBaseline({ snapshot, year }: RunPlan): Catalogues {
  return snapshot.catalogues.map(({ id: _, ...stated }, index) => ({
    ...stated,
    groups: must(year.catalogues[index], 'catalogue').groups,
  }));
}

/** Those that serve on some of the days. */
function serving(catalogues: Catalogues, first: string, last: string): Catalogues {
  return catalogues.filter(({ from }, index) => from <= last && (catalogues[index + 1]?.from ?? '9999') > first);
}

/** What those that serve on the changed days are called. */
function named(own: Catalogues, { first, last }: ChangedDays, comma: string): string {
  return serving(own, first, last)
    .map(({ version }) => version)
    .join(comma);
}

/**
 * Which stored catalogue takes the place of the year's on the changed days: the one that the candidate names; where its rules group otherwise than the
 * year's catalogue was built, the one with points that was built as they group, in force on the rules' own first day if there is one.
 * `undefined`: the year's own stay. It is settled when a what-if starts, and written down with it: catalogues that come later change nothing.
 * Throws NOT_FOUND, VALIDATION_FAILED (it has no points), RULESET_INVALID (none goes with the rules).
 */
export async function catalogueOfCandidate(
  read: Reader,
  baseline: RunPlan,
  days: ChangedDays,
  { catalogue, path }: Pick<WhatIfCandidate, 'catalogue'> & { readonly path: readonly string[] },
): Promise<CatalogueRecord | undefined> {
  const { regionCode } = baseline.snapshot;
  const own = ofBaseline(baseline);
  const isOther = ({ compiled, from, to }: ChangedDays['versions'][number]): boolean =>
    serving(own, from, to).some(({ groupingHash }) => groupingHash !== compiled.plan.groupingHash);
  const other = days.versions.find(isOther);
  if (catalogue === undefined && other === undefined) return undefined;
  const stored = await read(({ catalogues }) => catalogues.list(regionCode));
  if (catalogue !== undefined) {
    const found = stored.find(({ version }) => version === catalogue);
    if (found === undefined) throw new NotFoundError({ zh: '病种目录库', en: 'catalogue' }, catalogue);
    if (found.priced) return found;
    throw invalidField([...path, 'catalogue'], 'UNPRICED', {
      zh: `目录库 ${catalogue} 没有分值，不能用来模拟。请选有分值的目录库。`,
      en: `The groups of catalogue ${catalogue} have no points: choose one that has some.`,
    });
  }
  const { plan, effective } = must(other, 'version that groups otherwise').compiled;
  const fitting = stored.filter(({ priced, groupingHash }) => priced && groupingHash === plan.groupingHash);
  const inForce = fitting.findLast(({ effectiveFrom }) => effectiveFrom <= effective.effective.from) ?? fitting[0];
  if (inForce !== undefined) return inForce;
  throw new StateError('RULESET_INVALID', {
    zh: `规则集 ${plan.version} 的分组方法与本年度目录库 ${named(own, days, '、')} 的不同，本地区还没有按它分组、定了分值的目录库，不能模拟。请先在“病种目录”导入或测算这样的目录库；改用新病种库的，先做切换测算，把测算出的分值入库。`,
    en: `Ruleset ${plan.version} groups otherwise than catalogue ${named(own, days, ', ')} of the year was built, and the region has no catalogue with points that was built as it groups. Import or compute one first; for a new library, study the switch and accept its points.`,
  });
}

/** The year's catalogues, with the chosen one in their place on the changed days. */
export async function changeCatalogues(
  read: Reader,
  baseline: RunPlan,
  days: ChangedDays,
  chosen: CatalogueRecord | undefined,
): Promise<CandidateCatalogues> {
  const own = ofBaseline(baseline);
  if (chosen === undefined) return { catalogues: own, changes: [] };
  const { version, contentHash, groupingHash, regionCode, id } = chosen;
  const groups = await read(({ catalogues }) => catalogues.groups(regionCode, id));
  const { first, last } = days;
  const after = addDays(last, 1);
  const resumed = own.findLast(({ from }) => from <= after);
  const catalogues = [
    ...own.filter(({ from }) => from < first),
    { version, contentHash, groupingHash, from: first, groups },
    ...(after > baseline.snapshot.to || resumed === undefined ? [] : [{ ...resumed, from: after }]),
    ...own.filter(({ from }) => from > after),
  ];
  const before = named(own, days, '、');
  return { catalogues, changes: [{ target: 'catalogue', zh: '病种目录库', before, after: version, said: words(before, version) }] };
}

function words(before: string, after: string): NonNullable<ChangedValue['said']> {
  const same = (text: string) => ({ zh: text, en: text });
  return { label: { zh: '病种目录库', en: 'Catalogue' }, before: same(before), after: same(after) };
}
