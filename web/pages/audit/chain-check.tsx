import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { AuditCheckDocument, AuditEventsDocument, type AuditCheckQuery } from '../../generated/audit/graphql.ts';
import { printInstant } from '../../parts/days.ts';
import { Loaded } from '../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { auditEn } from '../../texts/en/audit.ts';
import { auditZh } from '../../texts/zh/audit.ts';
import { EventFacts } from './event-facts.tsx';

type Checked = AuditCheckQuery['auditVerification'];

/** A head as it is kept outside: number and hash, as this page prints it. */
const KEPT_HEAD = /^\s*([1-9]\d{0,8})[\s,:]+([\da-f]{64})\s*$/i;

/** The heads of a text; `undefined`: it says something else. */
function headsOf(text: string): readonly { readonly seq: number; readonly hash: string }[] | undefined {
  if (text.trim() === '') return [];
  const [, seq = '', hash = ''] = KEPT_HEAD.exec(text) ?? [];
  return seq === '' ? undefined : [{ seq: parseInt(seq, 10), hash: hash.toLowerCase() }];
}

/** The event that is not as it was, as it stands now. */
function FirstBroken({ seq }: { readonly seq: number }) {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { region } = usePlace();
  const asked = useAsk(AuditEventsDocument, { region: region.code, filter: { seq } });
  return (
    <section aria-label={t.firstBroken(seq)}>
      <h3>{t.firstBroken(seq)}</h3>
      <Loaded asked={asked}>
        {({ auditLog: { edges } }) => {
          const [found] = edges;
          return found === undefined ? <p role="status">{t.brokenGone(seq)}</p> : <EventFacts event={found.node} />;
        }}
      </Loaded>
    </section>
  );
}

function Verdict({ checked }: { readonly checked: Checked }) {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { language } = useLanguage();
  const { intact, total, firstBroken, reason, head, signedFrom, records } = checked;
  return (
    <div role="status" aria-label={t.verdict}>
      {intact ? (
        <Alert type="success" showIcon title={t.whole(total)} description={signedFrom === null ? t.neverSigned : t.wholeSays(signedFrom)} />
      ) : (
        <Alert
          type="error"
          showIcon
          title={firstBroken === null ? t.broken : t.brokenAt(firstBroken)}
          description={`${reason === null ? '' : t.reasons[reason]} ${t.brokenDoThis}`}
        />
      )}
      {firstBroken !== null && <FirstBroken seq={firstBroken} />}
      {records.length === 0 ? (
        <p className="note">{t.recordsWhole}</p>
      ) : (
        <Alert
          type="error"
          showIcon
          title={t.recordsBroken(records.length)}
          description={
            <ul>
              {records.map(({ kind, subject, message }) => (
                <li key={`${kind} ${subject}`}>
                  {t.kinds[kind]} {subject}：{said(message, language)}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {head !== null && (
        <p className="note audit-head">
          {t.head(printInstant(head.signedAt))}{' '}
          <span className="hash">
            {head.seq} {head.hash}
          </span>
        </p>
      )}
    </div>
  );
}

/** 核验审计链 every hash of the log is worked out again and compared with the signed head, and with one that somebody kept. */
export function ChainCheck() {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { region } = usePlace();
  const [since, setSince] = useState<readonly { readonly seq: number; readonly hash: string }[] | undefined>(undefined);
  const asked = useAsk(AuditCheckDocument, { region: region.code, since: [...(since ?? [])] }, { enabled: since !== undefined });
  const isHead = (_: unknown, value = ''): Promise<void> =>
    headsOf(value) === undefined ? Promise.reject(new Error(t.notHead)) : Promise.resolve();
  const start = (kept: string): void => {
    const heads = headsOf(kept);
    if (JSON.stringify(heads) === JSON.stringify(since)) void asked.refetch();
    else setSince(heads);
  };
  return (
    <section className="panel" aria-label={t.chain}>
      <h2>{t.chain}</h2>
      <p className="note">{t.chainNote}</p>
      <Form<{ kept?: string }> layout="inline" className="chain-form" onFinish={({ kept = '' }) => start(kept)}>
        <Form.Item name="kept" label={t.kept} rules={[{ validator: isHead }]}>
          <Input allowClear className="kept-head" placeholder={t.keptHint} spellCheck={false} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={asked.isFetching}>
          {t.check}
        </Button>
      </Form>
      {since !== undefined && <Loaded asked={asked}>{({ auditVerification }) => <Verdict checked={auditVerification} />}</Loaded>}
    </section>
  );
}
