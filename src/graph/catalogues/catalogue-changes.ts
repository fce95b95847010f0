import { builder } from '../base/builder.js';
import { catalogueColumnLabel } from '../../app/catalogues/catalogue-csv-columns.js';
import type { ChangedCell, GroupDifference } from '../../engine/catalogue/catalogue-difference.js';

const ChangedCellRef = builder.objectRef<ChangedCell>('CatalogueCellChange').implement({
  description: '不同的一格 a cell that is not the same',
  fields: (t) => ({
    column: t.exposeString('column', { description: '列名 column' }),
    heading: t.string({
      description: '列的中文表头 heading of the column, in Chinese',
      resolve: ({ column }) => catalogueColumnLabel(column),
    }),
    before: t.exposeString('before', { description: '原值；空文本为没有 what stood there; empty: nothing' }),
    after: t.exposeString('after', { description: '新值；空文本为没有 what stands there now; empty: nothing' }),
  }),
});

const GroupChangeKind = builder.enumType('CatalogueGroupChangeKind', {
  description: '病种的变动 what became of a disease group',
  values: {
    ADDED: { description: '新增 only in the file' },
    REMOVED: { description: '删去 only in the catalogue' },
    CHANGED: { description: '改动 in both, and not the same' },
  } satisfies Record<GroupDifference['kind'], { description: string }>,
});

/** A difference, with the line of the file where there is one. */
interface LinedDifference extends GroupDifference {
  readonly line: number | null;
}

/** 逐行差异. */
export const GroupChangeRef = builder.objectRef<LinedDifference>('CatalogueGroupChange').implement({
  description: '逐行差异的一行 a disease group that is not the same',
  fields: (t) => ({
    kind: t.field({ type: GroupChangeKind, description: '变动 what became of it', resolve: ({ kind }) => kind }),
    code: t.exposeString('code', { description: '病种编码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
    line: t.exposeInt('line', {
      nullable: true,
      description: '文件中的行号；删去的和不来自文件的为空 line of the file; null where it was removed, or comes of no file',
    }),
    cells: t.field({ type: [ChangedCellRef], description: '不同的格 cells that are not the same', resolve: ({ cells }) => [...cells] }),
  }),
});
