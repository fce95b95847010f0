/** Texts of the formula inputs of 规则编辑器. */
export const formulaZh = {
  and: ' · ',
  fits: (unit: string) => `单位相符：${unit}`,
  here: '此处',
  kinds: {
    FACT: '事实',
    PARAMETER: '参数',
    DECISION: '前面的结果',
    AGGREGATE: '汇总',
    TABLE: '表',
    KEY: '表的键',
    FUNCTION: '函数',
    COLUMN: '病种目录',
  },
  names: '此处可写的名称',
  plain: '无单位',
  trying: '正在核对…',
  unread: '草案的文本有错误，这里暂不能核对公式；先改好右侧的错误。',
  wrong: '公式不能留空',
};
