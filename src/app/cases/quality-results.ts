import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import {
  closingOf,
  type QualityCount,
  type QualityFilter,
  type QualityPage,
  type QualityPeriod,
  type QualityResultRecord,
} from '../ports/cases/ports-quality.js';
import { tableText, type ExportFormat, type Table } from '../sheets/table-text.js';

/** 质控结果 a page of what quality control found, newest first; an institution's key sees its own. Throws FORBIDDEN. */
export async function qualityPage(
  { actor, read }: Caller,
  regionCode: string,
  filter: QualityFilter,
  page: QualityPage,
): Promise<readonly QualityResultRecord[]> {
  requirePermission(actor, 'case:read', regionCode);
  return await read(({ quality }) => quality.list(regionCode, filter, page));
}

/** 质控汇总 by institution and dimension; an institution's key sees its own. Throws FORBIDDEN. */
export async function qualitySummary({ actor, read }: Caller, regionCode: string, period: QualityPeriod): Promise<readonly QualityCount[]> {
  requirePermission(actor, 'case:read', regionCode);
  return await read(({ quality }) => quality.summary(regionCode, period));
}

/** 质控清单 columns of the exported findings. */
const FINDINGS: Table<QualityResultRecord> = {
  columns: [
    ...['institutionCode', 'caseNo', 'dischargeDate', 'dimension', 'level', 'returned', 'field', 'rule', 'zh', 'en'],
    ...['rulesetVersion', 'submittedOn', 'importId', 'closedOn', 'closedHow', 'closedByImportId'],
  ],
  cells: (row) => [
    ...[row.institutionCode, row.caseNo, row.dischargeDate, row.dimension, row.level, row.returned, row.field, row.rule],
    ...[row.label.zh, row.label.en ?? null],
    ...[row.rulesetVersion, row.submittedOn, row.importId, row.closedOn, closingOf(row), row.closedByImportId],
  ],
};

/** Findings that are read at a time. */
const PAGE = 2_000;

/** Everything that quality control found, as text, newest first. Throws FORBIDDEN. */
export function exportQuality(caller: Caller, regionCode: string, filter: QualityFilter, format: ExportFormat): AsyncIterable<string> {
  requirePermission(caller.actor, 'case:read', regionCode);
  return tableText(FINDINGS, pages(caller, regionCode, filter), format);
}

async function* pages({ read }: Caller, regionCode: string, filter: QualityFilter): AsyncGenerator<readonly QualityResultRecord[]> {
  let after: bigint | undefined;
  for (;;) {
    const from = after === undefined ? {} : { after };
    const page = await read(({ quality }) => quality.list(regionCode, filter, { ...from, limit: PAGE, begin: 'NEWEST' }));
    yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.seq;
  }
}
