import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { CellInput, elementId, saidIn } from './cell-input.tsx';
import { addedRows } from './rules/new-rows.ts';
import { blockOf, editOf, undoOf, type Wrong } from './cell-text.ts';
import { FormulaInput } from './formula/formula-input.tsx';
import type { Finding } from './findings.tsx';
import { PinnedColumn, PinnedHeading } from './pin/pin-scope.tsx';
import { useCellsTyped } from './unsaved/use-typed-cells.ts';
import type { Cell, Edits, Patch, Row, Sheet } from './use-edits.ts';

const STEP = 100;
/** Nothing is added. */
const NO_ROWS = { patches: [], undo: [] };
/** Bands of a scorecard: each indicator has a list of its own, so a band is added behind one. */
const BANDS_OF_CARD = 'scorebands/';

interface SheetTableProps {
  readonly sheet: Sheet;
  readonly edits: Edits;
  readonly findings: readonly Finding[];
  readonly isOpen: boolean;
}

/** The most serious finding about a place or what is below it. */
function markOf(findings: readonly Finding[], pointer: string): 'ERROR' | 'WARNING' | undefined {
  const here = findings.filter(({ place }) => place === pointer || (place?.startsWith(`${pointer}/`) ?? false));
  return here.some(({ severity }) => severity === 'ERROR')
    ? 'ERROR'
    : here.some(({ severity }) => severity === 'WARNING')
      ? 'WARNING'
      : undefined;
}

/** The edits that a pasted block makes, from a cell on to the right and below; cells that are only read are passed over. */
function pastedEdits(rows: readonly Row[], start: readonly [number, number], block: readonly (readonly string[])[]) {
  const patches: Patch[] = [];
  const undo: Patch[] = [];
  let wrong: Wrong | undefined;
  block.forEach((line, down) =>
    line.forEach((text, right) => {
      const cell = rows[start[0] + down]?.cells[start[1] + right];
      if (cell === undefined || cell.pointer === null || text.trim() === cell.text) return;
      const edit = editOf(cell, text);
      if (typeof edit === 'string') wrong = edit;
      else {
        patches.push(edit);
        undo.push(...undoOf(cell));
      }
    }),
  );
  return { patches, undo, wrong };
}

function Tools({ sheet, edits, findings, isOpen }: SheetTableProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const last = sheet.rows.at(-1);
  const added = last === undefined || sheet.id.startsWith(BANDS_OF_CARD) ? undefined : addedRows(sheet, last, [new Map()]);
  return (
    <>
      {sheet.basisSaid.length > 0 && <p className="note">{t.basis(sheet.basisSaid.join('；'))}</p>}
      {sheet.about.map((line) => (
        <p key={line} className="note">
          {line}
        </p>
      ))}
      {findings
        .filter(({ place, severity }) => place === sheet.pointer && severity !== 'INFO')
        .map(({ code, message }) => (
          <Alert key={code + message.zh} className="sheet-finding" type="warning" showIcon title={message.zh} />
        ))}
      {sheet.hasFreeRows && isOpen && added !== undefined && 'patches' in added && (
        <Button className="row-adder" size="small" onClick={() => edits.save(added.patches, added.undo)}>
          {t.addRow}
        </Button>
      )}
    </>
  );
}

interface SheetRowProps extends SheetTableProps {
  readonly row: Row;
  readonly at: number;
  readonly headings: readonly string[];
  readonly paste: (start: readonly [number, number], text: string) => boolean;
}

/** What a row is called: what stands before the first cell that is filled in. */
function nameOf({ cells }: Row, language: Language): string | undefined {
  const firstInput = cells.findIndex(({ pointer }) => pointer !== null);
  const words = cells.slice(0, firstInput).flatMap((cell) => (cell.text === '' ? [] : [saidIn(cell, language)]));
  return words.length === 0 ? undefined : words.join(' ');
}

function SheetRow({ sheet, row, at, headings, findings, edits, isOpen, paste }: SheetRowProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const name = nameOf(row, language) ?? `${said(sheet.titleSaid, language)} ${at + 1}`;
  const inputOf = (cell: Cell, pointer: string, column: number) => ({
    ...{ cell, edits, section: sheet.id, mark: markOf(findings, pointer) },
    label: `${name} ${headings[column] ?? ''}`,
  });
  const isCellItself = row.cells.some(({ pointer }) => pointer === row.pointer);
  return (
    <tr {...(isCellItself ? {} : { id: elementId(row.pointer) })} tabIndex={-1}>
      {row.cells.map((cell, column) => (
        <td key={headings[column] ?? column}>
          {cell.pointer === null || !isOpen ? (
            <span {...(cell.said === null ? {} : { title: cell.text })}>{saidIn(cell, language)}</span>
          ) : cell.pointer.endsWith('/formula') ? (
            <FormulaInput {...inputOf(cell, cell.pointer, column)} />
          ) : (
            <CellInput {...inputOf(cell, cell.pointer, column)} pasted={(text) => paste([at, column], text)} />
          )}
        </td>
      ))}
      <PinnedColumn pointer={row.pointer} />
      {sheet.hasFreeRows && isOpen && (
        <td>
          {sheet.id.startsWith(BANDS_OF_CARD) && <BandAdder sheet={sheet} row={row} edits={edits} />}
          <Button
            size="small"
            type="text"
            aria-label={t.removeRow(at + 1)}
            disabled={sheet.id.startsWith('decisions/') && sheet.rows.length === 1}
            onClick={() => edits.save([{ pointer: row.pointer, remove: true }])}
          >
            ×
          </Button>
        </td>
      )}
    </tr>
  );
}

