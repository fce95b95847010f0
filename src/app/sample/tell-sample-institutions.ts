import { randomUUID } from 'node:crypto';
import { chinaDay } from '../base/china-day.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { deadlinesOfRun } from '../periods/declared/deadlines-of-run.js';
import type { FundYearKey, PaymentRecord, PeriodKey } from '../ports/clearing/ports-fund-year.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import { arrives, confirmReceipts, reversedIds } from '../statements/confirm-receipts.js';
import { confirmStatements } from '../statements/confirm-statements.js';
import { publishRun } from '../statements/publish-run.js';
import { addDays } from '../../engine/kit/calendar.js';
import { printFen } from '../../engine/number/quantity.js';

const PAPER = '示例：机构盖章确认单';

/** 示例公示、确认 publishes a run of a sandbox region, and confirms its statements for every institution. */
export async function agreeOnSampleRun(platform: Platform, caller: Caller, run: RunRecord): Promise<void> {
  const { regionCode, id: runId, runNo } = run;
  const { lastDay, institutionCodes } = await caller.read(async (unit) => ({
    // The ruleset's days where it grants any; the sample's institutions agree at once.
    lastDay: (await deadlinesOfRun(platform, unit, run)).objectionWorkingDays === undefined ? chinaDay(await unit.now()) : null,
    institutionCodes: (await unit.periods.payables(regionCode, runNo)).map(({ institutionCode }) => institutionCode),
  }));
  await publishRun(platform, caller, { regionCode, runId, lastDay, reason: '示例：向机构公示', idempotencyKey: randomUUID() });
  if (institutionCodes.length === 0) return;
  const said = { reason: '示例：核对无误', source: PAPER, idempotencyKey: randomUUID() };
  await confirmStatements(platform, caller, { regionCode, runId, institutionCodes, ...said });
}

/** 示例到账 confirms for every institution that the payments of a period arrived the day after they were made. */
export async function receiveSamplePayments(platform: Platform, caller: Caller, key: FundYearKey, period: PeriodKey): Promise<void> {
  const receipts = (await arrivedPayments(caller, key, period)).map(({ id, amountFen, paidOn }) => ({
    ...{ paymentId: id, amount: printFen(amountFen), receivedOn: addDays(paidOn, 1) },
  }));
  if (receipts.length === 0) return;
  await confirmReceipts(platform, caller, { ...key, receipts, reason: '示例：已到账', source: PAPER, idempotencyKey: randomUUID() });
}

/** Payments of a period that arrive and that nobody has confirmed yet. */
export async function arrivedPayments(caller: Caller, key: FundYearKey, period: PeriodKey): Promise<readonly PaymentRecord[]> {
  return await caller.read(async ({ fundYears, statementWords }) => {
    const payments = await fundYears.payments(key);
    const [reversed, received] = [reversedIds(payments), new Set((await statementWords.receipts(key)).map(({ paymentId }) => paymentId))];
    return payments.filter((payment) => payment.period === period && arrives(payment, reversed) && !received.has(payment.id));
  });
}
