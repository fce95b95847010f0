import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { ClearingRunRef } from './clearing-run.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import {
  consolidatedStatement,
  type ConsolidatedLine,
  type ConsolidatedMember,
  type ConsolidatedStatement,
} from '../../app/statements/consolidated-statement.js';
import { printFen } from '../../engine/number/quantity.js';

const ConsolidatedLineRef = builder.objectRef<ConsolidatedLine>('ConsolidatedLine').implement({
  description: '合并结算单的一行：各成员同一行相加 the members’ lines of one key, added up',
  fields: (t) => ({
    key: t.exposeString('key', { description: '判定标识 id of the decision that is the line' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数） amount in yuan',
      resolve: ({ amountFen }) => printFen(amountFen),
    }),
  }),
});

const ConsolidatedMemberRef = builder.objectRef<ConsolidatedMember & { readonly regionCode: string }>('ConsolidatedMember').implement({
  description: '一个成员在合并结算单中的数 a member’s figures in a consolidated statement',
  fields: (t) => ({
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    cases: t.exposeInt('cases', { description: '病例数 cases' }),
    payable: t.field({
      type: 'Decimal',
      description: '应拨（元，2 位小数） payable in yuan',
      resolve: ({ payableFen }) => printFen(payableFen),
    }),
  }),
});

const ConsolidatedStatementRef = builder.objectRef<ConsolidatedStatement>('ConsolidatedStatement').implement({
  description:
    '医共体合并结算单：各成员结算单逐行相加；各成员的结算单仍是各自的 the statements of a consortium’s members added up line by line; each stays its institution’s own',
  fields: (t) => ({
    code: t.string({ description: '医共体代码 code of the consortium', resolve: ({ consortium }) => consortium.code }),
    name: t.string({ description: '医共体名称 its name', resolve: ({ consortium }) => consortium.name }),
    leadCode: t.string({ description: '牵头机构代码 institution that leads it', resolve: ({ consortium }) => consortium.leadCode }),
    on: t.field({ type: 'Date', description: '按哪一日的成员 the day whose members it has', resolve: ({ on }) => on }),
    cases: t.exposeInt('cases', { description: '病例数合计 cases of all' }),
    payable: t.field({
      type: 'Decimal',
      description: '应拨合计（元，2 位小数） payable of all, in yuan',
      resolve: ({ payableFen }) => printFen(payableFen),
    }),
    lines: t.field({
      type: [ConsolidatedLineRef],
      description: '各行，相加即应拨 lines, which add up to it',
      resolve: ({ lines }) => [...lines],
    }),
    members: t.field({
      type: [ConsolidatedMemberRef],
      description: '各成员，按机构代码 members by code',
      resolve: ({ members, regionCode }) => members.map((one) => ({ ...one, regionCode })),
    }),
  }),
});

builder.prismaObjectField(ClearingRunRef, 'consolidatedStatement', (t) =>
  t.field({
    type: ConsolidatedStatementRef,
    authScopes: { permission: 'statement:read' },
    complexity: { field: 20, multiplier: 10 },
    description:
      '医共体合并结算单；牵头机构的密钥仅在本地区允许时可看 consolidated statement of a consortium; its lead’s key sees it only where the region lets it',
    args: {
      consortiumCode: t.arg.string({ required: true, description: '医共体代码 code of the consortium' }),
      on: t.arg({ type: 'Date', description: '按哪一日的成员，默认今天 whose members: those of a day, default today' }),
    },
    resolve: ({ regionCode, runNo }, { consortiumCode, on }, context) =>
      consolidatedStatement(callerOf(context), { regionCode, runNo, consortiumCode, on: on ?? undefined }),
  }),
);
