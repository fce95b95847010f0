import { hasConsented, standingsOf, wordsOfRun, type StatementStanding } from './consents.js';
import { lockWords } from './run-to-say.js';
import type { RunSnapshot } from '../clearing/run/run-snapshot.js';
import { chinaDay } from '../base/china-day.js';
import { StateError } from '../base/errors.js';
import type { Platform } from '../kernel/platform.js';
import { deadlinesOfRun } from '../periods/declared/deadlines-of-run.js';
import { goneFrom } from '../periods/declared/gone-institutions.js';
import { someOf } from '../periods/declared/refusals.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import type { Unit } from '../ports/ports.js';

/**
 * Refuses to confirm a run over its institutions (N25-27), UNAVAILABLE: while an objection is open, or was found right so that another run is
 * due; before the last day for objections, unless all have confirmed; and, where the ruleset says so (`confirmStatements`), before it was
 * published and every institution with a statement has confirmed it. A run that nobody published, under a ruleset that asks for nothing, passes.
 */
export async function requireConsents(
  platform: Pick<Platform, 'rulesets'>,
  unit: Unit,
  run: RunRecord,
  snapshot: RunSnapshot,
): Promise<void> {
  const { regionCode, runNo } = run;
  await lockWords(unit, regionCode, runNo);
  const words = await wordsOfRun(unit, run);
  const { confirmStatements } = await deadlinesOfRun(platform, unit, run, snapshot);
  if (words.publication === null) {
    if (confirmStatements !== undefined) throw notPublishedYet(run);
    return;
  }
  const today = chinaDay(await unit.now());
  const standings = standingsOf(await unit.periods.payables(regionCode, runNo), words, today);
  const objected = standings.filter(({ consent }) => consent === 'OBJECTED');
  if (objected.length > 0) throw objections(run, objected);
  const isGone = await goneFrom(unit, snapshot);
  const waiting = standings.filter(({ consent, institutionCode }) => !hasConsented(consent) && !isGone(institutionCode));
  if (waiting.length === 0) return;
  if (confirmStatements !== undefined) throw unconfirmed(run, waiting);
  if (words.publication.lastDay >= today) throw daysRun(run, words.publication.lastDay);
}

const codesOf = (standings: readonly StatementStanding[]): readonly string[] => standings.map(({ institutionCode }) => institutionCode);

function notPublishedYet({ runNo }: RunRecord): StateError {
  return new StateError('UNAVAILABLE', {
    zh: `清算 ${runNo} 不能确认：规则集要求各机构先确认结算单（confirmStatements），须先公示。`,
    en: `Run ${runNo} can't be confirmed: the ruleset asks for the institutions' confirmations (confirmStatements). Publish it first.`,
  });
}

function objections({ runNo }: RunRecord, standings: readonly StatementStanding[]): StateError {
  const codes = codesOf(standings);
  return new StateError('UNAVAILABLE', {
    zh: `清算 ${runNo} 不能确认：这些机构的异议尚未答复，或已采纳而须重新清算：${someOf(codes, '、')}。`,
    en: `Run ${runNo} can't be confirmed: objections of these are not answered, or were found right so that another run is due: ${someOf(codes, ', ')}.`,
  });
}

function unconfirmed({ runNo }: RunRecord, standings: readonly StatementStanding[]): StateError {
  const codes = codesOf(standings);
  return new StateError('UNAVAILABLE', {
    zh: `清算 ${runNo} 不能确认：这些机构尚未确认结算单：${someOf(codes, '、')}。`,
    en: `Run ${runNo} can't be confirmed: these institutions have not confirmed their statements: ${someOf(codes, ', ')}.`,
  });
}

function daysRun({ runNo }: RunRecord, lastDay: string): StateError {
  return new StateError('UNAVAILABLE', {
    zh: `清算 ${runNo} 的异议期到 ${lastDay} 为止，此前须各机构都已确认结算单，才能确认清算。`,
    en: `Institutions may object to run ${runNo} until ${lastDay}: before that day is over it is confirmed only when all have confirmed their statements.`,
  });
}
