import { CopyOutlined, PrinterOutlined } from '@ant-design/icons';
import { Alert, App, Button, Descriptions, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { ChangeCheckDocument, ChangeDiffDocument, ChangeShownDocument } from '../../generated/changes/graphql.ts';
import { copyText } from '../../parts/clipboard.ts';
import { FollowedBy } from '../../parts/followed-by.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded } from '../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import type { ShownChange } from './change-data.ts';
import { ChangeComments } from './comments.tsx';
import { Deciding } from './deciding.tsx';
import { ChangeFindings } from './findings.tsx';
import { ImpactPanel } from './impact.tsx';
import { ChangeActivity, ChangeSignatures } from './record.tsx';
import { resultsOf, useImpacts } from './use-impacts.ts';
import { ChangedText, DecidedOtherwise } from './what-changed.tsx';

/** The version that a draft replaces, or the one that it was begun from. */
const COMPARED = ['REPLACED', 'BASE'] as const;

/** A hash in full, and a button that copies it. */
function Hash({ hash, label }: { readonly hash: string; readonly label: string }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    const done = await copyText(hash);
    void (done ? message.success(t.copied) : message.error(t.notCopied));
  };
  return (
    <span className="change-hash">
      <span className="hash">{hash}</span>{' '}
      <Button size="small" aria-label={t.copyOf(label)} icon={<CopyOutlined aria-hidden />} onClick={() => void copy()} />
    </span>
  );
}

function Facts({ draft }: { readonly draft: ShownChange }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { region } = usePlace();
  const { submission } = draft;
  const items = [
    { key: 'region', label: t.region, children: `${region.name} ${region.code}` },
    { key: 'state', label: t.state, children: <Tag>{t.states[draft.state]}</Tag> },
    { key: 'scheme', label: t.scheme, children: draft.scheme },
    { key: 'version', label: t.version, children: submission?.version ?? t.notSubmitted },
    { key: 'from', label: t.from, children: submission?.effectiveFrom ?? '—' },
    { key: 'by', label: t.createdBy, children: draft.events[0]?.by ?? '—' },
    { key: 'base', label: t.base, children: draft.base ?? '—' },
    { key: 'revision', label: t.revision, children: draft.revision },
    { key: 'publishOn', label: t.publishOn, children: draft.publishOn ?? '—' },
    { key: 'approvals', label: t.approvals, children: draft.approvals.map(({ by }) => by).join('、') || '—' },
    { key: 'hash', label: t.contentHash, span: 3, children: <Hash hash={draft.contentHash} label={t.contentHash} /> },
    ...(submission === null
      ? []
      : [
          { key: 'effective', label: t.effectiveHash, span: 3, children: <Hash hash={submission.effectiveHash} label={t.effectiveHash} /> },
        ]),
    ...((submission?.retroactive ?? null) === null
      ? []
      : [{ key: 'past', label: t.retroactive, span: 3, children: submission?.retroactive }]),
  ];
  return <Descriptions size="small" bordered column={3} items={items} />;
}

/** What is wrong with the draft, or moves beside it. */
function Beside({ draft }: { readonly draft: ShownChange }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { language } = useLanguage();
  return (
    <>
      {draft.damage !== null && <Alert type="error" showIcon role="alert" title={said(draft.damage.message, language)} />}
      <FollowedBy followedBy={draft.followedBy} />
      {draft.conflicts.length > 0 && (
        <Alert
          className="change-beside"
          type="warning"
          showIcon
          title={
            <ul>
              {draft.conflicts.map(({ kind, other, name, entries }) => (
                <li key={`${kind} ${other}`}>
                  {`${t.conflicts[kind]}：${name}`} <code>{entries.join('  ')}</code>
                </li>
              ))}
            </ul>
          }
        />
      )}
    </>
  );
}

function ChangeBody({ draft }: { readonly draft: ShownChange }) {
  const { region } = usePlace();
  const variables = { region: region.code, draftId: draft.draftId };
  const isReadable = draft.damage === null;
  const [compared, setCompared] = useState<(typeof COMPARED)[number]>('REPLACED');
  const diff = useAsk(ChangeDiffDocument, { ...variables, with: compared }, { enabled: isReadable });
  const check = useAsk(ChangeCheckDocument, variables, { enabled: isReadable });
  const effectiveHash = draft.submission?.effectiveHash ?? check.data?.rulesetDraft.check.effectiveHash;
  const impacts = useImpacts(draft, effectiveHash);
  const t = useTexts({ zh: changesZh, en: changesEn });
  return (
    <>
      <Beside draft={draft} />
      <section className="panel">
        <Facts draft={draft} />
      </section>
      <Deciding draft={draft} findings={check.data?.rulesetDraft.check.report.findings ?? []} />
      {isReadable && (
        <>
          <Loaded asked={diff}>
            {({ rulesetDraft }) =>
              rulesetDraft.diff === null ? (
                <p className="panel">{t.nothingToCompare}</p>
              ) : (
                <>
                  <ChangedText draft={draft} diff={rulesetDraft.diff}>
                    <label className="change-start">
                      {t.compare}{' '}
                      <select value={compared} onChange={({ target }) => setCompared(COMPARED[target.selectedIndex] ?? 'REPLACED')}>
                        {COMPARED.map((one) => (
                          <option key={one} value={one}>
                            {t.compared[one]}
                          </option>
                        ))}
                      </select>
                    </label>
                  </ChangedText>
                  <DecidedOtherwise diff={rulesetDraft.diff} results={resultsOf(impacts, effectiveHash)} />
                </>
              )
            }
          </Loaded>
          <ImpactPanel {...{ draft, impacts, effectiveHash }} />
          <Loaded asked={check}>{({ rulesetDraft }) => <ChangeFindings check={rulesetDraft.check} />}</Loaded>
        </>
      )}
      <ChangeComments draft={draft} pointers={diff.data?.rulesetDraft.diff?.textual.map(({ pointer }) => pointer) ?? []} />
      <ChangeActivity draft={draft} />
      <ChangeSignatures draft={draft} />
    </>
  );
}

/** Paper has nothing to unfold: what is folded away is printed as well. */
function unfoldAll(): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('.change-examples')) details.open = true;
}

/** One 变更单: what it changes, whom it moves, what the check says, who signed, and what may be done. */
export function Change({ draftId }: { readonly draftId: string }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { region } = usePlace();
  const asked = useAsk(ChangeShownDocument, { region: region.code, draftId });
  const draft = asked.data?.rulesetDraft;
  useEffect(() => {
    window.addEventListener('beforeprint', unfoldAll);
    return () => window.removeEventListener('beforeprint', unfoldAll);
  }, []);
  return (
    <div className="change">
      <PageHeading
        title={draft === undefined ? t.title : t.titleOf(draft.name)}
        note={t.changeNote}
        actions={
          <>
            <PlaceLink to="/changes">{t.all}</PlaceLink>
            <Button icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
              {t.print}
            </Button>
          </>
        }
      />
      <Loaded asked={asked}>{({ rulesetDraft }) => <ChangeBody draft={rulesetDraft} />}</Loaded>
    </div>
  );
}
