import { dateOf, dayOf, pick } from '../kit/rows.js';
import { payeeColumns, payeeFrom } from '../kit/payee-columns.js';
import type { Session } from '../database/session.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import type { JointPaymentRecord, JointPayments } from '../../app/ports/clearing/ports-joint-payment.js';
import type { JointPayment } from '../../generated/prisma/client.js';
import { must } from '../../engine/kit/assert.js';

/** Joint payments behind the port. */
export function jointPayments({ tx, access }: Session): JointPayments {
  const made = { createdById: access.holderId, createdByName: access.holderName };
  return {
    list: async (key) =>
      (await tx.jointPayment.findMany({ where: keyOf(key), orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map(recordOf),
    add: async ({ source = null, payee, paidOn, ...row }) => {
      const { payeeKind, payeeCode } = payeeColumns({ payee });
      await tx.jointPayment.create({
        data: {
          ...pick(row, ['id', 'regionCode', 'year', 'insurance', 'period', 'institutionCode', 'amountFen', 'reason', 'reversesId']),
          ...{ payeeKind: must(payeeKind, 'payee'), payeeCode: must(payeeCode, 'payee'), paidOn: dateOf(paidOn), source, ...made },
        },
      });
    },
    receipts: async (key) => {
      const rows = await tx.jointReceipt.findMany({
        where: { regionCode: key.regionCode, joint: { year: key.year, insurance: key.insurance } },
        orderBy: [{ jointId: 'asc' }, { revision: 'desc' }],
        distinct: ['jointId'],
      });
      return rows.map((row) => ({ ...row, receivedOn: dayOf(row.receivedOn) }));
    },
    addReceipts: async (rows) => {
      const columns = ['regionCode', 'jointId', 'revision', 'institutionCode', 'amountFen', 'reason', 'source', 'onBehalf'] as const;
      await tx.jointReceipt.createMany({
        data: rows.map((row) => ({ ...pick(row, columns), receivedOn: dateOf(row.receivedOn), ...made })),
      });
    },
  };
}

function keyOf({ regionCode, year, insurance }: FundYearKey): FundYearKey {
  return { regionCode, year, insurance };
}

function recordOf({ payeeKind, payeeCode, paidOn, ...row }: JointPayment): JointPaymentRecord {
  return { ...row, payee: must(payeeFrom({ payeeKind, payeeCode }), 'payee of a joint payment'), paidOn: dayOf(paidOn) };
}
