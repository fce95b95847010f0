import { list } from '../terminal/table.js';
import { chinaDay } from '../../app/base/china-day.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import type { Unit } from '../../app/ports/ports.js';
import { hasConsented, standingsOf, wordsOfRun, type RunWords, type StatementStanding } from '../../app/statements/consents.js';

/** What institutions were told of a run, and what they said. */
export interface WordsShown extends Pick<RunWords, 'publication' | 'objections'> {
  readonly standings: readonly StatementStanding[];
}

/** Reads it. */
export async function readWords(unit: Unit, run: RunRecord): Promise<WordsShown> {
  const words = await wordsOfRun(unit, run);
  const payables = await unit.periods.payables(run.regionCode, run.runNo);
  return { ...words, standings: standingsOf(payables, words, chinaDay(await unit.now())) };
}

/** For people; nothing where the run was neither published nor anything said of it. */
export function wordsText({ publication, objections, standings }: WordsShown, { runNo }: RunRecord): string {
  const consented = standings.filter(({ consent }) => hasConsented(consent)).length;
  if (publication === null && objections.length === 0 && consented === 0) return '';
  const open = objections.filter(({ answer }) => answer === null).length;
  const details = objections.length === 0 ? '' : `，用 dip run objections ${runNo} 查看`;
  const told = publication === null ? '未公示' : `${publication.name}，${publication.createdByName}，异议截止 ${publication.lastDay}`;
  return list([
    ['公示', told],
    ['异议', `${objections.length} 件，未答复 ${open} 件${details}`],
    ['机构确认', `${consented}/${standings.length}`],
  ]);
}

/** The same as JSON. */
export function wordsJson({ publication, objections, standings }: WordsShown): Readonly<Record<string, unknown>> {
  const { name, lastDay, silentConsent, reason, createdByName } = publication ?? {};
  return {
    publication: publication === null ? null : { name, lastDay, silentConsent, reason, createdBy: createdByName },
    objections: {
      total: objections.length,
      open: objections.filter(({ answer }) => answer === null).length,
    },
    consents: standings.map(({ institutionCode, consent }) => ({ institutionCode, consent })),
  };
}
