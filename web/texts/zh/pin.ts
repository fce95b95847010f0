/** Texts of the pinned case of 规则编辑器. */
export const pinZh = {
  caseNo: '病例号，或 机构/病例号',
  hint: '旁边显示这一例代入的数和结果，改一处随即重算，不保存。',
  holds: '成立',
  holdsNot: '不成立',
  noCase: (caseNo: string) => `没有病例 ${caseNo}。请核对病例号；写“机构代码/病例号”可指明是哪家机构的。`,
  notCounted: '成立，但未计入结果',
  notUsed: '此例没有用到',
  pin: '固定',
  pinCase: '固定一例',
  pinned: (caseNo: string) => `病例 ${caseNo}`,
  pinnedHeading: '此例',
  points: (points: string) => `按此草案计分：${points}`,
  reading: '正在按草案计分…',
  unpin: '取消固定',
};
