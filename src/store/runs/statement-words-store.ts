import { dateOf, dayOf, rowChunks } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import {
  OBJECTION_OUTCOMES,
  type ObjectionOutcome,
  type ObjectionRecord,
  type ReceiptRecord,
  type StatementWords,
} from '../../app/ports/clearing/ports-statement.js';
import { must } from '../../engine/kit/assert.js';
import type { Prisma } from '../../generated/prisma/client.js';

const WITH_ANSWER = { answer: true } as const;
type StoredObjection = Prisma.StatementObjectionGetPayload<{ include: typeof WITH_ANSWER }>;

/** Publications, objections, confirmations and receipts behind the port. */
export function statementWords(session: Session): StatementWords {
  const { tx, access } = session;
  const made = { createdById: access.holderId, createdByName: access.holderName };
  const ofRuns = (regionCode: string, runNos: readonly number[]) => ({ regionCode, runNo: { in: [...runNos] } });
  return {
    publications: async (regionCode, runNos) => {
      const rows = await tx.runPublication.findMany({ where: ofRuns(regionCode, runNos), orderBy: { runNo: 'asc' } });
      return rows.map((row) => ({ ...row, lastDay: dayOf(row.lastDay) }));
    },
    publish: async ({ lastDay, regionCode, runNo, name, silentConsent, reason }) => {
      const stated = { regionCode, runNo, name, silentConsent, reason };
      return { ...(await tx.runPublication.create({ data: { ...stated, lastDay: dateOf(lastDay), ...made } })), lastDay };
    },
    objections: async (regionCode, runNos) => {
      const orderBy = [{ createdAt: 'asc' }, { id: 'asc' }] as const;
      const where = ofRuns(regionCode, runNos);
      return (await tx.statementObjection.findMany({ where, orderBy: [...orderBy], include: WITH_ANSWER })).map(objectionOf);
    },
    findObjection: async (regionCode, id) => {
      const row = await tx.statementObjection.findUnique({ where: { regionCode_id: { regionCode, id } }, include: WITH_ANSWER });
      return row === null ? undefined : objectionOf(row);
    },
    addObjection: async ({ regionCode, runNo, institutionCode, text, source, onBehalf }) => {
      const data = { regionCode, runNo, institutionCode, text, source, onBehalf, ...made };
      return objectionOf({ ...(await tx.statementObjection.create({ data })), answer: null });
    },
    addAnswer: async ({ regionCode, objectionId, institutionCode, outcome, answer, reason }) => {
      await tx.objectionAnswer.create({ data: { regionCode, objectionId, institutionCode, outcome, answer, reason, ...made } });
    },
    confirmations: async (regionCode, runNos) =>
      await tx.statementConfirmation.findMany({
        where: ofRuns(regionCode, runNos),
        orderBy: [{ runNo: 'asc' }, { institutionCode: 'asc' }],
      }),
    addConfirmations: async (rows) => {
      const data = rows.map(({ regionCode, runNo, institutionCode, reason, source, onBehalf }) => ({
        ...{ regionCode, runNo, institutionCode, reason, source, onBehalf, ...made },
      }));
      for (const part of rowChunks(data)) await tx.statementConfirmation.createMany({ data: [...part] });
    },
    receipts: (key, only) => receipts(session, key, only?.paymentIds),
    addReceipts: async (rows) => {
      const data = rows.map(({ regionCode, paymentId, revision, institutionCode, amountFen, receivedOn, reason, source, onBehalf }) => ({
        ...{ regionCode, paymentId, revision, institutionCode, amountFen, receivedOn: dateOf(receivedOn) },
        ...{ reason, source, onBehalf, ...made },
      }));
      for (const part of rowChunks(data)) await tx.paymentReceipt.createMany({ data: [...part] });
    },
  };
}

function objectionOf({ answer, ...row }: StoredObjection): ObjectionRecord {
  return { ...row, answer: answer === null ? null : { ...answer, outcome: outcomeOf(answer.outcome) } };
}

/** An outcome as it is stored. */
function outcomeOf(name: string): ObjectionOutcome {
  return must(
    OBJECTION_OUTCOMES.find((outcome) => outcome === name),
    'outcome of a stored answer',
  );
}

async function receipts(
  session: Session,
  { regionCode, year, insurance }: FundYearKey,
  paymentIds?: readonly string[],
): Promise<readonly ReceiptRecord[]> {
  const rows = await session.tx.paymentReceipt.findMany({
    where: { regionCode, ...(paymentIds === undefined ? {} : { paymentId: { in: [...paymentIds] } }), payment: { year, insurance } },
    orderBy: [{ paymentId: 'asc' }, { revision: 'desc' }],
    distinct: ['paymentId'],
  });
  return rows.map((row) => ({ ...row, receivedOn: dayOf(row.receivedOn) }));
}
