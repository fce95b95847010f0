import type { pinZh } from '../zh/pin.ts';

/** Texts of the pinned case of the editor. */
export const pinEn: typeof pinZh = {
  caseNo: 'case number, or institution/number',
  chooseExample: 'choose an example',
  hint: 'Its numbers and results stand beside; worked out anew after every edit, never stored.',
  holds: 'holds',
  holdsNot: 'does not',
  noCase: (caseNo) => `There is no case ${caseNo}. Check the number; institution/number says whose it is.`,
  notCounted: 'holds, but does not count',
  notUsed: 'not used for this case',
  pin: 'Pin',
  pinCase: 'Pin a case',
  pinExample: 'or pin an example',
  pinned: (caseNo) => `Case ${caseNo}`,
  pinnedExample: (name) => `Example ${name}`,
  pinnedHeading: 'This case',
  points: (points) => `By this draft: ${points}`,
  reading: 'Scoring by the draft…',
  unpin: 'Unpin',
};
