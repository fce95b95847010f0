import './audit.css';
import { useCaller } from '../../api/caller.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useTexts } from '../../texts/language.tsx';
import { auditEn } from '../../texts/en/audit.ts';
import { auditZh } from '../../texts/zh/audit.ts';
import { AuditLogShown } from './log.tsx';
import { AuditedRuns } from './runs.tsx';
import { ChainCheck } from './chain-check.tsx';

/** 审计 whether the log is whole, whether runs come out again as they were, and the log itself. */
export default function AuditPage() {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { mayOneOf } = useCaller();
  return (
    <>
      <PageHeading title={t.title} note={t.note} />
      <ChainCheck />
      {mayOneOf(['run:read']) && <AuditedRuns />}
      <AuditLogShown />
    </>
  );
}
