import type { ScoreOneQuery } from '../../generated/scoring/graphql.ts';
import { Refused } from '../../parts/failure.tsx';
import { columnOfPath } from './case-input.ts';

type Answer = ScoreOneQuery['scoreCase'];

/** A refusal of a case: what is wrong, field by field. */
export function RefusedCase({ answer }: { readonly answer: Exclude<Answer, { readonly __typename: 'CaseScore' }> }) {
  const { code, messages } = answer;
  return (
    <>
      <Refused refusal={{ code, messages: { zh: messages.zh, en: messages.en ?? messages.zh } }} />
      {answer.__typename === 'ValidationError' && (
        <ul className="case-problems">
          {answer.fields.map(({ path, message }) => (
            <li key={`${path.join('.')} ${message}`}>
              <a href={`#case-${columnOfPath(path)}`}>{columnOfPath(path)}</a> {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
