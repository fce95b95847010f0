import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { labelOf } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { GrouperRecord, Groupers, NewGrouper } from '../../app/ports/ports-grouper.js';
import type { DrgGrouper } from '../../generated/prisma/client.js';

const CONTENT = { content: true } as const;

type GrouperRow = Omit<DrgGrouper, keyof typeof CONTENT>;

/** DRG groupers behind the port. Documents are kept compressed: a national book is some megabytes of codes. */
export function groupers(session: Session): Groupers {
  const { tx } = session;
  return {
    find: async (regionCode, { code, version }) => {
      const where = { regionCode_code_version: { regionCode, code, version } };
      const row = await tx.drgGrouper.findUnique({ where, omit: CONTENT });
      return row === null ? undefined : recordOf(row);
    },
    list: async (regionCode) => {
      const orderBy = [{ code: 'asc' }, { version: 'asc' }] as const;
      return (await tx.drgGrouper.findMany({ where: { regionCode }, omit: CONTENT, orderBy: [...orderBy] })).map(recordOf);
    },
    content: async (regionCode, id) => {
      const row = await tx.drgGrouper.findUnique({ where: { regionCode_id: { regionCode, id } }, select: CONTENT });
      return row === null ? undefined : await promisify(gunzip)(row.content);
    },
    insert: (grouper, content) => insert(session, grouper, content),
  };
}

async function insert({ tx, access }: Session, grouper: NewGrouper, content: Uint8Array): Promise<GrouperRecord> {
  const { regionCode, code, version, title, codeSystem, contentHash, mdcCount, adrgCount, drgCount, setCount, note } = grouper;
  const compressed = new Uint8Array(await promisify(gzip)(content));
  const row = await tx.drgGrouper.create({
    data: {
      ...{ regionCode, code, version, title: { ...title }, codeSystem, contentHash, mdcCount, adrgCount, drgCount, setCount, note },
      content: compressed,
      createdById: access.holderId,
      createdByName: access.holderName,
    },
    omit: CONTENT,
  });
  return recordOf(row);
}

function recordOf({ createdById: _, codeSystem, title, ...row }: GrouperRow): GrouperRecord {
  return { ...row, title: labelOf(title), codeSystem: codeSystem === 'CLINICAL' ? 'CLINICAL' : 'INSURANCE' };
}
