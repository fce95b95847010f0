import { Input, Select } from 'antd';
import { rulesEn } from '../../../texts/en/rules.ts';
import { rulesZh } from '../../../texts/zh/rules.ts';
import { useTexts } from '../../../texts/language.tsx';
import { isDay } from '../../../parts/days.ts';
import { isDecimalText } from '../../../parts/decimal-text.ts';
import type { Rulebook, Term } from './rule-edits.ts';
import { referredBy } from './rule-parse.ts';

type TermOperator = Term['operators'][number];

interface OperandProps {
  readonly book: Rulebook;
  readonly term: Term;
  readonly operator: TermOperator;
  readonly value: unknown;
  readonly change: (value: unknown) => void;
}

const named = (list: readonly { readonly name: string; readonly label: string }[]) =>
  list.map(({ name, label }) => ({ value: name, label, title: name }));

const jsonOf = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

function read(json: string): unknown {
  return JSON.parse(json);
}

/** Several texts in one line. */
function TextList({ value, change }: Pick<OperandProps, 'value' | 'change'>) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const listed: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <Select
      mode="tags"
      open={false}
      suffixIcon={null}
      tokenSeparators={['；', ';', '、', '，', ',', ' ']}
      aria-label={t.value}
      placeholder={t.listHint}
      value={listed.filter((one) => typeof one === 'string')}
      onChange={(list: readonly string[]) => change(list)}
    />
  );
}

/** A number, day or text, in half-width letters. */
function TextOperand({ operator, term, value, change }: OperandProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const text = typeof value === 'string' ? value : '';
  const wrong =
    text === ''
      ? undefined
      : operator.operand === 'DECIMAL' && !isDecimalText(text)
        ? t.wrongNumber
        : operator.operand === 'DAY' && !isDay(text)
          ? t.wrongDay
          : undefined;
  return (
    <>
      <Input
        aria-label={t.value}
        maxLength={200}
        {...(wrong === undefined ? {} : { status: 'error' as const, 'aria-invalid': true })}
        suffix={term.unit}
        value={text}
        onChange={({ target }) => change(operator.operand === 'TEXT' ? target.value : target.value.normalize('NFKC').trim())}
      />
      {wrong !== undefined && (
        <span className="cell-wrong" role="alert">
          {wrong}
        </span>
      )}
    </>
  );
}

function PlainOperand(props: OperandProps) {
  const { book, term, operator, value, change } = props;
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const flags = [true, false].map((flag) => ({ value: JSON.stringify(flag), label: flag ? t.yes : t.no }));
  const choices = term.choices.map(({ text, json }) => ({ value: json, label: text }));
  const common = { 'aria-label': t.value, placeholder: t.choose } as const;
  switch (operator.operand) {
    case 'FLAG':
      return <Select {...common} options={flags} value={jsonOf(value)} onChange={(json: string) => change(read(json))} />;
    case 'CHOICE':
      return <Select {...common} options={choices} value={jsonOf(value)} onChange={(json: string) => change(read(json))} />;
    case 'CHOICES': {
      const listed: readonly unknown[] = Array.isArray(value) ? value : [];
      const chosen = listed.map((one) => JSON.stringify(one));
      return (
        <Select
          {...common}
          mode="multiple"
          options={choices}
          value={chosen}
          onChange={(list: readonly string[]) => change(list.map(read))}
        />
      );
    }
    case 'CODE_TABLE':
      return (
        <Select
          {...common}
          showSearch={{ optionFilterProp: 'label' }}
          options={named(book.codeTables)}
          value={referredBy(value, 'table') ?? null}
          onChange={(table: string) => change({ table })}
        />
      );
    case 'LIST':
      return <TextList value={value} change={change} />;
    case 'DECIMAL':
    case 'DAY':
    case 'TEXT':
      return <TextOperand {...props} />;
  }
}

/** What a condition compares with: an input that fits, or a parameter. */
export function OperandInput(props: OperandProps) {
  const { book, operator, value, change } = props;
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const parameter = referredBy(value, 'parameter');
  const isParameter = parameter !== undefined && operator.takesParameter;
  return (
    <>
      {operator.takesParameter && operator.operand !== 'FLAG' && (
        <Select
          aria-label={t.mode}
          options={[
            { value: 'value', label: t.modes.value },
            { value: 'parameter', label: t.modes.parameter },
          ]}
          value={isParameter ? 'parameter' : 'value'}
          onChange={(mode: string) => change(mode === 'parameter' ? { parameter: '' } : undefined)}
        />
      )}
      {isParameter ? (
        <Select
          aria-label={t.parameter}
          placeholder={t.choose}
          showSearch={{ optionFilterProp: 'label' }}
          options={named(book.parameters)}
          value={parameter === '' ? null : parameter}
          onChange={(name: string) => change({ parameter: name })}
        />
      ) : (
        <PlainOperand {...props} />
      )}
    </>
  );
}
