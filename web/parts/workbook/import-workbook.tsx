import { Alert, Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { PreviewWorkbookDocument } from '../../generated/parts/workbook/graphql.ts';
import { NotDone, ReasonedForm } from '../acting.tsx';
import { DataTable } from '../data-table.tsx';
import { FileField } from '../file-field.tsx';
import type { Column } from '../table-columns.ts';
import { draftWorkbookEn } from '../../texts/en/draft-workbook.ts';
import { draftWorkbookZh } from '../../texts/zh/draft-workbook.ts';
import { useTexts } from '../../texts/language.tsx';
import './workbook.css';
import { useWorkbook, type Seen, type SentWorkbook, type Side, type WorkbookImport } from './use-workbook.ts';

type Difference = Seen['differences'][number];

interface DraftOf {
  readonly regionCode: string;
  readonly draftId: string;
}

/** Row by row, what the file changes. */
function Differences({ regionCode, draftId, seen, sent }: DraftOf & { readonly seen: Seen; readonly sent: SentWorkbook }) {
  const t = useTexts({ zh: draftWorkbookZh, en: draftWorkbookEn });
  const columns: readonly Column<Difference>[] = [
    { key: 'sheet', title: t.sheet, width: 120, text: ({ sheet }) => sheet },
    { key: 'row', title: t.row, kind: 'FIGURE', width: 70, text: ({ row }) => String(row) },
    { key: 'name', title: t.name, width: 200, text: ({ name }) => name },
    { key: 'change', title: t.change, width: 100, text: ({ change }) => t.changes[change] },
    { key: 'column', title: t.column, width: 100, text: ({ column }) => column ?? '' },
    { key: 'before', title: t.before, width: 130, text: ({ before }) => before ?? '' },
    { key: 'after', title: t.after, width: 130, text: ({ after }) => after ?? '' },
    { key: 'percent', title: t.percent, width: 90, text: ({ percent }) => percent ?? '' },
  ];
  const keyOf = ({ sheet, row, change, column }: Difference): string => [sheet, row, change, column ?? ''].join(' ');
  const input = {
    regionCode,
    draftId,
    fileName: sent.fileName,
    ...(sent.pastedExamples === undefined ? { workbookBase64: '…' } : { pastedExamples: sent.pastedExamples }),
    merge: sent.merge,
    take: [...sent.take],
  };
  return (
    <DataTable<Difference>
      name="draft-workbook"
      title={t.differences}
      columns={columns}
      rows={seen.differences}
      rowKey={keyOf}
      nothing={t.nothing}
      asked={{ operation: PreviewWorkbookDocument, variables: { input } }}
    />
  );
}

/** The draft has moved on: it is merged first, and of entries that both changed somebody chooses a side. */
function Merging({ seen, found }: { readonly seen: Seen; readonly found: WorkbookImport }) {
  const t = useTexts({ zh: draftWorkbookZh, en: draftWorkbookEn });
  const [sides, setSides] = useState<Readonly<Record<string, Side>>>({});
  const take = seen.conflicts.flatMap(({ entry }) => {
    const side = sides[entry];
    return side === undefined ? [] : [{ entry, side }];
  });
  const isChosen = take.length === seen.conflicts.length;
  const merge = (): void => void found.merge(take).catch(() => undefined);
  return (
    <>
      <Alert type="warning" showIcon title={t.stale(seen.revision)} />
      {seen.conflicts.length > 0 && <p>{t.choose}</p>}
      {seen.conflicts.map(({ entry, yoursSaid, theirsSaid }) => (
        <fieldset key={entry} className="workbook-sides">
          <legend className="hash">{entry}</legend>
          <Radio.Group
            value={sides[entry] ?? null}
            onChange={({ target }) => setSides((known) => ({ ...known, [entry]: target.value === 'FILE' ? 'FILE' : 'DRAFT' }))}
          >
            <Radio value="FILE">
              {t.fromFile} {yoursSaid.join('；')}
            </Radio>
            <Radio value="DRAFT">
              {t.fromDraft} {theirsSaid.join('；')}
            </Radio>
          </Radio.Group>
        </fieldset>
      ))}
      <Button type="primary" disabled={!isChosen} loading={found.previewing.isPending} onClick={merge}>
        {seen.conflicts.length > 0 ? t.mergeChosen : t.merge}
      </Button>
    </>
  );
}

function Found({ regionCode, draftId, seen, sent, found, close }: DraftOf & FoundProps) {
  const t = useTexts({ zh: draftWorkbookZh, en: draftWorkbookEn });
  const isOpen = seen.conflicts.length > 0 || (seen.isStale && !sent.merge);
  return (
    <>
      <Differences regionCode={regionCode} draftId={draftId} seen={seen} sent={sent} />
      {seen.ignored.length > 0 && <p className="note">{t.ignored(seen.ignored.join('、'))}</p>}
      {isOpen && seen.differences.length > 0 && <Merging seen={seen} found={found} />}
      {!isOpen && seen.differenceHash === null && seen.differences.length > 0 && <p>{t.nothingToSave}</p>}
      {seen.differenceHash !== null && (
        <ReasonedForm
          title={t.save}
          note={seen.isStale ? t.merged : undefined}
          acting={found.saving}
          send={(reason, key) => void found.save(reason, key, close).catch(() => undefined)}
          close={close}
        />
      )}
    </>
  );
}

interface FoundProps {
  readonly seen: Seen;
  readonly sent: SentWorkbook;
  readonly found: WorkbookImport;
  readonly close: () => void;
}

/** Rows of examples as they were copied in a spreadsheet. */
function Pasting({ found }: Pick<FoundProps, 'found'>) {
  const t = useTexts({ zh: draftWorkbookZh, en: draftWorkbookEn });
  const [rows, setRows] = useState('');
  const look = (): void => void found.paste(rows, t.pastedName).catch(() => undefined);
  return (
    <div className="workbook-paste">
      <label>
        {t.paste}
        <Input.TextArea rows={5} value={rows} spellCheck={false} onChange={({ target }) => setRows(target.value)} />
      </label>
      <p className="note">{t.pasteHow}</p>
      <Button disabled={rows.trim() === ''} loading={found.previewing.isPending} onClick={look}>
        {t.lookAtPasted}
      </Button>
    </div>
  );
}

function Importing({ regionCode, draftId, close, mayPaste }: DraftOf & Pick<FoundProps, 'close'> & { readonly mayPaste: boolean }) {
  const t = useTexts({ zh: draftWorkbookZh, en: draftWorkbookEn });
  const found = useWorkbook(regionCode, draftId);
  const { sent, seen, previewing } = found;
  const open = (file: File): void => void found.open(file).catch(() => undefined);
  return (
    <>
      <p className="note">{t.look}</p>
      <p>
        <FileField button={t.chooseFile} label={t.file} accept=".xlsx,.csv" choose={open} />
      </p>
      {mayPaste && <Pasting found={found} />}
      {previewing.isPending && <p role="status">{t.reading}</p>}
      <NotDone acting={previewing} />
      {seen !== undefined && sent !== undefined && (
        <Found
          key={seen.differenceHash ?? ''}
          regionCode={regionCode}
          draftId={draftId}
          seen={seen}
          sent={sent}
          found={found}
          close={close}
        />
      )}
    </>
  );
}

interface ImportWorkbookProps {
  readonly label?: string;
  /** Whether rows of examples may be pasted in place of a file. */
  readonly mayPaste?: boolean;
}

/** 导入工作簿 a workbook of the draft comes back: what it changes is shown row by row, merged where others edited meanwhile, and saved once confirmed. */
export function ImportWorkbook({ regionCode, draftId, label, mayPaste = false }: DraftOf & ImportWorkbookProps) {
  const t = useTexts({ zh: draftWorkbookZh, en: draftWorkbookEn });
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label ?? t.importIt}</Button>
      <Modal open={isOpen} title={label ?? t.importIt} width={1080} footer={null} onCancel={close} destroyOnHidden>
        <Importing regionCode={regionCode} draftId={draftId} close={close} mayPaste={mayPaste} />
      </Modal>
    </>
  );
}
