import { builder } from '../base/builder.js';
import { CatalogueRef } from './catalogue.js';
import { arrayPage } from '../kit/array-page.js';
import { RegionRef } from '../regions/region.js';
import { today } from '../kit/today.js';

builder.prismaObjectFields(RegionRef, (t) => ({
  catalogue: t.field({
    type: CatalogueRef,
    nullable: true,
    description: '病种目录库：按版本号，或某日生效的（默认今天） a catalogue by version, or the one in force on a day (default today)',
    args: {
      version: t.arg.string({ description: '版本号 version' }),
      on: t.arg({ type: 'Date', description: '日期 day' }),
    },
    resolve: async ({ code }, { version, on }, { loaders }) => {
      const catalogues = await loaders.cataloguesOfRegion.load(code);
      if (version !== null && version !== undefined) return catalogues.find((catalogue) => catalogue.version === version) ?? null;
      const day = new Date(`${on ?? today()}T00:00:00Z`);
      return catalogues.findLast(({ effectiveFrom, priced }) => priced && effectiveFrom <= day) ?? null;
    },
  }),
}));

builder.prismaObjectField(RegionRef, 'catalogues', (t) =>
  t.connection(
    {
      type: CatalogueRef,
      extensions: { pagesItself: true },
      authScopes: { permission: 'catalogue:read' },
      description: '病种目录库，按生效日期 its catalogues by first day in force',
      resolve: async ({ code }, args, { loaders }) => arrayPage(await loaders.cataloguesOfRegion.load(code), args),
    },
    {
      name: 'CatalogueConnection',
      description: '病种目录库列表 a page of catalogues',
      fields: (c) => ({ totalCount: c.exposeInt('totalCount', { description: '总数 how many there are in all' }) }),
    },
    { name: 'CatalogueEdge', description: '列表中的一条 an entry' },
  ),
);
