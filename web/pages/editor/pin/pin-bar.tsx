import { Button, Space } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { CasesToPinDocument, ExamplesToPinDocument } from '../../../generated/editor/pin/graphql.ts';
import { printDecimalText } from '../../../parts/decimal-text.ts';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { refusalOf } from '../../../parts/refusal-of.ts';
import { pinEn } from '../../../texts/en/pin.ts';
import { pinZh } from '../../../texts/zh/pin.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import { useDraftShown } from '../formula/draft-shown.ts';
import type { CasePinned, FoundExample, Pin } from './use-pinned.ts';
import './pin.css';

const LIST = 'cases-to-pin';

/** The case that is meant: its number, or institution and number with a stroke between. */
function pinOf(typed: string): Pin | undefined {
  const text = typed.trim();
  const stroke = text.indexOf('/');
  if (text === '') return undefined;
  const [institution, caseNo] = stroke < 1 ? [null, text] : [text.slice(0, stroke), text.slice(stroke + 1)];
  return { kind: 'case', caseNo, institution };
}

function CaseChoice({ choose }: Pick<CasePinned, 'choose'>) {
  const t = useTexts({ zh: pinZh, en: pinEn });
  const { region } = usePlace();
  const [typed, setTyped] = useState('');
  const cases = useAsk(CasesToPinDocument, { region: region.code });
  return (
    <form
      className="pin-form"
      onSubmit={(event) => {
        event.preventDefault();
        choose(pinOf(typed));
      }}
    >
      <label htmlFor={`${LIST}-input`}>{t.pinCase}</label>
      <input
        id={`${LIST}-input`}
        className="cell pin-input"
        list={LIST}
        value={typed}
        autoComplete="off"
        placeholder={t.caseNo}
        onChange={({ target }) => setTyped(target.value)}
      />
      <datalist id={LIST}>
        {cases.data?.inpatientCases.edges.map(({ node }) => (
          <option key={node.id} value={`${node.institution.code}/${node.caseNo}`}>
            {node.institution.name}
          </option>
        ))}
      </datalist>
      <Button size="small" htmlType="submit" disabled={typed.trim() === ''}>
        {t.pin}
      </Button>
    </form>
  );
}

/** 固定一个算例 the examples of the draft by name. */
function ExampleChoice({ choose }: Pick<CasePinned, 'choose'>) {
  const t = useTexts({ zh: pinZh, en: pinEn });
  const { region } = usePlace();
  const asked = useAsk(ExamplesToPinDocument, { region: region.code, draft: useDraftShown() });
  const examples = asked.data?.rulesetDraft.examples ?? [];
  if (examples.length === 0) return null;
  return (
    <label className="pin-form">
      {t.pinExample}
      <select className="cell" value="" onChange={({ target }) => choose({ kind: 'example', id: target.value })}>
        <option value="" disabled>
          {t.chooseExample}
        </option>
        {examples.map(({ id, label }) => (
          <option key={id} value={id}>
            {label ?? id}
          </option>
        ))}
      </select>
    </label>
  );
}

function Choice({ choose, mayPinCases }: Pick<CasePinned, 'choose' | 'mayPinCases'>) {
  const t = useTexts({ zh: pinZh, en: pinEn });
  return (
    <div className="pin-form">
      {mayPinCases && <CaseChoice choose={choose} />}
      <ExampleChoice choose={choose} />
      <span className="note">{t.hint}</span>
    </div>
  );
}

/** Why the pinned example has no numbers. */
function ExampleProblems({ example }: { readonly example: FoundExample }) {
  const { language } = useLanguage();
  if (example.__typename !== 'DraftExample') return <Refused refusal={refusalOf(example)} />;
  return example.problems.map((problem) => (
    <p key={problem.zh} role="alert">
      {said(problem, language)}
    </p>
  ));
}

/** What the pinned case or example is called. */
function Pinned({ pinned: { pin, found, example } }: { readonly pinned: CasePinned }) {
  const t = useTexts({ zh: pinZh, en: pinEn });
  const { language } = useLanguage();
  if (pin?.kind === 'case')
    return (
      <>
        <strong>{t.pinned(pin.caseNo)}</strong>
        {found?.institution.name}
      </>
    );
  const label = example?.__typename === 'DraftExample' && example.label !== null ? said(example.label, language) : '';
  return <strong title={pin?.id}>{t.pinnedExample(label === '' ? (pin?.id ?? '') : label)}</strong>;
}

/** Chooses the case or example whose numbers stand beside conditions and formulas, and says what it comes to. */
export function PinBar({ pinned }: { readonly pinned: CasePinned }) {
  const t = useTexts({ zh: pinZh, en: pinEn });
  const { pin, found, example, isReading, error, choose, mayPinCases } = pinned;
  if (pin === undefined) return <Choice choose={choose} mayPinCases={mayPinCases} />;
  const score = found?.score;
  return (
    <div className="pin-bar">
      <Space wrap>
        <Pinned pinned={pinned} />
        {score?.__typename === 'CaseScore' && <span className="figure">{t.points(printDecimalText(score.points))}</span>}
        {isReading && <span className="note">{t.reading}</span>}
        <Button size="small" onClick={() => choose(undefined)}>
          {t.unpin}
        </Button>
      </Space>
      {pin.kind === 'case' && found === null && !isReading && <p role="alert">{t.noCase(pin.caseNo)}</p>}
      {score !== undefined && score.__typename !== 'CaseScore' && <Refused refusal={refusalOf(score)} />}
      {example !== undefined && <ExampleProblems example={example} />}
      {error !== null && <Failure error={error} />}
    </div>
  );
}
