import { writeCatalogueCsv } from '../catalogues/catalogue-csv.js';
import { requirePermission } from '../kernel/command.js';
import { NotFoundError } from '../base/errors.js';
import type { Caller } from '../kernel/platform.js';
import type { ExportFormat } from '../sheets/table-text.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { printShort, type Fraction } from '../../engine/number/quantity.js';

/** 病种目录库 a stored catalogue as text; its CSV can be imported again. Throws FORBIDDEN, NOT_FOUND. */
export async function exportCatalogueFile(
  { actor, read }: Caller,
  { regionCode, catalogueId }: { readonly regionCode: string; readonly catalogueId: string },
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  requirePermission(actor, 'catalogue:read', regionCode);
  const { groups, priced } = await read(async ({ catalogues }) => {
    const catalogue = await catalogues.findById(regionCode, catalogueId);
    if (catalogue === undefined) throw new NotFoundError({ zh: '病种目录库', en: 'catalogue' }, catalogueId);
    return { groups: await catalogues.groups(regionCode, catalogueId), priced: catalogue.priced };
  });
  return pieces(groups, priced, format);
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
