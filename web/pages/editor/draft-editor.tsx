import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { Alert, Button, Space, Tag } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { DraftFindingsDocument, DraftTextDocument, type DraftFindingsQuery } from '../../generated/editor/graphql.ts';
import { printInstant } from '../../parts/days.ts';
import { DownloadLink } from '../../parts/download-link.tsx';
import { Failure, Refused } from '../../parts/failure.tsx';
import { FollowedBy } from '../../parts/followed-by.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Waiting } from '../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { elementId } from './cell-input.tsx';
import { DraftShown } from './formula/draft-shown.ts';
import { Findings, type Finding } from './findings.tsx';
import { JsonUnsaved } from './json/json-unsaved.tsx';
import { useJsonDraft, type JsonDraft } from './json/use-json-draft.ts';
import { MoveDraft } from './move-draft.tsx';
import { PinScope } from './pin/pin-scope.tsx';
import { RulesText } from './rules-text.tsx';
import { SheetTable } from './sheet-table.tsx';
import { SubmitDraft } from './submit/submit-draft.tsx';
import { Astray, SaveState } from './unsaved/save-state.tsx';
import type { TypedCell } from './unsaved/typed-cells.ts';
import { useUnsaved } from './unsaved/use-typed-cells.ts';
import { useEdits, useUndoKey, type Contested, type Draft, type Edits } from './use-edits.ts';

const ImportWorkbook = lazy(async () => ({ default: (await import('../../parts/workbook/import-workbook.tsx')).ImportWorkbook }));
const JsonView = lazy(() => import('./json/json-view.tsx'));
const RulesBuilder = lazy(async () => ({ default: (await import('./rules/rules-builder.tsx')).RulesBuilder }));

/** The section that says what the rules are. */
const RULES = 'rules';
/** The section in which rules are added and taken out. */
const BUILDER = 'builder';
/** The section with the draft's own text. */
const JSON_TEXT = 'json';

/** Nothing is found yet: one list, so that nothing is drawn anew. */
const NONE: readonly Finding[] = [];

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

/** What is on the page and not saved, and ways to it. */
type StateOfSaving = Pick<Parameters<typeof SaveState>[0], 'unsaved' | 'leadTo' | 'showJson'>;

interface Wanted {
  readonly place: string;
  /** In the draft's own text. */
  readonly isInJson: boolean;
}

/** Shows a place once its section is there: the cell is focused, or the row, or else whatever stands above it. In the text its own view leads there. */
function useLead(draft: Draft, chosen: string, choose: (section: string) => void) {
  const [wanted, setWanted] = useState<Wanted | undefined>(undefined);
  const isInJson = chosen === JSON_TEXT;
  useEffect(() => {
    if (wanted === undefined || wanted.isInJson) return;
    const steps = wanted.place.split('/');
    const above = steps.map((_, index) => steps.slice(0, index + 1).join('/')).reverse();
    const within = document.querySelector<HTMLElement>(`[id^="${CSS.escape(elementId(`${wanted.place}/`))}"]`);
    const exact = [`${wanted.place}/value`, wanted.place].map((place) => document.getElementById(elementId(place)));
    const found = [...exact, within, ...above.map((place) => document.getElementById(elementId(place)))].find((one) => one !== null);
    found?.scrollIntoView({ block: 'center' });
    found?.focus({ preventScroll: true });
  }, [wanted]);
  const lead = (place: string): void => {
    if (!isInJson) choose(sectionOf(draft, place));
    setWanted({ place, isInJson });
  };
  const leadTo = ({ section, pointer }: TypedCell): void => {
    choose(section);
    setWanted({ place: pointer, isInJson: false });
  };
  return { lead, leadTo, wanted: wanted?.isInJson === true ? wanted : undefined, forget: () => setWanted(undefined) };
}

