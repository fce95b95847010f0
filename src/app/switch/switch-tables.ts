import { FINDING_TERMS, GROUP_FINDINGS } from './study/group-findings.js';
import { cellOf, frozenOf, reportOfStudy, switchGroupOf, switchInstitutionOf } from './stored-study-parse.js';
import type { FrozenSide, FrozenStudy } from './study/freeze-study.js';
import type { StudyReport } from './study/work-out-study.js';
import { StateError } from '../base/errors.js';
import type { SwitchRowKind, SwitchRowRecord, SwitchStudyRecord } from '../ports/ports-switch.js';
import type { Reader } from '../ports/ports.js';
import { readCatalogueMethod } from '../catalogues/catalogue-method-document.js';
import { printShort } from '../../engine/number/quantity.js';

/** The tables of a study that are shown and exported. */
export const SWITCH_TABLES = ['matrix', 'groups', 'institutions', 'ungrouped'] as const;
/** One of them. */
export type SwitchTableName = (typeof SWITCH_TABLES)[number];

/** What a column holds: text, whole numbers, yuan with 2 places, other decimals as text. */
export type SwitchColumnKind = 'TEXT' | 'COUNT' | 'MONEY' | 'DECIMAL';

/** A column: its headings, and what it holds. */
export interface SwitchColumn {
  readonly zh: string;
  readonly en: string;
  readonly kind: SwitchColumnKind;
}

/** A line of what a table rests on. */
export interface BasisLine {
  readonly zh: string;
  readonly en: string;
  readonly value: string;
}

