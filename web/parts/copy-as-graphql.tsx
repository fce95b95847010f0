import { ApiOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTexts } from '../texts/language.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';
import { copyText } from './clipboard.ts';
import { graphqlText, type AskedOperation } from './operation-text.ts';

/** The API's schema as text, as it is served beside the console; `undefined` where it was not reached. */
async function schemaText(): Promise<string | undefined> {
  try {
    const response = await fetch('/contract/schema.graphql');
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an input or a list of them is among the variables: what in it is an enum, only the schema tells. */
const hasInput = (variables: unknown): boolean => Object.values(variables ?? {}).some((one) => typeof one === 'object' && one !== null);

/** “复制为 GraphQL”: what is shown here, as an integrator asks it. */
export function CopyAsGraphql({ asked }: { readonly asked: AskedOperation }) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    const schema = hasInput(asked.variables) ? await schemaText() : '';
    if (schema === undefined) return void message.error(t.schemaNotRead);
    const done = await copyText(graphqlText(asked, schema));
    void (done ? message.success(t.copied) : message.error(t.notCopied));
  };
  return (
    <Button size="small" icon={<ApiOutlined aria-hidden />} onClick={() => void copy()}>
      {t.copyAsGraphql}
    </Button>
  );
}
