import { expect, test } from 'vitest';
import { labelledFindings } from '../../../src/rules/analysis/finding-labels.js';
import { finding } from '../../../src/rules/findings/finding-codes.js';

const DOCUMENT = {
  parameters: { deviationLow: { label: { zh: '费用极低界值', en: 'low limit' } }, twice: { label: { zh: '一' } } },
  facts: { twice: { label: { zh: '二' } } },
  decisions: [{ id: 'deviation', label: { zh: '费用偏差' }, rules: [{ name: 'deviation-low', label: { zh: '费用极低' } }] }],
};
const said = (rule: string, by: string, document: unknown = DOCUMENT) => {
  const [labelled] = labelledFindings([finding('RULE_SHADOWED', '/decisions/0', { rule, by })], document);
  return { zh: labelled?.message.zh, en: labelled?.message.en, suggestion: labelled?.suggestion.zh };
};

test('names are said by their labels, with the name in brackets; in English only where there is an English one', () => {
  expect(said('deviation-low', 'deviationLow')).toEqual({
    zh: '规则 “费用极低（deviation-low）” 成立时，总有更靠前的规则 费用极低界值（deviationLow） 成立，它不起作用。',
    en: 'Whenever rule “deviation-low” holds, low limit (deviationLow) before it holds too: it never takes effect.',
    suggestion: '请把它排到 费用极低界值（deviationLow） 之前，或删除它。',
  });
});

test('what is unknown, ambiguous or said by its label already stays; so does everything where the document is none', () => {
  expect(said('unknown-rule', '费用极低界值 deviationLow').zh).toContain(
    '规则 “unknown-rule” 成立时，总有更靠前的规则 费用极低界值 deviationLow 成立',
  );
  expect(said('twice', 'x').zh).toContain('“twice”');
  expect(said('deviation-low', 'x', null).zh).toContain('“deviation-low”');
});
