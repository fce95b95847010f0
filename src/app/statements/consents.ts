import type { PayableOf } from '../ports/clearing/ports-period.js';
import type { ConfirmationRecord, ObjectionRecord, RunPublicationRecord } from '../ports/clearing/ports-statement.js';
import type { Unit } from '../ports/ports.js';

/**
 * 机构意见 where an institution stands on its statement: it has said nothing, has an objection that is not resolved (or was found right), has
 * confirmed it, on paper, or by silence.
 */
export const CONSENTS = ['WAITING', 'OBJECTED', 'CONFIRMED', 'ON_BEHALF', 'SILENT'] as const;
/** One of CONSENTS. */
export type Consent = (typeof CONSENTS)[number];

/** What is said of one statement. */
export interface WordsOnStatement {
  readonly publication: Pick<RunPublicationRecord, 'lastDay' | 'silentConsent'> | null;
  readonly objections: readonly { readonly answer: { readonly outcome: string } | null }[];
  readonly confirmation: Pick<ConfirmationRecord, 'onBehalf'> | null;
}

/** Where an institution stands on a day. An objection that was found right and asks for another run stands in the way of this one. */
export function consentOf({ publication, objections, confirmation }: WordsOnStatement, today: string): Consent {
  if (confirmation !== null) return confirmation.onBehalf ? 'ON_BEHALF' : 'CONFIRMED';
  if (objections.some(({ answer }) => answer === null || answer.outcome === 'ACCEPTED')) return 'OBJECTED';
  return publication?.silentConsent === true && publication.lastDay < today ? 'SILENT' : 'WAITING';
}

/** Whether an institution agrees, in whichever way. */
export function hasConsented(consent: Consent): boolean {
  return consent === 'CONFIRMED' || consent === 'ON_BEHALF' || consent === 'SILENT';
}

/** Where an institution stands on its statement of a run. */
export interface StatementStanding extends PayableOf {
  readonly consent: Consent;
  /** Objections that are not answered. */
  readonly openObjections: number;
}

/** What is said of the statements of a run. */
export interface RunWords {
  readonly publication: RunPublicationRecord | null;
  readonly objections: readonly ObjectionRecord[];
  readonly confirmations: readonly ConfirmationRecord[];
}

/** Of several runs, by number: three queries in all. */
export async function wordsOfRuns(
  { statementWords }: Unit,
  regionCode: string,
  runNos: readonly number[],
): Promise<ReadonlyMap<number, RunWords>> {
  const publications = await statementWords.publications(regionCode, runNos);
  const objections = await statementWords.objections(regionCode, runNos);
  const confirmations = await statementWords.confirmations(regionCode, runNos);
  const of = <Row extends { readonly runNo: number }>(rows: readonly Row[], runNo: number): Row[] =>
    rows.filter((row) => row.runNo === runNo);
  return new Map(
    runNos.map((runNo) => [
      runNo,
      {
        publication: publications.find((one) => one.runNo === runNo) ?? null,
        objections: of(objections, runNo),
        confirmations: of(confirmations, runNo),
      },
    ]),
  );
}

/** What is said of the statements of one run. */
export async function wordsOfRun(
  unit: Unit,
  { regionCode, runNo }: { readonly regionCode: string; readonly runNo: number },
): Promise<RunWords> {
  return (await wordsOfRuns(unit, regionCode, [runNo])).get(runNo) ?? { publication: null, objections: [], confirmations: [] };
}

/** Where every institution with a statement stands, in the order of the statements. */
export function standingsOf(
  payables: readonly PayableOf[],
  { publication, objections, confirmations }: RunWords,
  today: string,
): readonly StatementStanding[] {
  const confirmed = new Map(confirmations.map((one) => [one.institutionCode, one]));
  const objected = new Map<string, ObjectionRecord[]>();
  for (const one of objections) objected.set(one.institutionCode, [...(objected.get(one.institutionCode) ?? []), one]);
  return payables.map(({ institutionCode, payableFen }) => {
    const own = objected.get(institutionCode) ?? [];
    const consent = consentOf({ publication, objections: own, confirmation: confirmed.get(institutionCode) ?? null }, today);
    return { institutionCode, payableFen, consent, openObjections: own.filter(({ answer }) => answer === null).length };
  });
}