function BothSides({ edits }: { readonly edits: Contested }) {
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

function Sections({ draft, chosen, choose }: { readonly draft: Draft; readonly chosen: string; readonly choose: (id: string) => void }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const builder = { id: BUILDER, title: t.builder };
  const json = { id: JSON_TEXT, title: t.json };
  const sheets = draft.tables.sheets.map(({ id, titleSaid }) => ({ id, title: said(titleSaid, language) }));
  const ofRules = sheets.findIndex(({ id }) => id.startsWith(`${RULES}/`));
  const all = [...sheets.slice(0, ofRules), builder, ...sheets.slice(ofRules), { id: RULES, title: t.rules }, json];
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
  readonly isUnsaved: boolean;
  readonly lead: (place: string) => void;
}

function Found({ check, error, edits, isOpen, isUnsaved, lead }: FoundProps) {
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
            {count('ERROR') > 0 ? (
              <Tag color="error">{t.errors(count('ERROR'))}</Tag>
            ) : isUnsaved ? (
              <Tag color="warning">{t.findingsOfSaved}</Tag>
            ) : (
              <Tag color="success">{t.findingsOk}</Tag>
            )}
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

const isAnyUnsaved = ({ edits, json, unsaved }: Pick<OpenedDraft, 'edits' | 'json'> & Pick<StateOfSaving, 'unsaved'>): boolean =>
  json.isDirty || edits.contest !== undefined || unsaved.here.length + unsaved.astray.length > 0;

interface OpenedDraft {
  readonly draft: Draft;
  readonly edits: Edits;
  readonly json: JsonDraft;
  readonly isOpen: boolean;
  readonly check: Check | undefined;
}

/** What the draft is called, where it stands, and what can be done with the whole of it. */
function Head({
  draft,
  edits,
  json,
  isOpen,
  check,
  isChecking,
  ...saving
}: OpenedDraft & StateOfSaving & { readonly isChecking: boolean }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const isUnsaved = isAnyUnsaved({ edits, json, unsaved: saving.unsaved });
  const isSaving = edits.isSaving || json.isSaving || isChecking;
  return (
    <PageHeading
      isInSight
      title={draft.name}
      note={
        <>
          <Tag>{t.states[draft.state]}</Tag> {draft.base} · <SaveState {...{ draft, edits, json }} {...saving} />
        </>
      }
      actions={
        <>
          <PlaceLink to="/drafts">{t.allDrafts}</PlaceLink>
          <PlaceLink to={`/changes/${draft.draftId}`}>{t.toChanges}</PlaceLink>
          <DownloadLink path={draft.workbookPath} fileName={`${draft.name}.xlsx`}>
            {t.workbook}
          </DownloadLink>
          <Suspense>{isOpen && <ImportWorkbook regionCode={region.code} draftId={draft.draftId} />}</Suspense>
          {edits.undo !== undefined && isOpen && <Button onClick={edits.undo}>{t.undo}</Button>}
          {mayOneOf(['ruleset:draft']) && <MoveDraft draft={draft} />}
          {isOpen && <SubmitDraft {...{ draft, check, isSaving, isUnsaved }} />}
        </>
      }
    />
  );
}

interface SectionProps extends OpenedDraft {
  readonly chosen: string;
  readonly wanted: Wanted | undefined;
}

/** The section that is open. */
function Section({ draft, edits, json, isOpen, check, chosen, wanted }: SectionProps) {
  const findings = check?.report.findings ?? NONE;
  const sheet = draft.tables.sheets.find(({ id }) => id === chosen);
  if (chosen === JSON_TEXT) return <JsonView json={json} findings={findings} isOpen={isOpen} wanted={wanted} />;
  if (chosen === BUILDER) return <RulesBuilder draft={draft} edits={edits} findings={findings} isOpen={isOpen} />;
  if (sheet === undefined) return <RulesText rules={check?.rules} />;
  return (
    <PinScope key={sheet.id} sheet={sheet}>
      <SheetTable sheet={sheet} edits={edits} findings={findings} isOpen={isOpen} />
    </PinScope>
  );
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
  const json = useJsonDraft(draft, chosen === JSON_TEXT);
  const choose = (section: string): void =>
    setSearch((known) => {
      const next = new URLSearchParams(known);
      next.set('section', section);
      return next;
    });
  const { lead, leadTo, wanted, forget } = useLead(draft, chosen, choose);
  const show = (section: string): void => {
    forget();
    choose(section);
  };
  const isOpen = draft.state === 'DRAFT' && mayOneOf(['ruleset:draft']);
  const opened = { draft, edits, json, isOpen, check: checked.data?.rulesetDraft.check };
  const unsaved = useUnsaved(draft);
  useUndoKey(isOpen && chosen !== JSON_TEXT ? edits.undo : undefined);
  return (
    <>
      <Head {...opened} {...{ unsaved, leadTo }} showJson={() => show(JSON_TEXT)} isChecking={checked.isFetching} />
      {draft.damage !== null && <Alert type="error" showIcon title={t.damaged} description={said(draft.damage.message, language)} />}
      {draft.state !== 'DRAFT' && <OnlyRead draft={draft} />}
      <FollowedBy followedBy={draft.followedBy} />
      {draft.tables.faulty.length > 0 && <Alert type="warning" showIcon title={t.faulty(draft.tables.faulty.join('、'))} />}
      {chosen !== JSON_TEXT && <JsonUnsaved json={json} show={() => show(JSON_TEXT)} />}
      {edits.contest === undefined && <Astray unsaved={unsaved} />}
      <BothSides edits={edits} />
      <BothSides edits={json} />
      {edits.refusal !== undefined && <Refused refusal={edits.refusal} />}
      {edits.error !== null && <Failure error={edits.error} />}
      <div className="editor">
        <Sections draft={draft} chosen={chosen} choose={show} />
        <div className="editor-text">
          <Suspense fallback={<Waiting />}>
            <Section {...opened} chosen={chosen} wanted={wanted} />
          </Suspense>
          <History draft={draft} />
        </div>
        <Found check={opened.check} error={checked.error} isUnsaved={isAnyUnsaved({ edits, json, unsaved })} {...{ edits, isOpen, lead }} />
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
