import { COMPARED_TERMS, WHAT_IF_GROUP_COLUMNS, groupCells } from './what-if-text.js';
import { printJson, withSession, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { printRows, type RowsOptions, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { Mistake } from '../terminal/mistake.js';
import { UserError } from '../../app/base/errors.js';
import type { WhatIfRecord, WhatIfRowKind, WhatIfRowRecord } from '../../app/ports/clearing/ports-what-if.js';
import type { Reader } from '../../app/ports/ports.js';
import type { CaseScore } from '../../app/scoring/score-case.js';
import type { Compared } from '../../app/what-if/score/case-marks.js';
import { whatIfGroupOf } from '../../app/what-if/stored-what-if-parse.js';
import { pageBegin } from '../../app/frozen/page-year.js';
import { movedCases, type MovedCase } from '../../app/what-if/what-if-cases.js';
import { whatIf } from '../../app/what-if/what-if-job.js';
import { explainTrace } from '../../rules/explain/explain.js';
import { printExplanation } from '../../rules/explain/explain-text.js';
import { isUuid } from '../../engine/kit/uuid.js';

const NEWEST = 'latest';
const ROWS_AT_ONCE = 5_000;

/** A stored what-if by its id, or `latest`; of a region, or of all that may be seen. Throws `Mistake` NOT_FOUND. */
export async function findWhatIf(
  { caller }: Pick<OpenPlatform, 'caller'>,
  wanted: string,
  region: string | undefined,
): Promise<WhatIfRecord> {
  const found = await caller.read(async ({ whatIfs, regions }) => {
    const codes = region === undefined ? (await regions.list()).map(({ code }) => code) : [region];
    for (const code of codes) {
      const one = wanted === NEWEST ? (await whatIfs.newest(code, 1))[0] : isUuid(wanted) ? await whatIfs.find(code, wanted) : undefined;
      if (one !== undefined) return one;
    }
    return undefined;
  });
  if (found !== undefined) return await whatIf(caller, found.regionCode, found.id);
  throw new Mistake(
    'NOT_FOUND',
    `没有模拟测算“${wanted}”。用 dip jobs --all 查看已有的任务；latest 表示最近一次。`,
    `There is no what-if “${wanted}”. dip jobs --all lists them; latest is the newest.`,
  );
}

/** All rows of a table of a what-if. */
export async function whatIfRows(
  read: Reader,
  { regionCode, id }: WhatIfRecord,
  { candidate, kind }: { readonly candidate: number; readonly kind: WhatIfRowKind },
): Promise<readonly WhatIfRowRecord[]> {
  const rows: WhatIfRowRecord[] = [];
  for (let after = -1; ;) {
    const page = await read(({ whatIfs }) => whatIfs.rows(regionCode, id, { candidate, kind, after, limit: ROWS_AT_ONCE }));
    rows.push(...page);
    if (page.length < ROWS_AT_ONCE) return rows;
    after = page.at(-1)?.place ?? after;
  }
}

/** Options of `dip what-if groups` and `cases`. */
export interface OfWhatIf extends RowsOptions {
  readonly id: string;
  readonly candidate: number;
  readonly region?: string;
}

/** `dip what-if groups`: points by disease group. */
export async function showGroups(context: Context, { id, candidate, region, ...form }: OfWhatIf): Promise<void> {
  const rows = await withSession(context, 'NEEDS_DATA', async (session) => {
    const record = await findWhatIf(session, id, region);
    return await whatIfRows(session.caller.read, record, { candidate: candidate - 1, kind: 'GROUP' });
  });
  const none = '没有病种。 There are no groups.';
  await printRows(context, form, {
    key: 'groups',
    columns: WHAT_IF_GROUP_COLUMNS,
    rows: rows.map((row) => groupCells(whatIfGroupOf(row))),
    none,
  });
}

/** Options of `dip what-if cases`. */
export interface MovedCasesOptions extends OfWhatIf {
  readonly output?: Compared;
  readonly institution?: string;
  readonly first: number;
  readonly after?: string;
}

/** `dip what-if cases`: cases that a candidate moves, with both scores explained. */
export async function showMovedCases(context: Context, options: MovedCasesOptions): Promise<void> {
  const { output, institution, first, after, candidate } = options;
  if (after !== undefined && !/^\d{1,18}$/.test(after))
    throw new Mistake(
      'USAGE',
      `--after 应为上一页末尾所给的数，不是“${after}”。`,
      `--after takes the number that the page before ended with, not “${after}”.`,
    );
  const { cases, next } = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode, id } = await findWhatIf(session, options.id, options.region);
    return await movedCases(session.platform, session.caller, {
      ...{ regionCode, id, candidate: candidate - 1, first },
      ...(output === undefined ? {} : { output }),
      ...(institution === undefined ? {} : { institutionCode: institution }),
      begin: pageBegin(after),
    });
  });
  if (options.json === true) return await printJson(context, { cases: cases.map(caseJson), next });
  if (options.csv === true) {
    await printRows(context, { csv: true }, { key: 'cases', columns: CASE_COLUMNS, rows: cases.map(caseCells), none: '' });
    if (next !== null) await context.terminal.say(`还有：加 --after ${next} 接着取。 There may be more.\n`);
    return;
  }
  const more = next === null ? '' : `还有：加 --after ${next} 接着看。 There may be more.\n`;
  const none = cases.length === 0 ? '本页没有这样的病例。 There are no such cases here.\n' : '';
  await context.terminal.out(`${none}${cases.map(caseText).join('\n')}${more}`);
}

