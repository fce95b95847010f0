/** Texts of keeping a scored case as an example. */
export const keepZh = {
  close: '收起',
  draft: '存入哪份草案',
  expect: '应得（按这份草案计分的结果）',
  fired: '成立的规则',
  given: '已知',
  how: '只写规则要用的事实，不含病例号、机构、姓名；存入之后，草案再改，校验时都要与它相符。',
  keep: '留作算例',
  kept: '已存入草案',
  label: '算例名称',
  labelOf: (points: string) => `试算的病例，${points} 分`,
  none: '没有起草中的草案。请先在规则编辑器起草。',
  reason: '病例试算的病例留作算例',
  save: '存入草案',
  toCheck: '看校验与算例',
};
