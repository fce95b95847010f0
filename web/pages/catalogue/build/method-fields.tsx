import { Input, Select } from 'antd';
import { useId } from 'react';
import { useTexts } from '../../../texts/language.tsx';
import { catalogueBuildEn } from '../../../texts/en/catalogue-build.ts';
import { catalogueBuildZh } from '../../../texts/zh/catalogue-build.ts';
import type { MethodTexts } from './method-parse.ts';

/** What may stand in a field that is chosen. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  counting: ['YEARLY_AVERAGE', 'EACH_YEAR', 'LAST_YEAR'],
  'threshold.kind': ['CASES', 'COVERAGE'],
  smallCombinations: ['COMPOSITE', 'MAIN_OPERATION'],
  variance: ['POPULATION', 'SAMPLE'],
  'points.kind': ['MEAN_COST', 'BENCHMARK', 'FIXED_STANDARD'],
  'primaryCare.use': ['PROPOSE', 'FLAG'],
  insuredElsewhere: ['COUNT', 'LEAVE_OUT'],
  ...Object.fromEntries(
    ['points', 'meanCost', 'meanDays', 'variation'].map((name) => [
      `rounding.${name}.mode`,
      ['HALF_UP', 'HALF_EVEN', 'UP', 'DOWN', 'FLOOR', 'CEIL'],
    ]),
  ),
};

/** The fields as they stand in the form, by part. */
const PARTS: readonly (readonly [keyof typeof catalogueBuildZh.methodParts, readonly string[]])[] = [
  ['history', ['yearWeights', 'counting', 'excludeCaseFlags', 'insuredElsewhere', 'trim.lower', 'trim.upper']],
  ['groups', ['threshold.kind', 'threshold.of', 'relatedIncrease', 'smallCombinations', 'variance']],
  ['points', ['points.kind', 'points.of', 'pointsScale', 'keepTotalPoints']],
  ['flags', ['primaryCare.minShare', 'primaryCare.maxVariation', 'primaryCare.use', 'unstable.maxVariation', 'unstable.minYearlyCases']],
  ['rounding', ['points', 'meanCost', 'meanDays', 'variation'].flatMap((name) => [`rounding.${name}.scale`, `rounding.${name}.mode`])],
];

interface FieldProps {
  readonly field: string;
  readonly value: string;
  readonly change: (text: string) => void;
}

function Field({ field, value, change }: FieldProps) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const id = useId();
  const choices = CHOICES[field];
  return (
    <p className="catalogue-field">
      <label htmlFor={id}>{t.fields[field] ?? field}</label>
      {choices === undefined ? (
        <Input id={id} maxLength={200} value={value} onChange={({ target }) => change(target.value)} />
      ) : (
        <Select
          id={id}
          allowClear={field === 'insuredElsewhere'}
          {...(value === '' ? {} : { value })}
          placeholder={t.choose}
          options={choices.map((one) => ({ value: one, label: t.choices[one] ?? one }))}
          onChange={(chosen: string | undefined) => change(chosen ?? '')}
        />
      )}
    </p>
  );
}

interface MethodFieldsProps {
  readonly texts: MethodTexts;
  readonly change: (texts: MethodTexts) => void;
}

/** 测算方法: every number and choice that points are computed with, part by part. */
export function MethodFields({ texts, change }: MethodFieldsProps) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  return (
    <>
      {PARTS.map(([part, fields]) => (
        <fieldset key={part} className="method-part">
          <legend>{t.methodParts[part]}</legend>
          {fields.map((field) => (
            <Field key={field} field={field} value={texts[field] ?? ''} change={(text) => change({ ...texts, [field]: text })} />
          ))}
        </fieldset>
      ))}
    </>
  );
}
