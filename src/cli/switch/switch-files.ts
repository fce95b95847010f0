import path from 'node:path';
import { bothLanguages } from '../terminal/problem-text.js';
import { writeWhole } from '../terminal/terminal.js';
import { findStudy } from './find-study.js';
import { printJson, withSession, type Context } from '../host/context.js';
import { exportSwitchCsv, exportSwitchWorkbook } from '../../app/files/export-switch.js';
import { acceptSwitchPoints, switchCatalogue } from '../../app/switch/accept-points.js';
import { SWITCH_TABLES } from '../../app/switch/switch-tables.js';

interface OfStudy {
  readonly id: string;
  readonly region?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Options of `dip switch export`. */
export interface ExportOptions extends OfStudy {
  readonly out: string;
  readonly format: 'CSV' | 'XLSX';
}

/** Options of `dip switch catalogue`. */
export interface CatalogueOptions extends OfStudy {
  readonly out?: string | undefined;
}

/** `dip switch export`: all tables as CSV files, or as one workbook. */
export async function exportStudy(context: Context, { id: wanted, region, out, format, json }: ExportOptions): Promise<void> {
  const files = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode, id } = await findStudy(session, wanted, region);
    const of = { regionCode, id };
    if (format === 'XLSX') return [[`switch-${regionCode}.xlsx`, await exportSwitchWorkbook(session.caller, of)] as const];
    const tables: (readonly [string, string | Uint8Array])[] = [];
    for (const name of SWITCH_TABLES) tables.push([`switch-${regionCode}-${name}.csv`, await exportSwitchCsv(session.caller, of, name)]);
    return tables;
  });
  const written: string[] = [];
  for (const [name, content] of files) {
    const target = path.join(out, name);
    await writeWhole(context.terminal, target, content);
    written.push(target);
  }
  if (json === true) return await printJson(context, { files: written });
  await context.terminal.say(written.map((file) => `已导出到 ${file}。\n`).join(''));
}

/** `dip switch catalogue`: the catalogue that was computed. */
export async function printCatalogue(context: Context, { id: wanted, region, out, json }: CatalogueOptions): Promise<void> {
  const csv = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode, id } = await findStudy(session, wanted, region);
    return await switchCatalogue(session.caller, regionCode, id);
  });
  if (json === true) return await printJson(context, { csv });
  if (out === undefined) return await context.terminal.out(csv);
  await writeWhole(context.terminal, out, csv);
  await context.terminal.say(`已导出到 ${out}；用 dip catalogue import ${out} 导入。\n`);
}

/** Options of `dip switch accept`. */
export interface AcceptOptions extends OfStudy {
  readonly version: string;
  readonly from: string;
}

/** `dip switch accept`: stores the catalogue that was computed. */
export async function acceptStudy(context: Context, { id: wanted, region, version, from, json }: AcceptOptions): Promise<void> {
  const { catalogue, file } = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode, id } = await findStudy(session, wanted, region);
    return await acceptSwitchPoints(session.platform, session.caller, { regionCode, id, version, effectiveFrom: from });
  });
  if (json === true) return await printJson(context, { catalogue, problems: file.problems });
  if (catalogue !== null)
    return await context.terminal.out(
      `已入库：目录库 ${catalogue.version}，自 ${catalogue.effectiveFrom} 生效，内容哈希 ${catalogue.contentHash}\n`,
    );
  context.exitCode = 1;
  await context.terminal.out(
    file.problems.map(({ line, column, message }) => `第 ${line} 行 ${column}：${bothLanguages(message)}\n`).join(''),
  );
}