/** Columns of `dip what-if cases --csv`: a row a case, both sides beside each other. */
const CASE_COLUMNS: readonly ShownColumn[] = [
  ...['institutionCode', 'caseNo', 'principalDiagnosis', 'changed', 'groupBefore', 'groupAfter'],
  ...['deviationBefore', 'deviationAfter', 'pointsBefore', 'pointsAfter', 'problemBefore', 'problemAfter'],
].map((name) => ({ name, title: name }));

function caseCells({ record, changed, before, after }: MovedCase): Readonly<Record<string, ShownValue>> {
  const { institutionCode, caseNo, principalDiagnosis } = record;
  const [was, is] = [sideCells(before), sideCells(after)];
  return {
    ...{ institutionCode, caseNo, principalDiagnosis, changed: changed.join(' ') },
    ...{ groupBefore: was.group, groupAfter: is.group, deviationBefore: was.deviation, deviationAfter: is.deviation },
    ...{ pointsBefore: was.points, pointsAfter: is.points, problemBefore: was.problem, problemAfter: is.problem },
  };
}

interface SideCells {
  readonly group: string | null;
  readonly deviation: string | null;
  readonly points: string | null;
  readonly problem: string | null;
}

function sideCells(score: CaseScore | UserError): SideCells {
  if (score instanceof UserError) return { group: null, deviation: null, points: null, problem: score.messages.zh };
  const { group } = score;
  return {
    group: group?.code ?? null,
    deviation: score.printed('deviation') ?? null,
    points: score.printed('points') ?? null,
    problem: null,
  };
}

function caseJson({ record, changed, before, after }: MovedCase): Readonly<Record<string, unknown>> {
  const { institutionCode, caseNo } = record;
  return { institutionCode, caseNo, changed, before: sideJson(before), after: sideJson(after) };
}

function sideJson(score: CaseScore | UserError): Readonly<Record<string, unknown>> {
  if (score instanceof UserError) return { error: { code: score.code, ...score.messages } };
  return { group: score.group?.code ?? null, outputs: score.outputs, trace: explainTrace(score.trace, score.compiled.effective) };
}

function caseText({ record, changed, before, after }: MovedCase): string {
  const { institutionCode, caseNo, principalDiagnosis } = record;
  const what = changed.map((output) => COMPARED_TERMS[output]).join('、');
  return `病例 ${caseNo}（${institutionCode}），主要诊断 ${principalDiagnosis}；变动：${what}\n${sideText('现行', before)}${sideText('候选', after)}`;
}

function sideText(side: string, score: CaseScore | UserError): string {
  if (score instanceof UserError) return `${side}：不能计分，${score.messages.zh}\n`;
  const { group } = score;
  const steps = printExplanation(explainTrace(score.trace, score.compiled.effective), 'zh');
  return `${side}：${group === null ? '未入组' : `${group.code} ${group.name}`}，分值 ${score.printed('points') ?? ''}\n${steps}\n`;
}
