import { STATUSES } from '../print/clearing-report.js';
import { rowsText, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { grouped } from '../terminal/money.js';
import { list, table } from '../terminal/table.js';
import type { Change, WhatIfInstitutionRow } from '../../app/what-if/compare-parties.js';
import type { CandidateReport, WhatIfGroupRow } from '../../app/what-if/compare-sides.js';
import { reportOfWhatIf } from '../../app/what-if/stored-what-if-parse.js';
import type { Compared } from '../../app/what-if/score/case-marks.js';
import type { SituationCounts } from '../../app/what-if/situation-counts.js';
import type { WhatIfRecord } from '../../app/ports/clearing/ports-what-if.js';
import { compare, decimal, multiply, printFen, printFixed, whole, yuanToFen, ZERO } from '../../engine/number/quantity.js';

/** What is compared of a case, for people. */
export const COMPARED_TERMS: Readonly<Record<Compared, string>> = {
  group: '入组',
  inclusion: '纳入',
  deviation: '费用偏差',
  institutionCoefficient: '机构系数',
  auxiliaryFactor: '辅助目录系数',
  points: '分值',
};

/** A what-if for programs. */
export function whatIfJson(record: WhatIfRecord): Readonly<Record<string, unknown>> {
  const { regionCode, id, year, insurance, status, failure, resultHash } = record;
  return { regionCode, id, year, insurance, status, failure, report: reportOfWhatIf(record), resultHash };
}

/** How a what-if stands. */
export function whatIfHead({ regionCode, id, year, insurance, status, failure }: WhatIfRecord): string {
  const head = list([
    ['实施前模拟', `${regionCode} ${year} 年${insurance === 'EMPLOYEE' ? '职工' : '居民'}`],
    ['标识', id],
    ['状态', STATUSES[status]],
  ]);
  return `${head}${failure === null ? '' : `${failure.zh}\n${failure.en}\n`}`;
}

/** A candidate with its region's figures, and then its institutions. */
export function candidateText(
  { name, changes, sameCases, failure, result }: CandidateReport,
  institutions: readonly WhatIfInstitutionRow[],
): string {
  const changed = changes.map(({ target, zh, before, after }) => `  ${zh} ${target}：${before} → ${after}\n`).join('');
  const head = `\n候选方案：${name}\n${changed}`;
  if (result === null) return `${head}不能结清：${failure?.zh ?? ''}\n${failure?.en ?? ''}\n`;
  const figures: readonly (readonly [string, Change | null])[] = [
    ['可分配基金', result.fund],
    ['结算点值', result.pointValue],
    ['应得合计', result.entitlement],
    ['应拨合计', result.payable],
  ];
  const region = table(
    [{ title: '全区' }, { title: '现行', align: 'right' }, { title: '候选', align: 'right' }, { title: '差额', align: 'right' }],
    figures.flatMap(([title, change]) => (change === null ? [] : [[title, ...changeCells(change)]])),
  );
  const moved = result.movedBy.map(({ output, cases }) => `${COMPARED_TERMS[output]} ${cases}`).join('，');
  const cases = sameCases ? '每个病例的计分都不变' : `计分有变动的病例 ${result.moved} 例${moved === '' ? '' : `（${moved}）`}`;
  const who = `受益 ${result.winners} 家，受损 ${result.losers} 家，不变 ${result.unchanged} 家；${cases}。\n`;
  return `${head}${region}${who}${situationsText(result.situations)}\n${institutionsText(institutions)}`;
}

/** Which situations are decided otherwise, and how many cases and how much that is. */
function situationsText(situations: SituationCounts | undefined): string {
  if (situations === undefined || situations.list.length === 0) return '';
  const lines = situations.list.map(({ label, situation, before, after, cases, points, amount }) => {
    const worth = amount === null ? '' : `，按现行点值 ${signed(amount)} 元`;
    const what = cases === 0 ? '本年没有这样的病例' : `${cases} 例，分值 ${signed(points)}${worth}`;
    return `  ${label.zh}：${situation.zh}：${before} → ${after}：${what}\n`;
  });
  const more = situations.others === 0 ? '' : `  ……另有 ${situations.others} 种情形\n`;
  return `判定不同的情形：\n${lines.join('')}${more}`;
}

function changeCells({ before, after, difference }: Change): readonly string[] {
  return [grouped(before), grouped(after), signed(difference)];
}

function signed(text: string): string {
  return text.startsWith('-') || /^0(\.0*)?$/.test(text) ? grouped(text) : `+${grouped(text)}`;
}

/** A rate as a percentage of 2 places. */
function percent(rate: ShownValue): string {
  if (rate === null) return '';
  const text = printFixed(multiply(decimal(String(rate)), whole(100)), 2);
  return `${compare(decimal(text), ZERO) > 0 ? '+' : ''}${text}%`;
}

const money = (value: ShownValue): string => (value === null ? '' : grouped(String(value)));

const SHORT: readonly ShownColumn[] = [
  { name: 'name', title: '机构' },
  { name: 'entitlementBefore', title: '现行应得', align: 'right', text: money },
  { name: 'entitlementAfter', title: '候选应得', align: 'right', text: money },
  { name: 'entitlementDifference', title: '差额', align: 'right', text: (value) => (value === null ? '' : signed(String(value))) },
  { name: 'rate', title: '幅度', align: 'right', text: percent },
];

function institutionsText(rows: readonly WhatIfInstitutionRow[]): string {
  const shown = rows.map(institutionCells);
  const sum = (of: keyof Change): string => printFen(rows.reduce((all, { entitlement }) => all + yuanToFen(decimal(entitlement[of])), 0n));
  const total = {
    ...{ name: '合计', entitlementBefore: sum('before'), entitlementAfter: sum('after') },
    ...{ entitlementDifference: sum('difference'), rate: null },
  };
  return rowsText({ key: 'institutions', columns: SHORT, rows: [...shown, total], none: '没有机构。 There are no institutions.' });
}

/** The columns of institutions in CSV. */
export const WHAT_IF_COLUMNS: readonly ShownColumn[] = [
  ...['candidate', 'code', 'name', 'cases'],
  ...['points', 'weight', 'entitlement', 'payable'].flatMap((name) => [`${name}Before`, `${name}After`, `${name}Difference`]),
  ...['rate', 'byRule', 'byPrice', 'byRest', 'byLater'],
].map((name) => ({ name, title: name }));

/** An institution, flat. */
export function institutionCells(row: WhatIfInstitutionRow): Readonly<Record<string, ShownValue>> {
  const { points, weight, entitlement, payable, ...rest } = row;
  return {
    ...rest,
    ...flat('points', points),
    ...flat('weight', weight),
    ...flat('entitlement', entitlement),
    ...flat('payable', payable),
  };
}

/** The columns of groups. */
export const WHAT_IF_GROUP_COLUMNS: readonly ShownColumn[] = [
  { name: 'code', title: '病种' },
  { name: 'casesBefore', title: '现行病例', align: 'right' },
  { name: 'casesAfter', title: '候选病例', align: 'right' },
  { name: 'pointsBefore', title: '现行分值', align: 'right' },
  { name: 'pointsAfter', title: '候选分值', align: 'right' },
  { name: 'pointsDifference', title: '分值之差', align: 'right' },
];

/** A group, flat. */
export function groupCells({ cases, points, ...rest }: WhatIfGroupRow): Readonly<Record<string, ShownValue>> {
  return { ...rest, ...flat('cases', cases), ...flat('points', points) };
}

function flat(name: string, { before, after, difference }: Change): Readonly<Record<string, string>> {
  return { [`${name}Before`]: before, [`${name}After`]: after, [`${name}Difference`]: difference };
}
