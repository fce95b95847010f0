import type { Bundle, NotPublished } from './bundle.js';
import { readBundle } from './bundle-parse.js';
import { findPublication } from './publish.js';
import type { IndicatorCellKind } from '../indicators/indicator-report.js';
import { reportPeriodLabel } from '../indicators/report-period.js';
import type { Caller } from '../kernel/platform.js';
import { csvCell } from '../sheets/spreadsheet-cell.js';
import { BYTE_ORDER_MARK } from '../sheets/table-text.js';
import { writeWorkbook, type WorkbookCellKind, type WorkbookSheet } from '../workbooks/write-workbook.js';

/** 公布表 the tables of a publication. */
export const PUBLICATION_TABLES = ['cells', 'fund', 'execution', 'progress', 'insuredRegions'] as const;
/** One of them. */
export type PublicationTable = (typeof PUBLICATION_TABLES)[number];

const KINDS: Readonly<Record<IndicatorCellKind, string>> = { REGION: '全区', CLASS: '类别', LEVEL: '级别', INSTITUTION: '机构' };
const REASONS: Readonly<Record<NotPublished, string>> = {
  SUPPRESSED: '例数过少或会由此推算，不公布',
  ZERO_DENOMINATOR: '分母为零',
  NOT_SETTLED: '尚未结算',
  NOT_OF_PERIOD: '该期没有',
  NOT_OF_CELL: '只有全区有',
  NOT_BY_GROUP: '不分病种',
  NOT_STATED: '有机构未填报',
};

type Column = readonly [name: string, heading: string, kind: WorkbookCellKind];
type Row = readonly (string | number | null)[];

interface TableOf {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: (bundle: Bundle) => readonly Row[];
}

const AMOUNT: readonly Column[] = [
  ['name', '项目', 'TEXT'],
  ['label', '名称', 'TEXT'],
  ['amount', '金额（元）', 'MONEY'],
  ['reason', '无数值的原因', 'TEXT'],
];

const TABLES: Readonly<Record<PublicationTable, TableOf>> = {
  cells: {
    title: '指标',
    columns: [
      ['kind', '单元', 'TEXT'],
      ['code', '代码', 'TEXT'],
      ['name', '称呼', 'TEXT'],
      ['indicator', '指标', 'TEXT'],
      ['label', '指标名称', 'TEXT'],
      ['unit', '单位', 'TEXT'],
      ['value', '数值', 'DECIMAL'],
      ['reason', '无数值的原因', 'TEXT'],
    ],
    rows: ({ cells, indicators }) => {
      const known = new Map(indicators.map((one) => [one.id, one]));
      return cells.flatMap(({ kind, code, name, figures }) =>
        figures.map(({ indicator, value, reason }) => {
          const { label, unit } = known.get(indicator) ?? { label: { zh: indicator }, unit: '' };
          return [KINDS[kind], code, name, indicator, label.zh, unit, value, reason === null ? null : REASONS[reason]];
        }),
      );
    },
  },
  fund: {
    title: '基金收支与预算',
    columns: AMOUNT,
    rows: ({ fund }) => fund.map(({ name, label, amount }) => amountRow(name, label.zh, amount)),
  },
  execution: {
    title: '预算执行',
    columns: AMOUNT,
    rows: ({ execution: { accounts, budget, paid, paidShare } }) => [
      ...accounts.map(({ name, label, amount }) => amountRow(name, label.zh, amount)),
      ['budget', '年度预算', budget, null],
      amountRow('paid', '已拨付', paid),
      ['paidShare', '已拨付占预算', paidShare, paid === null ? REASONS.SUPPRESSED : null],
    ],
  },
  progress: {
    title: '结算清算进度',
    columns: [
      ['period', '结算期', 'TEXT'],
      ['state', '状态', 'TEXT'],
      ['runNo', '清算序号', 'COUNT'],
      ['institutions', '机构数', 'COUNT'],
      ['declared', '已申报', 'COUNT'],
      ['reviewed', '已复审', 'COUNT'],
      ['paid', '已付清', 'COUNT'],
    ],
    rows: ({ progress }) =>
      progress.map(({ period, state, runNo, institutions, declared, reviewed, paid }) => [
        ...[reportPeriodLabel(period).zh, state, runNo, institutions, declared, reviewed, paid],
      ]),
  },
  insuredRegions: {
    title: '异地清算',
    columns: [
      ['insuredRegionCode', '参保地', 'TEXT'],
      ['cases', '病例数', 'COUNT'],
      ['value', '分摊依据', 'DECIMAL'],
      ['amount', '金额（元）', 'MONEY'],
    ],
    rows: ({ insuredRegions }) =>
      (insuredRegions?.rows ?? []).map(({ insuredRegionCode, cases, value, amount }) => [
        ...[insuredRegionCode ?? '其他参保地合计', Number(cases), value, amount],
      ]),
  },
};

function amountRow(name: string, label: string, amount: string | null): Row {
  return [name, label, amount, amount === null ? REASONS.SUPPRESSED : null];
}

/** Which publication of which region leaves as a file. */
export interface ExportPublication {
  readonly regionCode: string;
  readonly id: string;
}

/** 公布包 the bundle as it was published, byte for byte. Throws FORBIDDEN, NOT_FOUND. */
export async function exportBundle(caller: Caller, asked: ExportPublication): Promise<string> {
  const found = await findPublication(caller, asked);
  readBundle(found);
  return found.content;
}

/** One of its tables as CSV, with a byte order mark. Throws as `exportBundle`. */
export async function exportPublicationCsv(caller: Caller, asked: ExportPublication, table: PublicationTable): Promise<string> {
  const { columns, rows } = TABLES[table];
  const bundle = readBundle(await findPublication(caller, asked));
  const lines = rows(bundle).map((row) => row.map(csvCell).join(','));
  return `${BYTE_ORDER_MARK}${[columns.map(([name]) => name).join(','), ...lines].join('\n')}\n`;
}

/** All of them as a workbook, a sheet each. Throws as `exportBundle`. */
export async function exportPublicationWorkbook(caller: Caller, asked: ExportPublication): Promise<Uint8Array> {
  const found = await findPublication(caller, asked);
  const bundle = readBundle(found);
  const above = aboveOf(bundle, found.contentHash, found.number);
  return await writeWorkbook(
    PUBLICATION_TABLES.filter((name) => name !== 'insuredRegions' || bundle.insuredRegions !== undefined).map((name): WorkbookSheet => {
      const { title, columns, rows } = TABLES[name];
      return { name: title, above, columns: columns.map(([, heading, kind]) => ({ heading, kind })), rows: rows(bundle) };
    }),
  );
}

function aboveOf({ region, year, insurance, period, runs }: Bundle, contentHash: string, number: number): WorkbookSheet['above'] {
  return [
    ['统筹地区', `${region.code} ${region.name}${region.isDemo ? '（演示）' : ''}`],
    ['年度、险种、期间', `${year} ${insurance} ${period.label.zh}（${period.from} 至 ${period.to}）`],
    ['公布序号', String(number)],
    ['取自清算', runs.map(({ runNo }) => String(runNo)).join('、')],
    ['内容哈希', contentHash],
  ];
}
