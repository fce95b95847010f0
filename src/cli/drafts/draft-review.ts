import type { Command } from 'commander';
import { idempotencyKeyOf, ofRegion, withDraft, type DraftOptions } from './draft-options.js';
import { printDraft } from './draft-text.js';
import { insurance, oneOf, positive } from '../terminal/arguments.js';
import { printJson, withSession, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { EXIT } from '../terminal/failures.js';
import { list } from '../terminal/table.js';
import { whatIfJson } from '../what-if/what-if-text.js';
import { followed, printWhatIf } from '../what-if/what-if-run.js';
import { findWhatIf } from '../what-if/what-if-show.js';
import { draftTextOf } from '../../app/drafts/drafts.js';
import type { OpenDraft } from '../../app/drafts/kit/open-draft.js';
import { decideDraft } from '../../app/drafts/review/decide-draft.js';
import { abandonDraft, recallDraft, scheduleDraft, unscheduleDraft, type MoveDraft } from '../../app/drafts/review/move-draft.js';
import { publishDraft } from '../../app/drafts/review/publish-draft.js';
import { publishScheduled } from '../../app/drafts/review/publish-scheduled.js';
import { DEFAULT_PUBLISHING_RULE, readPublishingRule, setPublishingRule } from '../../app/drafts/review/publishing-rule.js';
import { submitDraft } from '../../app/drafts/review/submit-draft.js';
import type { Caller, Platform } from '../../app/kernel/platform.js';
import { MISSED_DAYS, type MissedDay } from '../../app/ports/ports-draft.js';
import { isSandbox, ROLES, type Role } from '../../app/ports/kit/permissions.js';
import { startWhatIf } from '../../app/what-if/what-if-job.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';

interface ReasonOptions extends DraftOptions {
  readonly reason: string;
}

interface SimulateOptions extends DraftOptions {
  readonly year: number;
  readonly insurance: InsuranceScheme;
}

interface SubmitOptions extends ReasonOptions {
  readonly whatIf?: readonly string[];
  readonly withoutSimulation?: string;
  readonly retroactive?: string;
}

interface ApproveOptions extends ReasonOptions {
  readonly acceptWarnings?: string;
}

interface ScheduleOptions extends ReasonOptions {
  readonly on: string;
}

interface RuleOptions extends DraftOptions {
  readonly approvals?: number;
  readonly roles?: string;
  readonly missedDay?: MissedDay;
  readonly reason?: string;
}

const REASON = ['--reason <text>', '理由，记入审计 reason'] as const;

/** `dip draft simulate|submit|approve|return|recall|abandon|schedule|unschedule|publish|publish-due|rule`. */
export function addDraftReviewCommands(draft: Command, context: Context): void {
  const reasoned = (name: string, text: string): Command =>
    ofRegion(draft.command(name).description(text), 'CHANGES').requiredOption(...REASON);
  const moved = (name: string, text: string, move: Move): void => {
    reasoned(`${name} <draft>`, text).action((id: string, options: ReasonOptions) => done(context, id, options, move));
  };
  ofRegion(
    draft
      .command('simulate <draft>')
      .description('以草案的文本把一个结算年度再算一遍，只在内存中\nwork a fund year out with its text, in memory'),
    'CHANGES',
  )
    .requiredOption('--year <year>', '结算年度 settlement year', positive)
    .requiredOption('--insurance <scheme>', '险种：EMPLOYEE（职工）或 RESIDENT（居民）', insurance)
    .action((id: string, options: SimulateOptions) => simulate(context, id, options));
  reasoned('submit <draft>', '提交审批：没有错误，且以此文本模拟过\nhand it in for approval')
    .option('--what-if <id...>', '模拟的标识，各险种一个；latest 为最近一次 ids of what-ifs, one an insurance; latest is the newest')
    .option('--without-simulation <reason>', '本地区还没有病例，无从模拟的原因 why nothing could be worked out')
    .option('--retroactive <reason>', '生效日已过、或在已关闭期间内的理由 why it reaches back')
    .action((id: string, options: SubmitOptions) => submit(context, id, options));
  reasoned('approve <draft>', '批准恰好现在的文本\napprove exactly its present text')
    .option('--accept-warnings <hash>', '接受警告：dip draft check 给出的警告哈希 the hash of the warnings')
    .action((id: string, options: ApproveOptions) => decide(context, id, options, true));
  reasoned('return <draft>', '退回起草\nreturn it').action((id: string, options: ApproveOptions) => decide(context, id, options, false));
  moved('recall', '撤回提交\ntake the submission back', recallDraft);
  moved('abandon', '放弃草案\nend it without publishing', abandonDraft);
  moved('unschedule', '取消定时发布\ntake the day of publication back', unscheduleDraft);
  reasoned('schedule <draft>', '定时发布已批准的草案\nset the day on which it is published')
    .requiredOption('--on <day>', '发布日（北京时间） day in China')
    .action((id: string, options: ScheduleOptions) =>
      done(context, id, options, (platform, caller, input) => scheduleDraft(platform, caller, { ...input, publishOn: options.on })),
    );
  reasoned('publish <draft>', '发布已批准的草案\npublish it').action(async (id: string, options: ReasonOptions) => {
    await done(context, id, options, async (platform, caller, input) => (await publishDraft(platform, caller, input)).opened);
    await sayOfSandbox(context, options);
  });
  draft
    .command('publish-due')
    .description('发布已到日的定时草案；服务运行时自动做\npublish scheduled drafts whose day has come; a running server does it by itself')
    .action(() => publishDue(context));
  ofRegion(draft.command('rule').description('查看或设定发布规则：几人审批、什么角色\nshow or set what a region asks for'), 'CHANGES')
    .option('--approvals <n>', '审批人数 how many have to agree', positive)
    .option('--roles <roles>', `审批角色，逗号分隔：${ROLES.join('、')} roles of those who may`)
    .option('--missed-day <what>', '定时发布未成时：STAY_APPROVED 或 BACK_TO_DRAFT', oneOf(MISSED_DAYS))
    .option('--reason <text>', '理由；写了即设定 reason; stated: the rule is set')
    .action((options: RuleOptions) => rule(context, options));
}

type Move = (platform: Platform, caller: Caller, input: MoveDraft) => Promise<OpenDraft>;

function saidOf({ draft, standing }: OpenDraft, options: ReasonOptions): MoveDraft {
  return {
    ...{ regionCode: draft.regionCode, draftId: draft.id, contentHash: standing.contentHash },
    ...{ reason: options.reason, idempotencyKey: idempotencyKeyOf(options) },
  };
}

async function done(context: Context, id: string, options: ReasonOptions, move: Move): Promise<void> {
  await withDraft(context, options, id, async ({ platform, caller }, opened) =>
    printDraft(context, options, caller, await move(platform, caller, saidOf(opened, options))),
  );
}

async function simulate(context: Context, id: string, options: SimulateOptions): Promise<void> {
  const { region, year } = options;
  await withDraft(context, options, id, async (session, opened) => {
    const { text } = await draftTextOf(session.caller, opened);
    const { whatIf: started } = await startWhatIf(session.platform, session.caller, {
      ...{ regionCode: region, year, insurance: options.insurance, idempotencyKey: idempotencyKeyOf(options) },
      candidates: [{ name: opened.draft.name, rulesetText: text }],
    });
    const record = await followed(context, session, started);
    if (record.status !== 'SUCCEEDED') context.exitCode = EXIT.MISTAKE;
    if (options.json === true) return await printJson(context, whatIfJson(record));
    await printWhatIf(context, session, record);
    await context.terminal.out(`提交草案时写：dip draft submit ${id} --region ${region} --what-if ${record.id} --reason …\n`);
  });
}

async function submit(context: Context, id: string, options: SubmitOptions): Promise<void> {
  const { whatIf, withoutSimulation, retroactive } = options;
  await withDraft(context, options, id, async (session, opened) => {
    const ids: string[] = [];
    for (const id of whatIf ?? []) ids.push((await findWhatIf(session, id, options.region)).id);
    const [whatIfId = null, ...moreWhatIfIds] = ids;
    const submitted = await submitDraft(session.platform, session.caller, {
      ...saidOf(opened, options),
      whatIfId,
      ...(moreWhatIfIds.length === 0 ? {} : { moreWhatIfIds }),
      noSimulationReason: withoutSimulation ?? null,
      retroactiveReason: retroactive ?? null,
    });
    await printDraft(context, options, session.caller, submitted);
  });
}

async function decide(context: Context, id: string, options: ApproveOptions, approve: boolean): Promise<void> {
  const warningsHash = options.acceptWarnings ?? null;
  await done(context, id, options, (platform, caller, input) => decideDraft(platform, caller, { ...input, approve, warningsHash }));
  if (approve) await sayOfSandbox(context, options);
}

/** What is tried in a sandbox region is not what holds in a real one. */
async function sayOfSandbox(context: Context, { region, json }: DraftOptions): Promise<void> {
  if (json === true || !isSandbox(region)) return;
  await context.terminal.out('沙盒地区：平台身份可以批准自己改的，规则集也可一人直接载入；正式地区须由没有动过它的人批准。\n');
}

async function publishDue(context: Context): Promise<void> {
  const outcomes = await withSession(context, 'NEEDS_DATA', ({ platform }) => publishScheduled(platform));
  if (outcomes.length === 0) return await context.terminal.out('没有到日的定时草案。\n');
  for (const { regionCode, draftId, version, failure } of outcomes) {
    if (failure !== null) context.exitCode = EXIT.MISTAKE;
    await context.terminal.out(`${regionCode} ${draftId}：${version === null ? `未能发布：${failure ?? ''}` : `已发布为 ${version}`}\n`);
  }
}

async function rule(context: Context, options: RuleOptions): Promise<void> {
  const now = await withSession(context, 'NEEDS_DATA', async (session) => {
    const isWhole = [options.reason, options.approvals, options.roles, options.missedDay].every((one) => one !== undefined);
    const current = isWhole ? DEFAULT_PUBLISHING_RULE : await readPublishingRule(session.caller, options.region);
    return options.reason === undefined ? current : await setRule(session, options, current);
  });
  if (options.json === true) return await printJson(context, { publishingRule: now });
  const missed = now.missedDay === 'STAY_APPROVED' ? '保持已批准' : '退回起草';
  await context.terminal.out(list([['审批人数', String(now.approvals)], ['审批角色', now.roles.join('、')], ['定时发布未成时', missed]])); // prettier-ignore
}

async function setRule({ platform, caller }: OpenPlatform, options: RuleOptions, current: Awaited<ReturnType<typeof readPublishingRule>>) {
  const { region, approvals, roles, missedDay, reason = '' } = options;
  return await setPublishingRule(platform, caller, {
    ...{ regionCode: region, approvals: approvals ?? current.approvals, missedDay: missedDay ?? current.missedDay, reason },
    roles: roles === undefined ? current.roles : roles.split(',').map(roleOf),
    idempotencyKey: idempotencyKeyOf(options),
  });
}

const roleOf = (text: string): Role => oneOf(ROLES)(text.trim());
