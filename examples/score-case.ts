// Scores a case and explains every step in Chinese. Asking changes nothing.
import { ask, type Endpoint } from './client.js';
import { graphql } from '../src/generated/gql/gql.js';
import type { CaseInput } from '../src/generated/gql/graphql.js';

const ScoreCase = graphql(/* GraphQL */ `
  query ScoreCase($regionCode: String!, $input: CaseInput!) {
    scoreCase(regionCode: $regionCode, input: $input) {
      __typename
      ... on CaseScore {
        caseNo
        group {
          code
          name
          points
        }
        points
        payment
        ruleset {
          version
        }
        trace {
          seq
          label {
            zh
          }
          output
          formulaText {
            zh
          }
          substituted
          ruleLabel {
            zh
          }
          conditions {
            text {
              zh
            }
            result
          }
          basis {
            title
            article
          }
        }
      }
      ... on ValidationError {
        fields {
          path
          message
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

/** Scores a case; gives the explanation as lines of text, or what stood in the way. */
export async function explainCase(endpoint: Endpoint, regionCode: string, input: CaseInput): Promise<readonly string[]> {
  const { scoreCase } = await ask(endpoint, ScoreCase, { regionCode, input });
  if (scoreCase.__typename !== 'CaseScore') return [`${scoreCase.code}: ${scoreCase.message}`];
  const { caseNo, group, points, payment, ruleset, trace } = scoreCase;
  const steps = trace.flatMap((step) => [
    `${step.seq}. ${step.label.zh} = ${step.output}`,
    ...(step.formulaText ? [`   公式 ${step.formulaText.zh} = ${step.substituted}`] : []),
    ...(step.ruleLabel ? [`   规则 ${step.ruleLabel.zh}`] : []),
    ...step.conditions.map(({ text, result }) => `     ${result ? '✓' : '✗'} ${text.zh}`),
    ...step.basis.map(({ title, article }) => `   依据 ${title} ${article ?? ''}`),
  ]);
  const head = `病例 ${caseNo}，病种 ${group?.code ?? '未入组'} ${group?.name ?? ''}，分值 ${points}，支付参考额 ${payment ?? '—'} 元（规则集 ${ruleset.version}）`;
  return [head, ...steps];
}
