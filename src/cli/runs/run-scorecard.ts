import type { Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { findRun } from './find-run.js';
import { readScorecards, type InstitutionScorecards } from '../../app/clearing/evidence/run-scorecards.js';

interface ScorecardOptions extends RowsOptions {
  readonly region?: string;
  readonly institution?: string;
}

const COLUMNS: readonly ShownColumn[] = [
  { name: 'institutionCode', title: '机构' },
  { name: 'scorecard', title: '评分表' },
  { name: 'indicator', title: '指标' },
  { name: 'numerator', title: '分子', align: 'right' },
  { name: 'denominator', title: '分母', align: 'right' },
  { name: 'value', title: '指标值', align: 'right' },
  { name: 'place', title: '名次占比', align: 'right' },
  { name: 'score', title: '得分', align: 'right' },
  { name: 'points', title: '满分', align: 'right' },
  { name: 'by', title: '所在档' },
];

/** `dip scorecard <run>`: how institutions scored, an indicator a row, each card's total last. */
export function addScorecardCommand(program: Command, context: Context): void {
  program
    .command('scorecard <run>')
    .description('显示一次清算中各机构的考核评分：每个指标一行，末行为总分；只读\nshow how institutions scored, an indicator a row')
    .option('--region <code>', '统筹地区编码（只有一个地区有此任务时可省略） region code', regionCode)
    .option('--institution <code>', '只看一家机构 of one institution')
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((wanted: string, options: ScorecardOptions) => showScorecards(context, wanted, options));
}

async function showScorecards(context: Context, wanted: string, { region, institution, ...options }: ScorecardOptions): Promise<void> {
  const scored = await withSession(context, 'NEEDS_DATA', async (session) => {
    const run = await findRun(session, region, wanted);
    return await readScorecards(session.platform, (work) => session.caller.read(work), run, institution);
  });
  const none =
    '这次清算的规则集没有考核评分表，或没有这家机构的结算单。 The ruleset of this run has no scorecard, or the institution no statement.';
  await printRows(context, options, { key: 'scorecards', columns: COLUMNS, rows: scored.flatMap(rowsOf), none });
}

function rowsOf({ institutionCode, cards }: InstitutionScorecards): readonly Readonly<Record<string, string | null>>[] {
  return cards.flatMap(({ label, total, points, indicators }) => [
    ...indicators.map((one) => ({
      ...{ institutionCode, scorecard: label.zh, indicator: one.label.zh, numerator: one.numerator.value },
      ...{ denominator: one.denominator?.value ?? null, value: one.value, place: one.place, score: one.score },
      points: one.isCounted ? one.points : '不计入',
      by: one.by?.zh ?? null,
    })),
    {
      ...{ institutionCode, scorecard: label.zh, indicator: '总分', numerator: null, denominator: null, value: null, place: null },
      ...{ score: total, points, by: null },
    },
  ]);
}
