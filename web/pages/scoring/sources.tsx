import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { usePlace } from '../../frame/place.tsx';
import { useTexts } from '../../texts/language.tsx';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { base64Of } from '../../parts/bytes.ts';
import { FileField } from '../../parts/file-field.tsx';

/** What was sent to be read: a pasted text, or the bytes of a file. */
export interface SentCases {
  readonly text: string | null;
  readonly base64: string | null;
}

/** Where a case comes from beside the form: a stored one by its number, a pasted row or JSON, a file. */
export function Sources({ read }: { readonly read: ((sent: SentCases) => void) | undefined }) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { mayOneOf, institutionCode } = useCaller();
  const { goTo } = usePlace();
  const [isPasting, setPasting] = useState(false);
  const [pasted, setPasted] = useState('');
  const [institution, setInstitution] = useState('');
  const look = (typed: string): void => {
    const own = institutionCode ?? institution.trim();
    if (typed.trim() !== '') goTo(`/scoring/${own === '' ? '-' : encodeURIComponent(own)}/${encodeURIComponent(typed.trim())}`);
  };
  const take = async (chosen: File): Promise<void> => read?.({ text: null, base64: base64Of(await chosen.arrayBuffer()) });
  return (
    <section className="panel" aria-label={t.sources}>
      <div className="case-sources">
        {mayOneOf(['case:read']) && (
          <>
            {institutionCode === undefined && (
              <Input
                className="case-institution"
                placeholder={t.institutionOf}
                aria-label={t.institutionOf}
                value={institution}
                onChange={({ target }) => setInstitution(target.value)}
              />
            )}
            <Input.Search className="case-number" placeholder={t.storedNo} aria-label={t.storedNo} enterButton={t.take} onSearch={look} />
          </>
        )}
        {read !== undefined && (
          <>
            <Button aria-expanded={isPasting} onClick={() => setPasting(!isPasting)}>
              {t.paste}
            </Button>
            <FileField button={t.file} label={t.file} accept=".csv,.txt,.tsv,.json,.jsonl" choose={(chosen) => void take(chosen)} />
          </>
        )}
      </div>
      {isPasting && (
        <div className="case-paste">
          <Input.TextArea
            rows={5}
            value={pasted}
            placeholder={t.pasteHow}
            aria-label={t.pasteHow}
            onChange={({ target }) => setPasted(target.value)}
          />
          <Button type="primary" disabled={pasted.trim() === ''} onClick={() => read?.({ text: pasted, base64: null })}>
            {t.read}
          </Button>
        </div>
      )}
    </section>
  );
}
