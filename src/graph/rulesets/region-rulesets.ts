import { builder } from '../base/builder.js';
import { PaymentSchemeEnum, RulesetStatusEnum, SCHEME_CHOICE } from '../base/enums.js';
import { arrayPage } from '../kit/array-page.js';
import { RegionRef } from '../regions/region.js';
import { RulesetVersionRef } from './ruleset-version.js';
import { today } from '../kit/today.js';
import { inForceOn, knownAt, standing } from '../../app/caches/in-force.js';

const KNOWN_AT = {
  type: 'DateTime',
  description: '当时所知：只看此刻已发布的版本；不写即现在 only what was published by this moment; now when left out',
} as const;

builder.prismaObjectFields(RegionRef, (t) => ({
  rulesetInForce: t.field({
    type: RulesetVersionRef,
    nullable: true,
    description:
      '某日生效的规则集版本，按现在或当时所知；没有则为空 the version in force on a day, by what is known now or was known then; null when there is none',
    args: {
      on: t.arg({ type: 'Date', required: true, description: '日期 day' }),
      knownAt: t.arg(KNOWN_AT),
      scheme: t.arg(SCHEME_CHOICE),
    },
    resolve: async ({ code }, { on, knownAt: at, scheme }, { loaders }) =>
      inForceOn(knownAt(await loaders.rulesetsOfRegion.load(code), at), on, scheme) ?? null,
  }),
  ruleset: t.field({
    type: RulesetVersionRef,
    nullable: true,
    description: '按版本号取规则集 a ruleset by its version',
    args: { version: t.arg.string({ required: true, description: '版本号 version' }) },
    resolve: async ({ code }, { version }, { loaders }) =>
      (await loaders.rulesetsOfRegion.load(code)).find((ruleset) => ruleset.version === version) ?? null,
  }),
}));

builder.prismaObjectFields(RegionRef, (t) => ({
  rulesetVersions: t.connection(
    {
      type: RulesetVersionRef,
      description: '规则集版本，按支付方式、生效日期排序 its ruleset versions by scheme and first day in force',
      args: {
        status: t.arg({ type: [RulesetStatusEnum], description: '只取这些状态 only these statuses' }),
        scheme: t.arg({ type: PaymentSchemeEnum, description: '只取这种支付方式 only this scheme' }),
        knownAt: t.arg(KNOWN_AT),
      },
      resolve: async ({ code }, args, { loaders }) => {
        const all = knownAt(await loaders.rulesetsOfRegion.load(code), args.knownAt);
        const wanted = all
          .filter(({ scheme }) => !args.scheme || scheme === args.scheme)
          .filter((version) => args.status?.includes(standing(version, all, today()).status) ?? true);
        return arrayPage(wanted, args);
      },
    },
    {
      name: 'RulesetVersionConnection',
      description: '规则集版本列表 a page of ruleset versions',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
    },
    { name: 'RulesetVersionEdge', description: '列表中的一条 an entry' },
  ),
}));
