import { ApiOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTexts } from '../texts/language.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';
import { copyText } from './clipboard.ts';

/** What a page asked: its operation and the variables that it was asked with. */
export interface AskedOperation {
  readonly operation: { toString(): string };
  readonly variables: unknown;
}

/** The text of an operation, its lines from the margin on. */
export function operationText(operation: { toString(): string }): string {
  const lines = operation.toString().split('\n');
  // The generated text stands in from its second line on: as much as its last brace.
  const indent = /\n( *)}\s*$/.exec(operation.toString())?.[1]?.length ?? 0;
  return lines
    .map((line) => (line.startsWith(' '.repeat(indent)) ? line.slice(indent) : line.trimStart()))
    .join('\n')
    .trim();
}

/** The operation as it can be pasted into GraphiQL or a program: variables first, as a comment. */
export function graphqlText({ operation, variables }: AskedOperation): string {
  return `# variables: ${JSON.stringify(variables)}\n${operationText(operation)}\n`;
}

/** “复制为 GraphQL”: what is shown here, as an integrator asks it. */
export function CopyAsGraphql({ asked }: { readonly asked: AskedOperation }) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    const done = await copyText(graphqlText(asked));
    void (done ? message.success(t.copied) : message.error(t.notCopied));
  };
  return (
    <Button size="small" icon={<ApiOutlined aria-hidden />} onClick={() => void copy()}>
      {t.copyAsGraphql}
    </Button>
  );
}
