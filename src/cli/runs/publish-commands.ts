import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { findRun } from './find-run.js';
import { JSON_OPTION, oneOf, regionCode } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { list } from '../terminal/table.js';
import { OBJECTION_OUTCOMES, type ObjectionOutcome, type ObjectionRecord } from '../../app/ports/clearing/ports-statement.js';
import { answerObjection } from '../../app/statements/answer-objection.js';
import { publishRun } from '../../app/statements/publish-run.js';
import { raiseObjection } from '../../app/statements/raise-objection.js';

interface WordOptions extends CommonOptions {
  readonly region?: string;
  readonly key?: string;
}

interface PublishOptions extends WordOptions {
  readonly reason: string;
  readonly name?: string;
  readonly lastDay?: string;
}

interface ObjectOptions extends WordOptions {
  readonly institution: string;
  readonly text: string;
  readonly source: string;
}

interface AnswerOptions extends WordOptions {
  readonly region: string;
  readonly outcome: ObjectionOutcome;
  readonly answer: string;
  readonly reason: string;
}

const REGION = ['--region <code>', '统筹地区编码（只有一个地区有此任务时可省略） region code', regionCode] as const;
const KEY = ['--key <key>', '幂等键 idempotency key'] as const;

/** `dip run publish|objections|object|answer`: a run told to its institutions, and what they object. */
export function addPublishCommands(run: Command, context: Context): void {
  run
    .command('publish <run>')
    .description('公示已计算的清算（预清算）：各机构从此看到自己的结算单，并可提异议\npublish a calculated run to its institutions')
    .option(...REGION)
    .requiredOption('--reason <text>', '事由，记入审计 the reason')
    .option('--name <text>', '名称；不写为“年度、结算期、预清算” what it is called')
    .option('--last-day <date>', '异议截止日 YYYY-MM-DD；规则集写有异议期的可不写 last day for objections')
    .option(...KEY)
    .option(...JSON_OPTION)
    .action((wanted: string, options: PublishOptions) => publish(context, wanted, options));
  run
    .command('objections <run>')
    .description('列出一次清算的异议和答复；只读\nlist objections to a run, with their answers')
    .option(...REGION)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((wanted: string, options: RowsOptions & WordOptions) => objections(context, wanted, options));
  run
    .command('object <run>')
    .description('凭书面代机构登记异议\nrecord an objection on behalf of an institution')
    .option(...REGION)
    .requiredOption('--institution <code>', '医疗机构编码 institution code')
    .requiredOption('--text <text>', '异议内容，不写患者姓名和证件号 what it says')
    .requiredOption('--source <text>', '依据：机构的异议函 the letter of the institution')
    .option(...KEY)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((wanted: string, options: RowsOptions & ObjectOptions) => object(context, wanted, options));
  run
    .command('answer <objection>')
    .description('答复一条异议，只有一次\nresolve an objection, once')
    .requiredOption(...REGION)
    .requiredOption(
      '--outcome <outcome>',
      '结论：ACCEPTED 采纳并重新清算，NEXT_PERIOD 采纳而在之后的期更正，REJECTED 不采纳',
      oneOf(OBJECTION_OUTCOMES),
    )
    .requiredOption('--answer <text>', '给机构的答复 what the institution is told')
    .requiredOption('--reason <text>', '理由 why')
    .option(...KEY)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((objectionId: string, options: RowsOptions & AnswerOptions) => answer(context, objectionId, options));
}

async function publish(context: Context, wanted: string, { region, reason, name, lastDay, json, key }: PublishOptions): Promise<void> {
  const published = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode: code, id: runId } = await findRun(session, region, wanted);
    const asked = { regionCode: code, runId, reason, name, lastDay, idempotencyKey: key ?? `dip-${randomUUID()}` };
    return await publishRun(session.platform, session.caller, asked);
  });
  const { runNo, name: named, lastDay: until, silentConsent, createdByName } = published;
  if (json === true) return await printJson(context, { runNo, name: named, lastDay: until, silentConsent, createdBy: createdByName });
  await context.terminal.out(
    list([
      ['公示', `${named}（清算 #${runNo}）`],
      ['异议截止', `${until}${silentConsent ? '，届时未提异议视为同意' : ''}`],
    ]),
  );
}

const OUTCOMES: Readonly<Record<ObjectionOutcome, string>> = {
  ACCEPTED: '采纳，重新清算',
  NEXT_PERIOD: '采纳，之后更正',
  REJECTED: '不采纳',
};
const COLUMNS: readonly ShownColumn[] = [
  { name: 'id', title: '标识' },
  { name: 'institutionCode', title: '机构编码' },
  { name: 'text', title: '异议' },
  { name: 'raisedBy', title: '提出人' },
  { name: 'raisedAt', title: '提出时间' },
  { name: 'source', title: '依据' },
  {
    name: 'outcome',
    title: '结论',
    text: (value) => OBJECTION_OUTCOMES.flatMap((one) => (one === value ? OUTCOMES[one] : []))[0] ?? '未答复',
  },
  { name: 'answer', title: '答复' },
  { name: 'reason', title: '理由' },
  { name: 'answeredBy', title: '答复人' },
];

function row({ id, institutionCode, text, source, createdByName, createdAt, answer: given }: ObjectionRecord) {
  return {
    ...{ id, institutionCode, text, raisedBy: createdByName, raisedAt: createdAt.toISOString(), source },
    ...{ outcome: given?.outcome ?? null, answer: given?.answer ?? null, reason: given?.reason ?? null },
    answeredBy: given?.createdByName ?? null,
  };
}

async function print(context: Context, options: RowsOptions, found: readonly ObjectionRecord[]): Promise<void> {
  const none = '没有异议。 There are no objections.';
  await printRows(context, options, { key: 'objections', columns: COLUMNS, rows: found.map(row), none });
}

async function objections(context: Context, wanted: string, options: RowsOptions & WordOptions): Promise<void> {
  const found = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode: code, runNo } = await findRun(session, options.region, wanted);
    return await session.caller.read(({ statementWords }) => statementWords.objections(code, [runNo]));
  });
  await print(context, options, found);
}

async function object(context: Context, wanted: string, options: RowsOptions & ObjectOptions): Promise<void> {
  const { region, institution: institutionCode, text, source, key } = options;
  const raised = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode: code, id: runId } = await findRun(session, region, wanted);
    const asked = { regionCode: code, runId, institutionCode, text, source, idempotencyKey: key ?? `dip-${randomUUID()}` };
    return await raiseObjection(session.platform, session.caller, asked);
  });
  await print(context, options, [raised]);
}

async function answer(context: Context, objectionId: string, options: RowsOptions & AnswerOptions): Promise<void> {
  const { region, outcome, answer: told, reason, key } = options;
  const asked = { regionCode: region, objectionId, outcome, answer: told, reason, idempotencyKey: key ?? `dip-${randomUUID()}` };
  const answered = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => answerObjection(platform, caller, asked));
  await print(context, options, [answered]);
}
