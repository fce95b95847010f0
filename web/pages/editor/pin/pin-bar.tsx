import { Button, Space } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { CasesToPinDocument } from '../../../generated/editor/pin/graphql.ts';
import { printDecimalText } from '../../../parts/decimal-text.ts';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { refusalOf } from '../../../parts/refusal-of.ts';
import { pinEn } from '../../../texts/en/pin.ts';
import { pinZh } from '../../../texts/zh/pin.ts';
import { useTexts } from '../../../texts/language.tsx';
import type { Pin, CasePinned } from './use-pinned.ts';
import './pin.css';

const LIST = 'cases-to-pin';

/** The case that is meant: its number, or institution and number with a stroke between. */
function pinOf(typed: string): Pin | undefined {
  const text = typed.trim();
  const stroke = text.indexOf('/');
  if (text === '') return undefined;
  return stroke < 1 ? { caseNo: text, institution: null } : { institution: text.slice(0, stroke), caseNo: text.slice(stroke + 1) };
}

function Choice({ choose }: Pick<CasePinned, 'choose'>) {
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
      <span className="note">{t.hint}</span>
    </form>
  );
}

/** Chooses the case whose numbers stand beside conditions and formulas, and says what it comes to. */
export function PinBar({ pinned }: { readonly pinned: CasePinned }) {
  const t = useTexts({ zh: pinZh, en: pinEn });
  const { pin, found, isReading, error, choose } = pinned;
  if (pin === undefined) return <Choice choose={choose} />;
  const score = found?.score;
  return (
    <div className="pin-bar">
      <Space wrap>
        <strong>{t.pinned(pin.caseNo)}</strong>
        {found?.institution.name}
        {score?.__typename === 'CaseScore' && <span className="figure">{t.points(printDecimalText(score.points))}</span>}
        {isReading && <span className="note">{t.reading}</span>}
        <Button size="small" onClick={() => choose(undefined)}>
          {t.unpin}
        </Button>
      </Space>
      {found === null && !isReading && <p role="alert">{t.noCase(pin.caseNo)}</p>}
      {score !== undefined && score.__typename !== 'CaseScore' && <Refused refusal={refusalOf(score)} />}
      {error !== null && <Failure error={error} />}
    </div>
  );
}
