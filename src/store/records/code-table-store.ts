import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { dateOf, dayOf, labelOf } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { CodeTableRecord, CodeTables, NewCodeTable } from '../../app/ports/ports-code-table.js';
import type { CodeTable } from '../../generated/prisma/client.js';

const CONTENT = { content: true } as const;

type CodeTableRow = Omit<CodeTable, keyof typeof CONTENT>;

/** Code tables behind the port. Rows are kept as one compressed text: they are read whole, never change, and 33,000 are stored as one value. */
export function codeTables(session: Session): CodeTables {
  const { tx } = session;
  return {
    find: async (regionCode, { kind, codeSystem, version }) => {
      const where = { regionCode_kind_codeSystem_version: { regionCode, kind, codeSystem, version } };
      const row = await tx.codeTable.findUnique({ where, omit: CONTENT });
      return row === null ? undefined : recordOf(row);
    },
    list: async (regionCodes) => {
      const orderBy = [{ kind: 'asc' }, { codeSystem: 'desc' }, { validFrom: 'desc' }, { version: 'desc' }] as const;
      const rows = await tx.codeTable.findMany({
        where: { regionCode: { in: [...regionCodes] } },
        omit: CONTENT,
        orderBy: [...orderBy],
      });
      return rows.map(recordOf);
    },
    content: async (regionCode, id) => {
      const row = await tx.codeTable.findUnique({ where: { regionCode_id: { regionCode, id } }, select: CONTENT });
      return row === null ? undefined : await promisify(gunzip)(row.content);
    },
    insert: (table, content) => insert(session, table, content),
  };
}

async function insert({ tx, access }: Session, table: NewCodeTable, content: Uint8Array): Promise<CodeTableRecord> {
  const { regionCode, kind, codeSystem, version, title, validFrom, validTo, sources, contentHash, rowCount } = table;
  const compressed = new Uint8Array(await promisify(gzip)(content));
  const row = await tx.codeTable.create({
    data: {
      ...{ regionCode, kind, codeSystem, version, title: { ...title }, contentHash, rowCount, sources: [...sources] },
      validFrom: dateOf(validFrom),
      validTo: validTo === null ? null : dateOf(validTo),
      content: compressed,
      createdById: access.holderId,
      createdByName: access.holderName,
    },
    omit: CONTENT,
  });
  return recordOf(row);
}

function recordOf({ createdById: _, kind, codeSystem, title, validFrom, validTo, ...row }: CodeTableRow): CodeTableRecord {
  return {
    ...row,
    kind: kind === 'OPERATION' ? 'OPERATION' : 'DIAGNOSIS',
    codeSystem: codeSystem === 'CLINICAL' ? 'CLINICAL' : 'INSURANCE',
    title: labelOf(title),
    validFrom: dayOf(validFrom),
    validTo: validTo === null ? null : dayOf(validTo),
  };
}
