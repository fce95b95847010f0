import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { useTexts } from '../../texts/language.tsx';
import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { CellInput, elementId } from './cell-input.tsx';
import { blockOf, editOf, undoOf } from './cell-text.ts';
import { FormulaInput } from './formula/formula-input.tsx';
import type { Finding } from './findings.tsx';
import { PinnedColumn, PinnedHeading } from './pin/pin-scope.tsx';
import type { Edits, Patch, Row, Sheet } from './use-edits.ts';

const STEP = 100;

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
  let wrong: ReturnType<typeof editOf> | undefined;
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

/** A row like the last one, as a value of the document. */
function likeLast({ rows, headings }: Sheet): string | undefined {
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const value: Record<string, unknown> = {};
  const key: unknown[] = [];
  for (const cell of last.cells) {
    const edit = editOf(cell, cell.text);
    const stated: unknown =
      typeof edit === 'string' || edit.remove === true ? undefined : typeof edit.json === 'string' ? JSON.parse(edit.json) : edit.text;
    const step = cell.pointer?.slice(last.pointer.length + 1) ?? '';
    if (step === '' && headings.length === 1) return JSON.stringify(stated);
    if (step.startsWith('key/')) key.push(stated);
    else if (stated !== undefined) value[step] = stated;
  }
  return JSON.stringify(key.length === 0 ? value : { key, ...value });
}

function Tools({ sheet, edits, findings, isOpen }: SheetTableProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const added = likeLast(sheet);
  return (
    <>
      {sheet.basis.length > 0 && <p className="note">{t.basis(sheet.basis.join('；'))}</p>}
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
      {sheet.hasFreeRows && isOpen && added !== undefined && (
        <Button
          className="row-adder"
          size="small"
          onClick={() => edits.save([{ pointer: `${sheet.rows.at(-1)?.pointer.replace(/\/\d+$/, '') ?? ''}/-`, json: added }])}
        >
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
function nameOf({ cells }: Row): string | undefined {
  const firstInput = cells.findIndex(({ pointer }) => pointer !== null);
  const words = cells.slice(0, firstInput).flatMap(({ text }) => (text === '' ? [] : [text]));
  return words.length === 0 ? undefined : words.join(' ');
}

function SheetRow({ sheet, row, at, headings, findings, edits, isOpen, paste }: SheetRowProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const name = nameOf(row) ?? `${sheet.title} ${at + 1}`;
  const isCellItself = row.cells.some(({ pointer }) => pointer === row.pointer);
  return (
    <tr {...(isCellItself ? {} : { id: elementId(row.pointer) })} tabIndex={-1}>
      {row.cells.map((cell, column) => (
        <td key={headings[column] ?? column}>
          {cell.pointer === null || !isOpen ? (
            cell.text
          ) : cell.pointer.endsWith('/formula') ? (
            <FormulaInput cell={cell} label={`${name} ${headings[column] ?? ''}`} edits={edits} mark={markOf(findings, cell.pointer)} />
          ) : (
            <CellInput
              cell={cell}
              label={sheet.id === 'examples' ? row.pointer : `${name} ${headings[column] ?? ''}`}
              edits={edits}
              mark={markOf(findings, cell.pointer)}
              pasted={(text) => paste([at, column], text)}
            />
          )}
        </td>
      ))}
      <PinnedColumn pointer={row.pointer} />
      {sheet.hasFreeRows && isOpen && (
        <td>
          <Button
            size="small"
            type="text"
            aria-label={t.removeRow(at + 1)}
            onClick={() => edits.save([{ pointer: row.pointer, remove: true }])}
          >
            ×
          </Button>
        </td>
      )}
    </tr>
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

/** One table of a draft: parameters, coefficients, bands, codes; or one that is only read. */
export function SheetTable(props: SheetTableProps) {
  const { sheet, edits, findings } = props;
  const isOpen = props.isOpen && !edits.isShifting;
  const t = useTexts({ zh: editorZh, en: editorEn });
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState(sheet.id.startsWith('rules/') ? sheet.rows.length : STEP);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const isOwnText = sheet.id.startsWith('decisions/');
  const headings = sheet.id === 'parameters' ? t.parameterHeadings : sheet.headings;
  const word = typed.trim().toLowerCase();
  const rows = sheet.rows.filter(({ cells }) => word === '' || cells.some(({ text }) => text.toLowerCase().includes(word)));
  const paste = (start: readonly [number, number], text: string): boolean => {
    const block = blockOf(text);
    if (block === undefined) return false;
    const beyond = start[0] + block.length - rows.length;
    const { patches, undo, wrong } = pastedEdits(rows, start, block);
    if (beyond > 0) setTrouble(t.pasteTooLarge(beyond));
    else if (typeof wrong === 'string') setTrouble(t.wrong[wrong]);
    else if (patches.length > 0) {
      setTrouble(undefined);
      edits.save(patches, undo);
    }
    return true;
  };
  return (
    <section className="panel sheet" aria-label={sheet.title}>
      <h2>{sheet.title}</h2>
      <Tools {...props} isOpen={isOpen} />
      {isOwnText && <p className="note">{t.readOnly}</p>}
      {trouble !== undefined && <Alert type="warning" showIcon role="alert" title={trouble} />}
      {sheet.rows.length > 12 && (
        <Input
          className="sheet-filter"
          allowClear
          placeholder={t.filter}
          aria-label={t.filterOf(sheet.title)}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
      <div className="sheet-scroll" tabIndex={0} role="group" aria-label={sheet.title}>
        <table className={`sheet-table sheet-${sheet.id.split('/')[0] ?? ''}`}>
          <SheetHead sheet={sheet} headings={headings} isOpen={isOpen} />
          <tbody>
            {rows.slice(0, shown).map((row, at) => (
              <SheetRow
                key={row.pointer}
                sheet={sheet}
                row={row}
                at={at}
                headings={headings}
                findings={findings}
                edits={edits}
                isOpen={isOpen}
                paste={paste}
              />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown && <Button onClick={() => setShown(shown + STEP)}>{t.moreRows(rows.length - shown)}</Button>}
    </section>
  );
}
