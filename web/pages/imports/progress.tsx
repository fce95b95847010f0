import { useAsk } from '../../api/operations.ts';
import { ImportOneDocument } from '../../generated/imports/graphql.ts';
import { useTexts } from '../../texts/language.tsx';
import { importsEn } from '../../texts/en/imports.ts';
import { importsZh } from '../../texts/zh/imports.ts';

const EVERY_MS = 1_000;

/** How far the reading of a file is, while it goes on. */
export function Progress({ id }: { readonly id: string }) {
  const t = useTexts({ zh: importsZh, en: importsEn });
  const { data } = useAsk(ImportOneDocument, { id }, { everyMs: EVERY_MS });
  const job = data?.node;
  return (
    <p role="status" className="note">
      {job === null || job === undefined || !('done' in job) ? t.sending : t.reading(job.done, job.accepted, job.rejected)}
    </p>
  );
}
