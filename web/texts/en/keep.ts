import type { keepZh } from '../zh/keep.ts';

/** Texts of keeping a scored case as an example. */
export const keepEn: typeof keepZh = {
  close: 'Close',
  draft: 'Into which draft',
  expect: 'Expected (as this draft scores it)',
  fired: 'Rules that hold',
  given: 'Given',
  how: 'It states the facts that rules read and no more: no number, no institution, no name. From then on the draft has to agree with it whenever it is checked.',
  keep: 'Keep as an example',
  kept: 'Kept in the draft',
  label: 'What the example is called',
  labelOf: (points: string) => `A case that was tried, ${points} points`,
  none: 'No draft is being edited. Begin one in the rule editor.',
  reason: 'A case that was tried is kept as an example',
  save: 'Keep in the draft',
  toCheck: 'To its checks and examples',
};