/** Another band of the same indicator. */
function BandAdder({ sheet, row, edits }: Pick<SheetRowProps, 'sheet' | 'row' | 'edits'>) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const added = addedRows(sheet, row, [new Map()]);
  if ('wrong' in added) return null;
  return (
    <Button size="small" type="text" aria-label={t.addBand(row.cells[0]?.text ?? '')} onClick={() => edits.save(added.patches, added.undo)}>
      ＋
    </Button>
  );
}

type SheetHeadProps = Pick<SheetRowProps, 'sheet' | 'headings' | 'isOpen'>;

function SheetHead({ sheet, headings, isOpen }: SheetHeadProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  return (
    <thead>
      <tr>
        {headings.map((heading) => (
          <th key={heading} scope="col">
            {heading}
          </th>
        ))}
        <PinnedHeading />
        {sheet.hasFreeRows && isOpen && <th scope="col" aria-label={t.removeRow(1)} />}
      </tr>
    </thead>
  );
}

/** The rows that a word finds. What is typed into cells and not saved stays in sight. */
function useRows(sheet: Sheet, typed: string) {
  const { language } = useLanguage();
  const unsaved = new Set(useCellsTyped().map(({ pointer }) => pointer));
  const word = typed.trim().toLowerCase();
  const isMeant = (cell: Cell): boolean => `${cell.text} ${saidIn(cell, language)}`.toLowerCase().includes(word);
  const isUnsaved = ({ cells }: Row): boolean => cells.some(({ pointer }) => pointer !== null && unsaved.has(pointer));
  return { rows: sheet.rows.filter((row) => word === '' || row.cells.some(isMeant) || isUnsaved(row)), isUnsaved };
}

/** One table of a draft: parameters, coefficients, bands, codes; or one that is only read. */
export function SheetTable(props: SheetTableProps) {
  const { sheet, edits, findings } = props;
  const isOpen = props.isOpen && !edits.isShifting;
  const t = useTexts({ zh: editorZh, en: editorEn });
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState(sheet.id.startsWith('rules/') ? sheet.rows.length : STEP);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const { language } = useLanguage();
  const title = said(sheet.titleSaid, language);
  const headings = t.headings[sheet.id.split('/')[0] ?? ''] ?? sheet.headings;
  const { rows, isUnsaved } = useRows(sheet, typed);
  const word = typed.trim();
  const paste = (start: readonly [number, number], text: string): boolean => {
    const block = blockOf(text);
    if (block === undefined) return false;
    const beyond = start[0] + block.length - rows.length;
    const mayGrow = sheet.hasFreeRows && word === '' && !sheet.id.startsWith(BANDS_OF_CARD);
    const { patches, undo, wrong } = pastedEdits(rows, start, block);
    const [last] = rows.slice(-1);
    const lines = block.slice(-beyond).map((line) => new Map(line.map((one, right) => [start[1] + right, one])));
    const more = beyond > 0 && last !== undefined ? addedRows(sheet, last, lines) : NO_ROWS;
    if (beyond > 0 && !mayGrow) setTrouble(t.pasteTooLarge(beyond));
    else if (wrong !== undefined) setTrouble(t.wrong[wrong]);
    else if ('wrong' in more) setTrouble(t.wrong[more.wrong]);
    else if (patches.length + more.patches.length > 0) {
      setTrouble(undefined);
      edits.save([...patches, ...more.patches], [...more.undo, ...undo]);
    }
    return true;
  };
  return (
    <section className="panel sheet" aria-label={title}>
      <h2>{title}</h2>
      <Tools {...props} isOpen={isOpen} />
      {trouble !== undefined && <Alert type="warning" showIcon role="alert" title={trouble} />}
      {sheet.rows.length > 12 && (
        <Input
          className="sheet-filter"
          allowClear
          placeholder={t.filter}
          aria-label={t.filterOf(title)}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
      <div className="sheet-scroll" tabIndex={0} role="group" aria-label={title}>
        <table className={`sheet-table sheet-${sheet.id.split('/')[0] ?? ''}`}>
          <SheetHead sheet={sheet} headings={headings} isOpen={isOpen} />
          <tbody>
            {rows.map((row, at) =>
              at < shown || isUnsaved(row) ? (
                <SheetRow key={row.pointer} {...{ sheet, row, at, headings, findings, edits, isOpen, paste }} />
              ) : null,
            )}
          </tbody>
        </table>
      </div>
      {rows.length > shown && <Button onClick={() => setShown(shown + STEP)}>{t.moreRows(rows.length - shown)}</Button>}
    </section>
  );
}
