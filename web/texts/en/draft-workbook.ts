import type { draftWorkbookZh } from '../zh/draft-workbook.ts';

/** The same in English. */
export const draftWorkbookEn: typeof draftWorkbookZh = {
  after: 'After',
  before: 'Before',
  change: 'Change',
  changes: { ADDED: 'row added', CHANGED: 'cell changed', MOVED: 'row moved', REMOVED: 'row taken out' },
  choose: 'Both the file and the draft changed these entries. Choose one side for each:',
  column: 'Column',
  differences: 'What the file changes since it left',
  chooseFile: 'Choose file',
  file: 'Choose the edited file (the workbook that was downloaded, or one of its tables as CSV)',
  fromDraft: 'As in the draft',
  fromFile: 'As in the file',
  ignored: (names) => `Not read: ${names}`,
  importIt: 'Import workbook',
  look: 'Look at the differences first; nothing is saved before you confirm.',
  lookAtPasted: 'See what the pasted rows change',
  merge: 'Merge with the draft, and look again',
  mergeChosen: 'Merge as chosen, and look again',
  merged: 'Merged with what was saved since; what is saved are the changes of the file, and what you chose.',
  name: 'Name',
  nothing: 'The file does not differ from what left.',
  nothingToSave: 'There is nothing to save.',
  paste: 'Or paste rows copied in Excel, with their headings',
  pastedName: 'pasted examples',
  pasteHow:
    'Columns are called as on the sheet of examples, Example at least; of an example that is there only the pasted columns change, new ones are added, the others stay.',
  percent: 'By',
  reading: 'Reading and comparing…',
  row: 'Row',
  save: 'Save as one revision',
  sheet: 'Sheet',
  stale: (revision) =>
    `This workbook left at revision ${revision}; the draft has changed since. Merge first: edits of different entries are all kept, of an entry that both changed you choose.`,
};
