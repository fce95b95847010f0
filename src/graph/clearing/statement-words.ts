import { builder } from '../base/builder.js';
import { ClearingRunRef } from './clearing-run.js';
import { ConsentEnum, ObjectionRef, RunPublicationRef, StatementConfirmationRef } from './publication.js';
import { StatementRef } from './statement.js';
import { today } from '../kit/today.js';
import { consentOf } from '../../app/statements/consents.js';

const dayText = (date: Date): string => date.toISOString().slice(0, 10);
const MAY_READ = { permission: 'statement:read' } as const;

builder.prismaObjectFields(ClearingRunRef, (t) => ({
  publication: t.field({
    type: RunPublicationRef,
    nullable: true,
    select: { publication: true },
    description: '公示；没有公示为空 how it was published to its institutions; null where it was not',
    resolve: ({ publication }) => publication,
  }),
  objections: t.field({
    type: [ObjectionRef],
    authScopes: MAY_READ,
    complexity: { field: 5, multiplier: 10 },
    description: '异议，先提的在前；机构密钥只见本机构 objections in the order in which they were raised; an institution sees its own',
    resolve: async ({ regionCode, runNo }, _args, { session }) => [
      ...(await session.read(({ statementWords }) => statementWords.objections(regionCode, [runNo]))),
    ],
  }),
}));

builder.prismaObjectFields(StatementRef, (t) => ({
  confirmation: t.string({
    nullable: true,
    select: { confirmation: true },
    description: '机构确认：确认人，没有确认为空；详见 institutionConfirmation who confirmed it for the institution; null where nobody has',
    resolve: ({ confirmation }) => confirmation?.createdByName,
  }),
  institutionConfirmation: t.field({
    type: StatementConfirmationRef,
    nullable: true,
    select: { confirmation: true },
    description: '机构确认；没有确认为空 confirmation by the institution; null where there is none',
    resolve: ({ confirmation }) => confirmation,
  }),
  objections: t.field({
    type: [ObjectionRef],
    complexity: { field: 1, multiplier: 2 },
    select: { objections: { include: { answer: true }, orderBy: { createdAt: 'asc' } } },
    description: '机构的异议及答复，先提的在前 its objections with their answers, in order',
    resolve: ({ objections }) => objections,
  }),
  consent: t.field({
    type: ConsentEnum,
    select: {
      confirmation: true,
      objections: { include: { answer: true }, orderBy: { createdAt: 'asc' } },
      run: { select: { publication: true } },
    },
    description: '机构意见，截至今日（北京时间） where its institution stands, as of today in China',
    resolve: ({ confirmation, objections, run: { publication } }) => {
      const told = publication === null ? null : { ...publication, lastDay: dayText(publication.lastDay) };
      return consentOf({ publication: told, objections, confirmation }, today());
    },
  }),
}));
