import { grouped } from '../terminal/money.js';
import { bothLanguages } from '../terminal/problem-text.js';
import { list, table } from '../terminal/table.js';
import type { SeparatorName } from '../../app/sheets/csv-reading.js';
import { settingsOf, type HowRead } from '../../app/case-files/import-settings.js';
import type { ImportRecord, ImportRejectRecord } from '../../app/ports/cases/ports-import.js';
import { csvCell } from '../../app/sheets/spreadsheet-cell.js';
import type { DayStyle } from '../../app/sheets/spreadsheet-day.js';

/** What an import came to, for people: counts, totals, warnings, and the first rejected rows. */
export function importText(file: string, job: ImportRecord, rejects: readonly ImportRejectRecord[]): string {
  const settings = settingsOf(job);
  const { accepted, rejected, dryRun, status } = job;
  const outcome = status !== 'SUCCEEDED' ? '未导入任何病例' : dryRun ? '检查完毕，未入库（--dry-run）' : '已导入';
  const summary = list([
    ['文件', file],
    ['结果', outcome],
    ['读入', `${accepted + rejected} 条 = 接受 ${accepted} + 拒绝 ${rejected}`],
    ['其中更正', `${settings?.found?.revised ?? 0} 条`],
    ['总费用合计', `${grouped(settings?.found?.totalCost ?? '0')} 元`],
    ['规则集', (settings?.rulesets ?? []).map(({ version, scheme }) => `${version}（${scheme}）`).join('，')],
    ['文件编码', settings?.found?.encoding ?? ''],
    ...layoutLines(settings?.found),
    ['任务', job.id],
    ['文件 SHA-256', job.fileHash ?? ''],
  ]);
  const failures = (settings?.failure ?? []).map(({ messages }) => `错误：${messages.zh}\n${messages.en ?? ''}\n`);
  const warnings = (settings?.warnings ?? []).map(
    ({ code, count, firstCaseNo, messages }) => `警告 ${code}：${count} 例，首例 ${firstCaseNo}。${bothLanguages(messages)}\n`,
  );
  return [summary, ...failures, ...warnings, rejectTable(rejects)].join('');
}

const SEPARATOR_WORDS: Readonly<Record<SeparatorName, string>> = { COMMA: '逗号', TAB: '制表符', SEMICOLON: '分号' };
const DAY_WORDS: Readonly<Record<DayStyle, string>> = {
  ISO: '2025-01-01',
  WRITTEN: '2025/1/1 或 2025年1月1日',
  DIGITS: '20250101',
  SERIAL: '日期序号（如 45658）',
  WITH_TIME: '带时刻（时刻略去）',
};

/** How a CSV was read: what stood between its cells, and how many cells had their days in which way. */
function layoutLines({ separator, dates }: HowRead = {}): readonly [string, string][] {
  const styles = (dates ?? []).map(({ style, cells }) => `${DAY_WORDS[style]} ${cells} 格`);
  return [
    ...(separator === undefined ? [] : [['分隔符', SEPARATOR_WORDS[separator]] satisfies [string, string]]),
    ...(styles.length === 0 ? [] : [['日期写法', styles.join('，')] satisfies [string, string]]),
  ];
}

function rejectTable(rejects: readonly ImportRejectRecord[]): string {
  if (rejects.length === 0) return '';
  const columns = ['行', '病例号', '字段', '代码', '原因'].map((title) => ({ title }));
  const rows = rejects.map(({ rowNo, caseNo, path, code, messages }) => [String(rowNo), caseNo ?? '', path, code, bothLanguages(messages)]);
  return `\n被拒绝的行（至多列 ${rejects.length} 处，全部见 --rejects）\n${table(columns, rows)}`;
}

/** What an import came to, as JSON. */
export function importJson(job: ImportRecord, rejects: readonly ImportRejectRecord[]): Readonly<Record<string, unknown>> {
  const { id, regionCode, status, accepted, rejected, dryRun, onDuplicate, fileName, fileHash } = job;
  const settings = settingsOf(job);
  return {
    id,
    regionCode,
    status,
    dryRun,
    onDuplicate,
    fileName,
    fileHash,
    read: Number(accepted + rejected),
    accepted: Number(accepted),
    rejected: Number(rejected),
    revised: settings?.found?.revised ?? 0,
    totalCost: settings?.found?.totalCost ?? null,
    encoding: settings?.found?.encoding ?? null,
    separator: settings?.found?.separator ?? null,
    dates: settings?.found?.dates ?? [],
    scheme: settings?.scheme ?? null,
    judgedBy: settings?.rulesets ?? [],
    failure: settings?.failure ?? [],
    warnings: settings?.warnings ?? [],
    rejects: rejects.map(({ rowNo, caseNo, path, code, messages }) => ({ row: Number(rowNo), caseNo, path, code, messages })),
  };
}

/** Rejected rows as CSV, one reason a line; `HEADER` gives the first line. */
export function rejectsCsv(rejects: readonly ImportRejectRecord[] | 'HEADER'): string {
  if (rejects === 'HEADER') return 'row,caseNo,field,code,reason,reasonEn\n';
  return rejects
    .map(({ rowNo, caseNo, path, code, messages }) =>
      [String(rowNo), caseNo ?? '', path, code, messages.zh, messages.en ?? ''].map(csvCell).join(','),
    )
    .map((line) => `${line}\n`)
    .join('');
}
