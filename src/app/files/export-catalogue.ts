import { catalogueTable, writeCatalogueCsv } from '../catalogues/catalogue-csv.js';
import { catalogueColumnLabel } from '../catalogues/catalogue-csv-columns.js';
import { requirePermission } from '../kernel/command.js';
import { NotFoundError } from '../base/errors.js';
import type { Caller } from '../kernel/platform.js';
import type { ExportFormat } from '../sheets/table-text.js';
import { writeForm, type FormCell } from '../workbooks/write-form.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { printShort, type Fraction } from '../../engine/number/quantity.js';

/** 病种目录库 a stored catalogue as text; its CSV can be imported again. Throws FORBIDDEN, NOT_FOUND. */
export async function exportCatalogueFile(
  { actor, read }: Caller,
  { regionCode, catalogueId }: { readonly regionCode: string; readonly catalogueId: string },
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  const { groups, priced } = await storedGroups({ actor, read }, { regionCode, catalogueId });
  return pieces(groups, priced, format);
}

/** A stored catalogue. */
export interface CatalogueId {
  readonly regionCode: string;
  readonly catalogueId: string;
}

async function storedGroups({ actor, read }: Pick<Caller, 'actor' | 'read'>, { regionCode, catalogueId }: CatalogueId) {
  requirePermission(actor, 'catalogue:read', regionCode);
  return await read(async ({ catalogues }) => {
    const catalogue = await catalogues.findById(regionCode, catalogueId);
    if (catalogue === undefined) throw new NotFoundError({ zh: '病种目录库', en: 'catalogue' }, catalogueId);
    return { groups: await catalogues.groups(regionCode, catalogueId), priced: catalogue.priced };
  });
}

/** Columns whose cells a spreadsheet may count with. */
const FIGURES = /^(?:points|meanDays|variation|caseCount|drugPoints|consumablePoints|meanCost\..*|auxiliary\..*)$/;
/** A spreadsheet keeps fifteen digits of a number; what is longer stays text. */
const MOST_DIGITS = 15;
const WIDTHS: Readonly<Record<string, number>> = { code: 26, name: 40 };

/** 病种目录库 a stored catalogue as a workbook with Chinese headings: edited, it can be imported again; unchanged it is the same catalogue. Throws FORBIDDEN, NOT_FOUND. */
export async function exportCatalogueWorkbook(caller: Caller, catalogue: CatalogueId): Promise<Uint8Array> {
  const { groups, priced } = await storedGroups(caller, catalogue);
  const { columns, rows } = catalogueTable(groups, { priced });
  const headings = columns.map((column): FormCell => ({ text: catalogueColumnLabel(column), as: 'HEADING' }));
  const cells = rows.map((row) => columns.map((column) => cellOf(column, row.get(column) ?? '')));
  const widths = columns.map((column) => WIDTHS[column] ?? 14);
  return await writeForm([{ name: '病种目录库', frozenRows: 1, widths, rows: [headings, ...cells] }]);
}

function cellOf(column: string, text: string): FormCell | null {
  if (text === '') return null;
  return { text, as: FIGURES.test(column) && text.replace(/\D/g, '').length <= MOST_DIGITS ? 'NUMBER' : 'TEXT' };
}

async function* pieces(groups: readonly DiseaseGroup[], priced: boolean, format: ExportFormat): AsyncGenerator<string> {
  if (format === 'CSV') yield writeCatalogueCsv(groups, { priced });
  else for (const group of groups) yield `${JSON.stringify({ ...groupObject(group), ...(priced ? {} : { points: null }) })}\n`;
  await Promise.resolve();
}

const decimals = (values: ReadonlyMap<string, Fraction>): Readonly<Record<string, string>> =>
  Object.fromEntries([...values].map(([key, value]) => [key, printShort(value)]));

function groupObject({
  points,
  meanCost,
  meanDays,
  variation,
  drugPoints,
  consumablePoints,
  auxiliary,
  ...group
}: DiseaseGroup): Readonly<Record<string, unknown>> {
  return {
    ...group,
    points: printShort(points),
    meanCost: decimals(meanCost),
    meanDays: meanDays === null ? null : printShort(meanDays),
    variation: variation === null ? null : printShort(variation),
    ...(drugPoints === undefined ? {} : { drugPoints: printShort(drugPoints) }),
    ...(consumablePoints === undefined ? {} : { consumablePoints: printShort(consumablePoints) }),
    auxiliary: decimals(auxiliary),
  };
}
