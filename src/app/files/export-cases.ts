import { caseInput, writeCasesCsv } from '../case-files/case-csv-write.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CaseRange, CaseRecord, CaseSelection } from '../ports/cases/ports-case.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';
import { compiledOver } from '../rulesets/ruleset-years.js';
import { inForceOn } from '../caches/in-force.js';
import { regionIndex } from '../caches/region-cache.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { BYTE_ORDER_MARK, type ExportFormat } from '../sheets/table-text.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { isKeptAsAttribute, type InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** Which cases: discharged from a day to a day, both included; settled, where the ruleset in force on the last day counts years by settlement. */
export interface ExportCases {
  readonly regionCode: string;
  readonly from: string;
  readonly to: string;
  readonly insurance?: InsuranceScheme;
  /** The scheme whose rulesets say how cases are counted and what attributes they have; none: DIP before DRG, and the attributes of both. */
  readonly scheme?: PaymentScheme;
}

/** Rows that are read at a time, each range in a short transaction of its own: the snapshot makes them one. */
const RANGE = 2_000;

/**
 * The current cases of a period as text, as of now: what is imported while the file leaves is not in it. CSV has the attributes that the
 * rulesets of the period declare, JSON lines have all; either can be imported again. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED.
 */
export async function exportCases(
  platform: Platform,
  caller: Caller,
  input: ExportCases,
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  const { regionCode, from, to, insurance, scheme } = input;
  requirePermission(caller.actor, 'case:read', regionCode);
  refuseProblems([
    ...(['from', 'to'] as const).flatMap((name) =>
      isRealDate(input[name])
        ? []
        : [fieldProblem([name], 'NOT_A_DATE', `参数 ${name} 应为 YYYY-MM-DD。`, `${name} must be a date YYYY-MM-DD.`)],
    ),
    ...(from <= to ? [] : [fieldProblem(['to'], 'DATES_OUT_OF_ORDER', '截止日期早于起始日期。', 'The last day is before the first.')]),
  ]);
  const index = await regionIndex(platform, caller, regionCode);
  const versions = await compiledOver(platform, caller, index, { from, to, scheme });
  const attributes = declaredAttributes(versions);
  const last = inForceOn(index.rulesets, to, scheme);
  const counted = last === undefined ? versions.at(-1) : await platform.rulesets.get(caller.read, last);
  const periodBy = counted?.plan.periodBy ?? 'DISCHARGE';
  const narrowed = insurance === undefined ? {} : { insurance };
  const throughImportSeq = await caller.read(({ cases }) => cases.lastImportSeq(regionCode));
  return await casesText(caller, { regionCode, throughImportSeq, from, to, periodBy, ...narrowed }, attributes, format);
}

/** The cases of a selection as text that can be imported again; CSV has the attributes that are named, JSON lines have all. */
export async function casesText(
  caller: Caller,
  selection: CaseSelection,
  attributes: readonly string[],
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  const ranges = await caller.read(({ cases }) => cases.ranges(selection, RANGE));
  const pages = casePages(caller, selection, ranges);
  return format === 'CSV' ? csvText(pages, attributes) : jsonLines(pages);
}

/** Columns of every file of cases are left out: a ruleset that narrows such a fact gives it no second one. */
function declaredAttributes(versions: readonly CompiledRuleset[]): readonly string[] {
  const names = versions.flatMap(({ effective }) =>
    Object.entries(effective.facts).flatMap(([name, { scope }]) => (scope === 'case' && !isKeptAsAttribute(name) ? [name] : [])),
  );
  return [...new Set(names)].sort();
}

async function* casePages({ read }: Caller, selection: CaseSelection, ranges: readonly CaseRange[]): AsyncGenerator<readonly CaseRecord[]> {
  for (const range of ranges) yield await read(({ cases }) => cases.readRange(selection, range));
}

async function* csvText(pages: AsyncIterable<readonly CaseRecord[]>, attributes: readonly string[]): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + [...writeCasesCsv([], attributes)].join('');
  for await (const page of pages) {
    const text = [...writeCasesCsv(page, attributes)].join('');
    yield text.slice(text.indexOf('\n') + 1);
  }
}

async function* jsonLines(pages: AsyncIterable<readonly CaseRecord[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((record) => `${JSON.stringify(caseInput(record))}\n`).join('');
}