/** A table with its basis. */
export interface SwitchTable {
  readonly name: SwitchTableName;
  readonly title: { readonly zh: string; readonly en: string };
  readonly basis: readonly BasisLine[];
  readonly columns: readonly SwitchColumn[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const TITLES: Readonly<Record<SwitchTableName, SwitchTable['title']>> = {
  matrix: { zh: '病例去向', en: 'where cases went' },
  groups: { zh: '分组变化', en: 'groups' },
  institutions: { zh: '机构影响', en: 'institutions' },
  ungrouped: { zh: '未入组', en: 'without a group' },
};

const KINDS: Readonly<Record<SwitchTableName, SwitchRowKind>> = {
  matrix: 'CELL',
  groups: 'GROUP',
  institutions: 'INSTITUTION',
  ungrouped: 'INSTITUTION',
};

/** A study that has ended well, with its inputs. */
export interface FinishedStudy {
  readonly study: SwitchStudyRecord;
  readonly frozen: FrozenStudy;
  readonly report: StudyReport;
}

/** The result of a study. Throws RULESET_INVALID where it has none. */
export function finishedStudy(study: SwitchStudyRecord): FinishedStudy {
  const [frozen, report] = [frozenOf(study), reportOfStudy(study)];
  if (frozen !== null && report !== null) return { study, frozen, report };
  throw new StateError('RULESET_INVALID', {
    zh: `切换测算 ${study.id} 还没有结果（${study.status}${study.failure === null ? '' : `：${study.failure.zh}`}）。`,
    en: `The switch study ${study.id} has no result (${study.status}${study.failure === null ? '' : `: ${study.failure.en}`}).`,
  });
}

const ROWS_AT_ONCE = 5_000;

/** A table of a finished study. `most`: at most so many rows. */
export async function switchTable(read: Reader, finished: FinishedStudy, name: SwitchTableName, most = Infinity): Promise<SwitchTable> {
  const { regionCode, id } = finished.study;
  const rows: SwitchRowRecord[] = [];
  for (let after = -1; rows.length < most;) {
    const limit = Math.min(ROWS_AT_ONCE, most - rows.length);
    const page = await read(({ switchStudies }) => switchStudies.rows(regionCode, id, { kind: KINDS[name], after, limit }));
    rows.push(...page);
    if (page.length < limit) break;
    after = page.at(-1)?.place ?? after;
  }
  return { name, title: TITLES[name], basis: studyBasis(finished), ...columnsAndRows(finished, name, rows) };
}

function columnsAndRows(
  finished: FinishedStudy,
  name: SwitchTableName,
  rows: readonly SwitchRowRecord[],
): Pick<SwitchTable, 'columns' | 'rows'> {
  switch (name) {
    case 'matrix':
      return matrix(finished, rows);
    case 'groups':
      return groups(finished, rows);
    case 'institutions':
      return institutions(finished, rows);
    case 'ungrouped':
      return ungrouped(finished, rows);
  }
}

type Drawn = Pick<SwitchTable, 'columns' | 'rows'>;

const column = (kind: SwitchColumnKind, zh: string, en: string): SwitchColumn => ({ zh, en, kind });
const yearNames = ({ frozen }: FinishedStudy): readonly string[] => frozen.years.map(({ from }) => from.slice(0, 4));
const byYear = (finished: FinishedStudy, zh: string, en: string): SwitchColumn[] =>
  yearNames(finished).map((year) => column('COUNT', `${year} 年${zh}`, `${en} ${year}`));

const SHARED: readonly SwitchColumn[] = [
  column('DECIMAL', '原分值', 'points before'),
  column('DECIMAL', '新分值', 'points after'),
  column('MONEY', '原应得（元）', 'money before'),
  column('MONEY', '新应得（元）', 'money after'),
  column('MONEY', '差额（元）', 'difference'),
];

function matrix(finished: FinishedStudy, rows: readonly SwitchRowRecord[]): Drawn {
  const columns = [
    column('TEXT', '原组', 'from'),
    column('TEXT', '新组', 'to'),
    column('COUNT', '病例', 'cases'),
    column('DECIMAL', '占原组', 'share of old group'),
    ...byYear(finished, '病例', 'cases'),
    column('MONEY', '总费用（元）', 'cost of all years'),
    column('MONEY', '末年总费用（元）', 'cost of last year'),
    ...SHARED,
  ];
  const drawn = rows
    .map(cellOf)
    .map((cell) => [
      ...[cell.from ?? cell.fromNone, cell.to ?? cell.toNone, cell.cases, cell.shareOfFrom, ...cell.casesByYear, cell.cost, cell.yearCost],
      ...[cell.pointsFrom, cell.pointsTo, cell.moneyFrom, cell.moneyTo, cell.difference],
    ]);
  return { columns, rows: drawn };
}

function groups(finished: FinishedStudy, rows: readonly SwitchRowRecord[]): Drawn {
  const columns = [
    column('TEXT', '方案', 'side'),
    column('TEXT', '组', 'group'),
    column('TEXT', '名称', 'name'),
    column('TEXT', '发现', 'findings'),
    column('COUNT', '对方组数', 'groups of the other side'),
    column('DECIMAL', '分值', 'points'),
    column('DECIMAL', '次均费用（元）', 'mean cost'),
    column('DECIMAL', '变异系数', 'variation'),
    column('COUNT', '病例', 'cases'),
    ...byYear(finished, '病例', 'cases'),
    column('MONEY', '总费用（元）', 'cost of all years'),
  ];
  const drawn = rows
    .map(switchGroupOf)
    .map((group) => [
      ...[
        group.side === 'FROM' ? '原' : '新',
        group.code,
        group.name,
        group.findings.join(' '),
        group.others,
        group.points,
        group.meanCost,
      ],
      ...[group.variation, group.cases, ...group.casesByYear, group.cost],
    ]);
  return { columns, rows: drawn };
}

function institutions({ frozen: _, ...finished }: FinishedStudy, rows: readonly SwitchRowRecord[]): Drawn {
  const columns = [
    column('TEXT', '机构', 'institution'),
    column('TEXT', '名称', 'name'),
    column('COUNT', '末年病例', 'cases of last year'),
    column('MONEY', '末年总费用（元）', 'cost of last year'),
    ...SHARED,
    column('DECIMAL', '变化', 'change'),
    column('DECIMAL', '原份额', 'share before'),
    column('DECIMAL', '新份额', 'share after'),
  ];
  const drawn = rows
    .map(switchInstitutionOf)
    .map((own) => [
      ...[own.code, own.name, own.yearCases, own.yearCost, own.pointsFrom, own.pointsTo, own.moneyFrom, own.moneyTo, own.difference],
      ...[own.change, own.shareFrom, own.shareTo],
    ]);
  const { report } = finished;
  const total = [
    '合计 total',
    '',
    report.yearCases,
    null,
    report.pointsFrom,
    report.pointsTo,
    report.fund,
    report.fund,
    report.differences,
  ];
  return { columns, rows: [...drawn, [...total, null, null, null]] };
}

function ungrouped(finished: FinishedStudy, rows: readonly SwitchRowRecord[]): Drawn {
  const columns = [
    column('TEXT', '机构', 'institution'),
    column('TEXT', '名称', 'name'),
    ...byYear(finished, '病例', 'cases'),
    ...byYear(finished, '原无组', 'without a group before'),
    ...byYear(finished, '新无组', 'without a group after'),
  ];
  const drawn = rows
    .map(switchInstitutionOf)
    .map((own) => [own.code, own.name, ...own.casesByYear, ...own.withoutGroupFrom, ...own.withoutGroupTo]);
  return { columns, rows: drawn };
}

const FUND_SOURCES = {
  STATED: { zh: '由测算人给定', en: 'stated' },
  BUDGET: { zh: '该年度预算（原规则集 dipBudget）', en: 'recorded budget, by the old ruleset' },
  COSTS: { zh: '未录预算，用末年总费用', en: 'no budget is recorded: the cost of the last year' },
} as const;

/** What every table of a study rests on. */
export function studyBasis({ study, frozen, report }: FinishedStudy): readonly BasisLine[] {
  const { inputs, limits } = frozen;
  const fund = FUND_SOURCES[report.fundSource];
  const line = (zh: string, en: string, value: string): BasisLine => ({ zh, en, value });
  return [
    line('切换测算', 'study', `${study.regionCode} ${study.id}，结果哈希 result hash ${study.resultHash ?? ''}`),
    line(
      '病例',
      'cases',
      `${inputs.from} 至 ${inputs.to}，${inputs.insurance}，导入序号至 through import ${frozen.throughImportSeq}，共 ${report.cases} 例`,
    ),
    line('原方案', 'old side', sideText(frozen.from, report.inputHashFrom)),
    line('新方案', 'new side', sideText(frozen.to, report.inputHashTo)),
    line('新分值', 'new points', pointsText(frozen, report)),
    line('基金', 'fund', `${report.fund} 元，${fund.zh} ${fund.en}`),
    line(
      '金额口径',
      'money',
      '末年基金不变，按各方案的病例分值直接分配到分，差额合计 0.00；不含考核、预付、封顶 one fund, shared by points to the fen; no assessment, prepayment or cap',
    ),
    line(
      '阈值（假设）',
      'limits (ASSUMPTION)',
      `份额下限 share ${limits.minShare}，年均例数下限 cases ${limits.minCases}，变异系数上限 variation ${limits.minVariation}`,
    ),
    ...GROUP_FINDINGS.map((finding) => line(finding, FINDING_TERMS[finding].en, FINDING_TERMS[finding].zh)),
    line(
      '无组',
      'no group',
      'UNGROUPED 未入组，EXCLUDED 入组前排除 left out before grouping，FAILED 无法计分（多为未入组） could not be scored',
    ),
  ];
}

function sideText({ ruleset, catalogue, grouper }: FrozenSide, inputHash: string): string {
  const by = grouper === null ? '' : `，分组方案 grouper ${grouper.code} ${grouper.version} ${grouper.contentHash}`;
  return `规则集 ruleset ${ruleset.version} ${ruleset.effectiveHash}，目录库 catalogue ${catalogue.version} ${catalogue.contentHash}${by}，输入哈希 inputs ${inputHash}`;
}

function pointsText({ method, methodAssumed }: FrozenStudy, { scale }: StudyReport): string {
  if (method === null || scale === null) return '目录库所载 as its catalogue has them';
  const weights = readCatalogueMethod(method).method.yearWeights.map(printShort).join(':');
  const who = methodAssumed ? '（缺省方法，假设 ASSUMPTION）' : '';
  const cases = scale.cases === undefined ? '' : `，各险种入组病例 cases of all insurances ${scale.cases} 例`;
  return `历史测算 computed，年度权重 weights ${weights}${who}，总分值不变 total kept ${scale.kept}，系数 factor ${scale.factor}，尾差 residue ${scale.residue}${cases}`;
}
