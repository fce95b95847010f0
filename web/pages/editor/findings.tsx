import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import type { DraftFindingsQuery } from '../../generated/editor/graphql.ts';
import { copyText } from '../../parts/clipboard.ts';
import { NewResults, patchOf } from '../../parts/new-results.tsx';
import { Stated } from '../../parts/stated.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import type { Edits } from './use-edits.ts';

/** Something that the check finds. */
export type Finding = DraftFindingsQuery['rulesetDraft']['check']['report']['findings'][number];

interface FindingsProps {
  readonly findings: readonly Finding[];
  readonly edits: Edits;
  readonly isOpen: boolean;
  readonly lead: (place: string) => void;
}

const COLOURS = { ERROR: 'error', WARNING: 'warning', INFO: 'default' } as const;

function Witness({ finding }: { readonly finding: Finding }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const [isCopied, setCopied] = useState(false);
  const text = [finding.witness, finding.beside]
    .filter((one) => one !== null && one !== undefined)
    .map((one) => JSON.stringify(one, null, 2))
    .join('\n');
  if (text === '') return null;
  return (
    <details>
      <summary>{t.witness}</summary>
      <Stated all={finding.witnessSaid} />
      {finding.besideSaid.length > 0 && (
        <>
          <p className="note">{t.witnessBeside}</p>
          <Stated all={finding.besideSaid} />
        </>
      )}
      <Button size="small" onClick={() => void copyText(text).then((isDone) => setCopied(isDone))}>
        {isCopied ? t.copied : t.copyWitness}
      </Button>
    </details>
  );
}

function OneFinding({ finding, edits, isOpen, lead }: Omit<FindingsProps, 'findings'> & { readonly finding: Finding }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const { severity, message, suggestion, place, pointer, mend, takesNewResult, code } = finding;
  return (
    <li className="finding">
      <button type="button" className="finding-lead" onClick={() => lead(place ?? pointer)}>
        <Tag color={COLOURS[severity]}>{t.severities[severity]}</Tag>
        {said(message, language)}
      </button>
      {suggestion !== null && (
        <p className="note">
          {t.suggestion}
          {said(suggestion, language)}
        </p>
      )}
      {takesNewResult && isOpen && <NewResults mends={mend} isBusy={edits.isSaving} save={(patches, undo) => edits.save(patches, undo)} />}
      {mend.length > 0 && !takesNewResult && (
        <div className="finding-mend">
          <ul>
            {mend.map((one) => (
              <li key={one.pointer}>
                <span className="hash">{one.pointer}</span> {one.remove ? t.mendRemove : t.mendTo(one.text ?? one.json ?? '')}
              </li>
            ))}
          </ul>
          {isOpen && (
            <Button size="small" onClick={() => edits.save(mend.map(patchOf))}>
              {t.apply}
            </Button>
          )}
        </div>
      )}
      <Witness finding={finding} />
      <span className="note hash">{code}</span>
    </li>
  );
}

/** What the check finds, errors first; notes on demand. A click leads to the place. */
export function Findings(props: FindingsProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const [isWhole, setWhole] = useState(false);
  const main = props.findings.filter(({ severity }) => severity !== 'INFO');
  const notes = props.findings.filter(({ severity }) => severity === 'INFO');
  const otherwise = props.findings.filter(({ takesNewResult }) => takesNewResult);
  const rest = { edits: props.edits, isOpen: props.isOpen, lead: props.lead };
  return (
    <>
      {props.isOpen && otherwise.length > 1 && (
        <NewResults
          mends={otherwise.flatMap(({ mend }) => mend)}
          all={otherwise.length}
          isBusy={props.edits.isSaving}
          save={(patches, undo) => props.edits.save(patches, undo)}
        />
      )}
      {main.length === 0 && <p>{t.findingsNone}</p>}
      <ul className="findings">
        {[...main, ...(isWhole ? notes : [])].map((finding) => (
          <OneFinding key={`${finding.code} ${finding.pointer} ${finding.message.zh}`} finding={finding} {...rest} />
        ))}
      </ul>
      {notes.length > 0 && (
        <Button size="small" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t.infosHide : t.infos(notes.length)}
        </Button>
      )}
    </>
  );
}
