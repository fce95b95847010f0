import { ImportWorkbook } from '../../parts/workbook/import-workbook.tsx';
import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { rulesEn } from '../../texts/en/rules.ts';
import { rulesZh } from '../../texts/zh/rules.ts';
import { Alert, Button, Space, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { DraftFindingsDocument, DraftTextDocument, type DraftFindingsQuery } from '../../generated/editor/graphql.ts';
import { printInstant } from '../../parts/days.ts';
import { Failure, Refused } from '../../parts/failure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Waiting } from '../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { elementId } from './cell-input.tsx';
import { DraftShown } from './formula/draft-shown.ts';
import { Findings, type Finding } from './findings.tsx';
import { MoveDraft } from './move-draft.tsx';
import { PinScope } from './pin/pin-scope.tsx';
import { RulesBuilder } from './rules/rules-builder.tsx';
import { RulesText } from './rules-text.tsx';
import { SheetTable } from './sheet-table.tsx';
import { SubmitDraft } from './submit-draft.tsx';
import { useEdits, type Draft, type Edits } from './use-edits.ts';

/** The section that says what the rules are. */
const RULES = 'rules';
/** The section in which rules are added and taken out. */
const BUILDER = 'builder';

type Check = DraftFindingsQuery['rulesetDraft']['check'];

/** The section in which a place is. */
function sectionOf({ tables }: Draft, place: string): string {
  if (
    tables.sheets.some(({ id, rows }) => id === 'head' && rows.some(({ pointer }) => place === pointer || pointer.startsWith(`${place}/`)))
  )
    return 'head';
  const found = tables.sheets.find(({ pointer }) => pointer !== '' && (place === pointer || place.startsWith(`${pointer}/`)));
  const within = (pointer: string): boolean => place === pointer || pointer.startsWith(`${place}/`) || place.startsWith(`${pointer}/`);
  const written = tables.sheets.find(({ id, rows }) => id.startsWith(`${RULES}/`) && rows.some(({ pointer }) => within(pointer)));
  return (found ?? written)?.id ?? RULES;
}

/** Shows a place once its section is there: the cell is focused, or the row, or else whatever stands above it. */
function useLead(draft: Draft, choose: (section: string) => void) {
  const [wanted, setWanted] = useState<{ readonly place: string } | undefined>(undefined);
  useEffect(() => {
    if (wanted === undefined) return;
    const steps = wanted.place.split('/');
    const above = steps.map((_, index) => steps.slice(0, index + 1).join('/')).reverse();
    const within = document.querySelector<HTMLElement>(`[id^="${CSS.escape(elementId(`${wanted.place}/`))}"]`);
    const exact = [`${wanted.place}/value`, wanted.place].map((place) => document.getElementById(elementId(place)));
    const found = [...exact, within, ...above.map((place) => document.getElementById(elementId(place)))].find((one) => one !== null);
    found?.scrollIntoView({ block: 'center' });
    found?.focus({ preventScroll: true });
  }, [wanted]);
  return (place: string): void => {
    choose(sectionOf(draft, place));
    setWanted({ place });
  };
}

function Contested({ edits }: { readonly edits: Edits }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const shown = useRef<HTMLDivElement>(null);
  // Whoever edits a row far below sees that a choice is asked.
  useEffect(() => {
    void shown.current?.scrollIntoView({ block: 'center' }); // newer browsers answer a promise
  }, [edits.contest]);
  if (edits.contest === undefined) return null;
  return (
    <div ref={shown}>
      <Alert
        type="warning"
        showIcon
        role="alert"
        title={t.conflict}
        description={
          <>
            <p>{t.conflictDoThis}</p>
            {edits.contest.conflict.sides.map(({ entry, yoursSaid, theirsSaid }) => (
              <dl key={entry} className="sides">
                <dt>{t.yoursSaid}</dt>
                <dd>{yoursSaid.join('\n')}</dd>
                <dt>{t.theirsSaid}</dt>
                <dd>{theirsSaid.join('\n')}</dd>
              </dl>
            ))}
            <Space>
              <Button type="primary" onClick={edits.takeMine}>
                {t.mine}
              </Button>
              <Button onClick={edits.takeTheirs}>{t.theirs}</Button>
            </Space>
          </>
        }
      />
    </div>
  );
}

/** What was saved, whether by oneself or by others. */
function SaveState({ draft, edits }: { readonly draft: Draft; readonly edits: Edits }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  return (
    <span role="status" className="save-state">
      {edits.isSaving ? t.saving : edits.savedRevision === undefined ? t.opened(draft.revision) : t.saved(edits.savedRevision)}
    </span>
  );
}

function Sections({ draft, chosen, choose }: { readonly draft: Draft; readonly chosen: string; readonly choose: (id: string) => void }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const builder = { id: BUILDER, title: useTexts({ zh: rulesZh, en: rulesEn }).title };
  const sheets = draft.tables.sheets.map(({ id, title }) => ({ id, title }));
  const ofRules = sheets.findIndex(({ id }) => id.startsWith(`${RULES}/`));
  const all = [...sheets.slice(0, ofRules), builder, ...sheets.slice(ofRules), { id: RULES, title: t.rules }];
  return (
    <nav className="sections" aria-label={t.sections}>
      <ul>
        {all.map(({ id, title }) => (
          <li key={id}>
            <button type="button" aria-current={id === chosen ? 'true' : undefined} onClick={() => choose(id)}>
              {title}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function History({ draft }: { readonly draft: Draft }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  return (
    <details className="panel">
      <summary>{t.history}</summary>
      <ol className="history" reversed>
        {[...draft.events].reverse().map(({ seq, kind, by, at, reason }) => (
          <li key={seq}>
            {t.kinds[kind]} · {t.editedBy(by, printInstant(at))}
            {reason !== '' && ` · ${reason}`}
          </li>
        ))}
      </ol>
    </details>
  );
}

interface FoundProps {
  readonly check: Check | undefined;
  readonly error: Error | null;
  readonly edits: Edits;
  readonly isOpen: boolean;
  readonly lead: (place: string) => void;
}

function Found({ check, error, edits, isOpen, lead }: FoundProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const count = (severity: Finding['severity']): number => check?.report.findings.filter((one) => one.severity === severity).length ?? 0;
  return (
    <aside className="panel found" aria-label={t.findings}>
      <h2>{t.findings}</h2>
      {error !== null && <Failure error={error} />}
      {check === undefined ? (
        error === null && <Waiting />
      ) : (
        <>
          <p className="found-sum">
            <Tag color={count('ERROR') > 0 ? 'error' : 'success'}>{count('ERROR') > 0 ? t.errors(count('ERROR')) : t.findingsOk}</Tag>
            {count('WARNING') > 0 && <Tag color="warning">{t.warnings(count('WARNING'))}</Tag>}
          </p>
          <Findings findings={check.report.findings} edits={edits} isOpen={isOpen} lead={lead} />
        </>
      )}
    </aside>
  );
}

/** Nothing can be edited any more: where the draft is decided. */
function OnlyRead({ draft }: { readonly draft: Draft }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const toChange = <PlaceLink to={`/changes/${draft.draftId}`}>{t.seeChange}</PlaceLink>;
  return <Alert className="state-only" type="info" showIcon title={t.stateOnly(t.states[draft.state])} action={toChange} />;
}

function Opened({ draft }: { readonly draft: Draft }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const edits = useEdits(draft);
  const [search, setSearch] = useSearchParams();
  const checked = useAsk(DraftFindingsDocument, { region: region.code, draft: draft.draftId });
  const chosen = search.get('section') ?? 'head';
  const choose = (section: string): void =>
    setSearch((known) => {
      const next = new URLSearchParams(known);
      next.set('section', section);
      return next;
    });
  const lead = useLead(draft, choose);
  const isOpen = draft.state === 'DRAFT' && mayOneOf(['ruleset:draft']);
  const check = checked.data?.rulesetDraft.check;
  const findings = check?.report.findings ?? [];
  const sheet = draft.tables.sheets.find(({ id }) => id === chosen);
  return (
    <>
      <PageHeading
        isInSight
        title={draft.name}
        note={
          <>
            <Tag>{t.states[draft.state]}</Tag> {draft.base} · <SaveState draft={draft} edits={edits} />
          </>
        }
        actions={
          <>
            <PlaceLink to="/drafts">{t.allDrafts}</PlaceLink>
            <PlaceLink to={`/changes/${draft.draftId}`}>{t.toChanges}</PlaceLink>
            <a href={draft.workbookPath}>{t.workbook}</a>
            {isOpen && <ImportWorkbook regionCode={region.code} draftId={draft.draftId} />}
            {edits.undo !== undefined && isOpen && <Button onClick={edits.undo}>{t.undo}</Button>}
            {mayOneOf(['ruleset:draft']) && <MoveDraft draft={draft} />}
            {isOpen && <SubmitDraft draft={draft} check={check} isSaving={edits.isSaving || checked.isFetching} />}
          </>
        }
      />
      {draft.damage !== null && <Alert type="error" showIcon title={t.damaged} description={said(draft.damage.message, language)} />}
      {draft.state !== 'DRAFT' && <OnlyRead draft={draft} />}
      {draft.tables.faulty.length > 0 && <Alert type="warning" showIcon title={t.faulty(draft.tables.faulty.join('、'))} />}
      <Contested edits={edits} />
      {edits.refusal !== undefined && <Refused refusal={edits.refusal} />}
      {edits.error !== null && <Failure error={edits.error} />}
      <div className="editor">
        <Sections draft={draft} chosen={chosen} choose={choose} />
        <div className="editor-text">
          {chosen === BUILDER ? (
            <RulesBuilder draft={draft} edits={edits} findings={findings} isOpen={isOpen} />
          ) : sheet === undefined ? (
            <RulesText rules={check?.rules} />
          ) : (
            <PinScope key={sheet.id} sheet={sheet}>
              <SheetTable sheet={sheet} edits={edits} findings={findings} isOpen={isOpen} />
            </PinScope>
          )}
          <History draft={draft} />
        </div>
        <Found check={check} error={checked.error} edits={edits} isOpen={isOpen} lead={lead} />
      </div>
    </>
  );
}

/** One draft as its policy text: every change saves itself, and what the check finds stands beside it. */
export function DraftEditor({ draft }: { readonly draft: string }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region } = usePlace();
  const asked = useAsk(DraftTextDocument, { region: region.code, draft });
  return (
    <DraftShown value={draft}>
      {asked.data === undefined && asked.error !== null && (
        <PageHeading title={t.title} actions={<PlaceLink to="/drafts">{t.allDrafts}</PlaceLink>} />
      )}
      <Loaded asked={asked}>{({ rulesetDraft }) => <Opened draft={rulesetDraft} />}</Loaded>
    </DraftShown>
  );
}
