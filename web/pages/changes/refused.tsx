import { Alert } from 'antd';
import type { DecideChangeMutation, StartImpactMutation } from '../../generated/changes/graphql.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';

type Answered = DecideChangeMutation['done'] | StartImpactMutation['startWhatIf'];
type Refused = Extract<Answered, { readonly code: string }>;

/** What a change was refused with: the platform's words, field by field, and what to do now. */
export function ChangeRefused({ refusal }: { readonly refusal: Refused }) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { language } = useLanguage();
  const advice =
    refusal.__typename === 'ConflictError' ? t.conflictDoThis : refusal.__typename === 'ForbiddenError' ? t.forbiddenDoThis : undefined;
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={said(refusal.messages, language)}
      description={
        <>
          {'fields' in refusal && (
            <ul>
              {refusal.fields.map(({ path, message }) => (
                <li key={`${path.join('.')} ${message}`}>{message}</li>
              ))}
            </ul>
          )}
          {advice !== undefined && <p>{advice}</p>}
          <span className="note">{refusal.code}</span>
        </>
      }
    />
  );
}
