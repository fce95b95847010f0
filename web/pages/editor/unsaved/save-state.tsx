import { Alert, Button } from 'antd';
import { editorEn } from '../../../texts/en/editor.ts';
import { editorZh } from '../../../texts/zh/editor.ts';
import { useTexts } from '../../../texts/language.tsx';
import type { JsonDraft } from '../json/use-json-draft.ts';
import type { Draft, Edits } from '../use-edits.ts';
import type { TypedCell } from './typed-cells.ts';
import { useTypedCells, type Unsaved } from './use-typed-cells.ts';
import './unsaved.css';

interface SaveStateProps {
  readonly draft: Draft;
  readonly edits: Edits;
  readonly json: JsonDraft;
  readonly unsaved: Unsaved;
  readonly leadTo: (cell: TypedCell) => void;
  readonly showJson: () => void;
}

/** How many places with something unsaved are named one by one. */
const NAMED = 3;

/** What was saved, whether by oneself or by others; or what on the page is not saved, and where. */
export function SaveState({ draft, edits, json, unsaved, leadTo, showJson }: SaveStateProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const [last = 0] = [edits.savedRevision ?? 0, json.savedRevision ?? 0].sort((a, b) => b - a);
  const inCells = [...unsaved.here, ...unsaved.astray].length;
  const count = inCells + (json.isDirty ? 1 : 0);
  if (edits.isSaving || json.isSaving)
    return (
      <span role="status" className="save-state">
        {t.saving}
      </span>
    );
  if (edits.contest !== undefined)
    return (
      <span role="status" className="save-state unsaved">
        {t.conflict}
      </span>
    );
  if (count === 0)
    return (
      <span role="status" className="save-state">
        {last === 0 ? t.opened(draft.revision) : t.saved(last)}
      </span>
    );
  return (
    <span role="status" className="save-state unsaved">
      {t.unsaved(count)}
      {unsaved.here.slice(0, NAMED).map((one) => (
        <button key={one.pointer} type="button" className="unsaved-lead" title={one.label} onClick={() => leadTo(one)}>
          {one.label}
        </button>
      ))}
      {json.isDirty && (
        <button type="button" className="unsaved-lead" onClick={showJson}>
          {t.json}
        </button>
      )}
    </span>
  );
}

/** What was typed into cells that have become others since: it is shown, to be copied or given up. */
export function Astray({ unsaved }: { readonly unsaved: Unsaved }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const cells = useTypedCells();
  return unsaved.astray.map(({ pointer, label, text }) => (
    <Alert
      key={pointer}
      type="warning"
      showIcon
      title={t.astray(label, text)}
      action={
        <Button size="small" onClick={() => cells.drop(pointer)}>
          {t.giveUp}
        </Button>
      }
    />
  ));
}
