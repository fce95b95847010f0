import './scoring.css';
import { useState } from 'react';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePathValue, usePlace } from '../../frame/place.tsx';
import { ReadPastedDocument, StoredCaseDocument } from '../../generated/scoring/graphql.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Nothing, Waiting } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { cellsOfStored, columnOfPath, type CaseCells, type CellProblems } from './case-input.ts';
import { Desk } from './desk.tsx';
import { cellsOfRead, ManyCases, type ReadCase } from './many-cases.tsx';
import { Sources, type SentCases } from './sources.tsx';

/** Stands in the address where the institution of a number is not known. */
const ANY = '-';

/** A stored case by its number, as it is today. */
function Stored({ institution, caseNo }: { readonly institution: string; readonly caseNo: string }) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { region } = usePlace();
  const asked = useAsk(StoredCaseDocument, { region: region.code, caseNo, institution: institution === ANY ? null : institution });
  return (
    <Loaded asked={asked}>
      {({ inpatientCase }) =>
        inpatientCase === null || inpatientCase.caseNo !== caseNo ? (
          <Nothing>{t.noCase(caseNo)}</Nothing>
        ) : (
          <>
            <p className="note">{inpatientCase.voided ? t.voided : t.stored(inpatientCase.revision)}</p>
            <Desk key={inpatientCase.id} initial={cellsOfStored(inpatientCase)} />
          </>
        )
      }
    </Loaded>
  );
}

function problemsOfRead({ problems }: ReadCase): CellProblems {
  return Object.fromEntries(problems.map(({ path, message }) => [columnOfPath(path), message]));
}

interface Taken {
  readonly no: number;
  readonly cells: CaseCells;
  readonly problems: CellProblems;
}

/** A case that is filled in, pasted or of a file. */
function Filled({ cases }: { readonly cases: readonly ReadCase[] }) {
  const [only] = cases;
  const first: Taken =
    only === undefined || cases.length > 1
      ? { no: 0, cells: {}, problems: {} }
      : { no: 0, cells: cellsOfRead(only), problems: problemsOfRead(only) };
  const [taken, setTaken] = useState(first);
  const look = (cells: CaseCells): void => {
    const found = cases.find((one) => cellsOfRead(one).caseNo === cells.caseNo);
    setTaken({ no: taken.no + 1, cells, problems: found === undefined ? {} : problemsOfRead(found) });
  };
  return (
    <>
      {cases.length > 1 && <ManyCases cases={cases} look={look} />}
      <Desk key={taken.no} initial={taken.cells} initialProblems={taken.problems} />
    </>
  );
}

/** What was sent, read; as soon as it is. */
function Read({ sent }: { readonly sent: SentCases }) {
  const asked = useAsk(ReadPastedDocument, sent);
  return <Loaded asked={asked}>{({ readCases }) => (asked.isPlaceholderData ? <Waiting /> : <Filled cases={readCases} />)}</Loaded>;
}

const NONE: readonly ReadCase[] = [];

/** 病例试算: points and payment of a case, how they came about, and what other rules or another cost would make of it. */
export default function ScoringPage() {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { region } = usePlace();
  const [institution, caseNo] = [usePathValue('institution'), usePathValue('caseNo')];
  const [sent, setSent] = useState<SentCases & { readonly no: number }>({ no: 0, text: null, base64: null });
  const isStored = caseNo !== undefined && institution !== undefined;
  return (
    <>
      <PageHeading
        title={isStored ? t.titleOf(caseNo) : t.title}
        note={`${region.name} · ${t.note}`}
        actions={isStored ? <PlaceLink to="/scoring">{t.newCase}</PlaceLink> : undefined}
      />
      <Sources read={isStored ? undefined : (one) => setSent({ ...one, no: sent.no + 1 })} />
      {isStored ? (
        <Stored institution={institution} caseNo={caseNo} />
      ) : sent.no === 0 ? (
        <Filled cases={NONE} />
      ) : (
        <Read key={sent.no} sent={{ text: sent.text, base64: sent.base64 }} />
      )}
    </>
  );
}
