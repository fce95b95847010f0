import type { Command } from 'commander';
import { findRun } from './find-run.js';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { yuan } from '../terminal/money.js';
import { Mistake } from '../terminal/mistake.js';
import { confirmClearingRun } from '../../app/clearing/confirm-clearing-run.js';
import { parseStandsOut, type StandsOutSummary } from '../../app/clearing/settle/stands-out.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import { periodLabel } from '../../engine/plan/periods.js';

interface ConfirmOptions extends CommonOptions {
  readonly region?: string;
  readonly reason?: string;
  readonly standsOut?: string;
}

/** `dip run confirm`: shows what stands out and its hash; with `--stands-out` and `--reason` it confirms, which closes a month or quarter. */
export function addConfirmCommand(run: Command, context: Context): void {
  run
    .command('confirm <run>')
    .description('确认一次清算或结算（关闭该期）：先列出存疑事项及其哈希，再以哈希和事由确认\nconfirm a run, which closes its period')
    .option('--region <code>', '统筹地区编码（只有一个地区有此任务时可省略） region code', regionCode)
    .option('--stands-out <hash>', '已看过的存疑事项的哈希 hash of what stands out, so that it was seen')
    .option('--reason <text>', '确认的事由 why it is confirmed')
    .option(...JSON_OPTION)
    .action((wanted: string, options: ConfirmOptions) => confirm(context, wanted, options));
}

async function confirm(context: Context, wanted: string, { region, reason, standsOut, json }: ConfirmOptions): Promise<void> {
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const run = await findRun(session, region, wanted);
    const seen = await session.caller.read(({ runs }) => runs.standsOut(run.regionCode, run.runNo));
    if (standsOut === undefined) {
      const summary = parseStandsOut(seen?.standsOut);
      if (json === true)
        return await printJson(context, { runNo: run.runNo, standsOutHash: seen?.standsOutHash ?? null, summary: summary ?? null });
      await context.terminal.out(seenText(run, summary, seen?.standsOutHash ?? null));
      return;
    }
    if (reason === undefined) throw new Mistake('USAGE', '请用 --reason 写明确认的事由。', 'State --reason.');
    const asked = { regionCode: run.regionCode, runId: run.id, standsOutHash: standsOut, reason };
    const confirmed = await confirmClearingRun(session.platform, session.caller, asked);
    if (json === true) return await printJson(context, { runNo: confirmed.runNo, period: confirmed.period, stage: confirmed.stage });
    await context.terminal.out(
      `已确认清算 #${confirmed.runNo}（${confirmed.year} 年${periodLabel(confirmed.period).zh}），应拨 ${yuan(confirmed.totals.payableFen ?? 0n)} 元。\n`,
    );
  });
}

function seenText(run: RunRecord, summary: StandsOutSummary | undefined, hash: string | null): string {
  const counted = (summary?.checks ?? []).filter(({ count }) => count > 0).map(({ kind, count }) => `  ${kind}：${count}`);
  const found = counted.length === 0 ? '  没有存疑事项。' : counted.join('\n');
  if (run.stage === 'CONFIRMED' || run.stage === 'PAID')
    return `清算 #${run.runNo}（${run.year} 年${periodLabel(run.period).zh}）已确认。当时所见：\n${found}\n`;
  const next = `dip run confirm ${run.runNo} --region ${run.regionCode} --stands-out ${hash ?? ''} --reason 事由`;
  return `清算 #${run.runNo}（${run.year} 年${periodLabel(run.period).zh}）的存疑事项：\n${found}\n看过后确认：${next}\n`;
}
