import { Alert, Button } from 'antd';
import { useState, type PropsWithChildren } from 'react';
import { useCaller } from '../../../api/caller.tsx';
import { useAsk, useChange } from '../../../api/operations.ts';
import { PlaceLink, usePlace } from '../../../frame/place.tsx';
import {
  CaseAsExampleDocument,
  DraftsToKeepInDocument,
  KeepExampleDocument,
  type CaseAsExampleQueryVariables,
  type DraftsToKeepInQuery,
} from '../../../generated/scoring/keep/graphql.ts';
import { commandKey } from '../../../parts/command-key.ts';
import { printDecimalText } from '../../../parts/decimal-text.ts';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { refusalOf } from '../../../parts/refusal-of.ts';
import { Stated, StatedRules } from '../../../parts/stated.tsx';
import { Loaded } from '../../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import { keepEn } from '../../../texts/en/keep.ts';
import { keepZh } from '../../../texts/zh/keep.ts';

type CaseToKeep = CaseAsExampleQueryVariables['input'];
type Draft = DraftsToKeepInQuery['rulesetDrafts'][number];

interface KeepProps {
  readonly input: CaseToKeep;
  /** As the result shows them; they are the draft's once one is chosen. */
  readonly points: string | null;
}

function Part({ title, children }: PropsWithChildren<{ readonly title: string }>) {
  return (
    <div role="group" aria-label={title}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}

interface MadeProps {
  readonly draft: Draft;
  readonly input: CaseToKeep;
  readonly label: string;
}

/** The example as it would stand in the draft, and a button that puts it there. */
function Made({ draft: { draftId, revision }, input, label }: MadeProps) {
  const t = useTexts({ zh: keepZh, en: keepEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const asked = useAsk(CaseAsExampleDocument, { region: region.code, input, draftId, label });
  const keep = useChange(KeepExampleDocument);
  const [key] = useState(commandKey);
  const save = (id: string, example: unknown): void => {
    const patches = [{ pointer: `/examples/${id}`, json: JSON.stringify(example) }];
    keep.mutate({ input: { regionCode: region.code, draftId, baseRevision: revision, patches, reason: t.reason, idempotencyKey: key } });
  };
  const answered = keep.data?.saveDraft;
  if (answered?.__typename === 'SaveDraftPayload')
    return (
      <p role="status">
        {t.kept} <PlaceLink to={`/checks/draft/${encodeURIComponent(draftId)}`}>{t.toCheck}</PlaceLink>
      </p>
    );
  return (
    <Loaded asked={asked}>
      {({ scoreCase }) => {
        if (scoreCase.__typename !== 'CaseScore') return <Refused refusal={refusalOf(scoreCase)} />;
        const { id, example, givenSaid, expectSaid, firedSaid, refusals } = scoreCase.example;
        if (id === null) return <Alert type="warning" showIcon title={refusals.map((one) => said(one, language)).join('；')} />;
        return (
          <>
            <div className="keep-parts">
              <Part title={t.given}>
                <Stated all={givenSaid} />
              </Part>
              <Part title={t.expect}>
                <Stated all={expectSaid} />
              </Part>
              <Part title={t.fired}>
                <StatedRules all={firedSaid} />
              </Part>
            </div>
            <Button type="primary" loading={keep.isPending} disabled={label.trim() === ''} onClick={() => save(id, example)}>
              {t.save}
            </Button>
            {keep.error !== null && <Failure error={keep.error} />}
            {answered !== undefined && <Refused refusal={refusalOf(answered)} />}
          </>
        );
      }}
    </Loaded>
  );
}

function Choosing({ input, points }: KeepProps) {
  const t = useTexts({ zh: keepZh, en: keepEn });
  const { region } = usePlace();
  const asked = useAsk(DraftsToKeepInDocument, { region: region.code });
  const drafts = asked.data?.rulesetDrafts.filter(({ state }) => state === 'DRAFT') ?? [];
  const [at, setAt] = useState(0);
  const [label, setLabel] = useState(t.labelOf(printDecimalText(points ?? '0')));
  const draft = drafts[at];
  return (
    <Loaded asked={asked}>
      {() =>
        draft === undefined ? (
          <p className="note">{t.none}</p>
        ) : (
          <>
            <p className="note">{t.how}</p>
            <p className="keep-choice">
              <label>
                {t.draft}{' '}
                <select value={at} onChange={({ target }) => setAt(target.selectedIndex)}>
                  {drafts.map(({ draftId, name }, index) => (
                    <option key={draftId} value={index}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>{' '}
              <label>
                {t.label} <input className="cell" value={label} maxLength={100} onChange={({ target }) => setLabel(target.value)} />
              </label>
            </p>
            <Made key={draft.draftId} draft={draft} input={input} label={label} />
          </>
        )
      }
    </Loaded>
  );
}

/** 留作算例 a scored case becomes an example of a draft: by its rules, and without what would name it. */
export function KeepExample({ input, points }: KeepProps) {
  const t = useTexts({ zh: keepZh, en: keepEn });
  const [isOpen, setOpen] = useState(false);
  if (!useCaller().mayOneOf(['ruleset:draft'])) return null;
  return (
    <section className="keep-example">
      <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? t.close : t.keep}
      </Button>
      {isOpen && <Choosing input={input} points={points} />}
    </section>
  );
}
