import { builder } from '../base/builder.js';
import { countOf } from '../jobs/job.js';
import { keysetPage, partsOf, partsText } from '../kit/keyset-page.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { ImportJobRef } from './import-job.js';
import { fieldName, FileHeadings } from '../../app/files/export-rejects.js';
import type { ImportRejectRecord, RejectPlace } from '../../app/ports/cases/ports-import.js';

/** A reason, with what its column is called in the file. */
interface ShownReject extends ImportRejectRecord {
  readonly heading: string;
}

/** 拒绝的一处原因. */
const ImportRejectRef = builder.objectRef<ShownReject>('ImportReject').implement({
  description: '一条记录被拒绝的一处原因，不含记录的内容 one reason why a record was rejected; no value of the record',
  fields: (t) => ({
    line: t.int({
      description: '行号：记录的第一行，从 1 起 line in which the record begins, from 1',
      resolve: ({ rowNo }) => countOf(rowNo),
    }),
    item: t.exposeInt('item', { description: '同一记录的第几处，从 0 起 which of the reasons of the record, from 0' }),
    caseNo: t.exposeString('caseNo', { nullable: true, description: '病例号；读不出则为空 case number; null where it could not be read' }),
    institutionCode: t.exposeString('institutionCode', { nullable: true, description: '机构代码 institution' }),
    code: t.exposeString('code', { description: '原因的代码 code of the reason' }),
    field: t.string({
      description: '列，如 cost.DRUG；整条记录为空文本 column; empty for the record as a whole',
      resolve: ({ path }) => fieldName(path),
    }),
    heading: t.exposeString('heading', {
      description:
        '文件中这一列的表头；文件没有这一列或没有表头的，为其中文名；整条记录为空文本 the heading of the column as it stood in the file; its Chinese name where the file has none; empty for the record as a whole',
    }),
    messages: t.field({
      type: LocalizedTextRef,
      description: '原因和怎么改 what is wrong and what to do',
      resolve: ({ messages }) => messages,
    }),
  }),
});

function placeOf(text: string): RejectPlace | undefined {
  const [rowNo, item] = partsOf(text) ?? [];
  return typeof rowNo === 'string' && /^\d{1,18}$/.test(rowNo) && typeof item === 'number' && Number.isSafeInteger(item)
    ? { rowNo: BigInt(rowNo), item }
    : undefined;
}

builder.prismaObjectFields(ImportJobRef, (t) => ({
  rejects: t.connection(
    {
      type: ImportRejectRef,
      authScopes: { permission: 'case:read' },
      description:
        '拒绝清单：逐条原因，按行号；全部下载见 rejectsPath rejected records, reason by reason in order of line; rejectsPath has all of them as a file',
      resolve: (job, args, { session }) => {
        const headings = new FileHeadings(job);
        return keysetPage(args, {
          name: 'REJECTS',
          placeOf: ({ rowNo, item }: ShownReject) => partsText([String(rowNo), item]),
          parse: placeOf,
          read: async (wanted) => {
            const rejects = await session.read(({ imports }) => imports.rejectPage(job.regionCode, job.id, wanted));
            return rejects.map((reject) => ({ ...reject, heading: headings.of(reject.path) }));
          },
        });
      },
    },
    { name: 'ImportRejectConnection', description: '拒绝清单的一页 a page of rejects' },
    { name: 'ImportRejectEdge', description: '列表中的一条 an entry' },
  ),
}));
