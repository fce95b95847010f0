import { FINDINGS } from '../src/rules/findings/finding-list.js';
import type { FindingTemplate, Severity } from '../src/rules/findings/messages.js';

const SEVERITIES: Readonly<Record<Severity, string>> = { ERROR: '错误', WARNING: '警告', INFO: '提示' };

/** docs/findings.md: everything that a check can say, as the messages have it. `{…}` is filled in by the check. */
export function findingsPage(findings: Readonly<Record<string, FindingTemplate>> = FINDINGS): string {
  const all = Object.entries(findings);
  const sections = (['ERROR', 'WARNING', 'INFO'] as const).map((severity) => {
    const rows = all
      .filter(([, template]) => template.severity === severity)
      .map(([code, { message, suggestion }]) => `| \`${code}\` | ${cell(message.zh)} | ${cell(suggestion.zh)} | ${cell(message.en)} |`);
    return `## ${SEVERITIES[severity]} ${severity}\n\n| 代码 | 发现 | 怎么办 | In English |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `${HEAD}\n${sections.join('\n')}`;
}

const HEAD = `# 校验意见 Findings of the check

\`dip ruleset check\`、\`dip draft check\` 和 GraphQL 的校验能说的一切，由程序的消息生成（\`npx tsx scripts/write-findings.ts\`），测试看着它不过时。错误不能发布；警告须由批准的人逐次接受；提示只供参考。花括号处由校验填写。继承来的内容有误，个别意见的级别会低一级。

Everything that a check can say, written from the program's own messages. What is an ERROR can't be published; a WARNING has to be accepted by whoever approves; INFO is there to be read. Braces are filled in by the check.
`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('\n', ' ');
}
