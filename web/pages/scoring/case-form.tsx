import { Button, Input, Select } from 'antd';
import type { FormEvent, ReactNode } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { ScoringInstitutionsDocument, type CaseFieldsOnQuery } from '../../generated/scoring/graphql.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { listOf, type CaseCells, type CellProblems } from './case-input.ts';

type Field = CaseFieldsOnQuery['caseFields'][number];

interface FieldProps {
  readonly field: Field;
  readonly value: string;
  readonly problem: string | undefined;
  readonly change: (text: string) => void;
}

/** The institutions of the region by name; a hospital's person has its own only. */
function InstitutionInput({ id, value, problem, change }: Omit<FieldProps, 'field'> & { readonly id: string }) {
  const { region } = usePlace();
  const { institutionCode } = useCaller();
  const asked = useAsk(ScoringInstitutionsDocument, { region: region.code });
  const known = asked.data?.region?.institutions.edges.map(({ node }) => node) ?? [];
  return (
    <Select
      id={id}
      size="small"
      showSearch={{ optionFilterProp: 'label' }}
      disabled={institutionCode !== undefined}
      status={problem === undefined ? '' : 'error'}
      {...(value === '' ? {} : { value })}
      options={known.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))}
      onChange={change}
    />
  );
}

function FieldInput({ field, value, problem, change }: FieldProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { language } = useLanguage();
  const id = `case-${field.name}`;
  const status = problem === undefined ? '' : 'error';
  if (field.name === 'institutionCode') return <InstitutionInput id={id} value={value} problem={problem} change={change} />;
  const options =
    field.type === 'YES_NO'
      ? (['true', 'false'] as const).map((one) => ({ value: one, label: t.yesNo[one] }))
      : field.values.map((one) => ({ value: one.value, label: said(one.label, language) }));
  if (field.type === 'CHOICES')
    return (
      <Select
        id={id}
        mode="multiple"
        status={status}
        value={listOf(value)}
        options={options}
        onChange={(all: string[]) => change(all.join(';'))}
      />
    );
  if (field.type === 'CHOICE' || field.type === 'YES_NO')
    return (
      <Select
        id={id}
        size="small"
        allowClear={field.need !== 'REQUIRED'}
        status={status}
        {...(value === '' ? {} : { value })}
        options={options}
        onChange={(one: string | undefined) => change(one ?? '')}
      />
    );
  return (
    <Input
      id={id}
      size="small"
      status={status}
      value={value}
      inputMode={field.type === 'DECIMAL' ? 'decimal' : field.type === 'WHOLE' ? 'numeric' : 'text'}
      {...(field.type === 'DAY' ? { placeholder: 'YYYY-MM-DD' } : field.type === 'CODES' ? { placeholder: t.severalCodes } : {})}
      {...(problem === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': `${id}-problem` })}
      onChange={({ target }) => change(target.value)}
    />
  );
}

function LabelledField(props: FieldProps) {
  const { field, problem } = props;
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { language } = useLanguage();
  const unit = t.units[field.unit];
  return (
    <div className={field.type === 'CODES' ? 'case-field case-field-wide' : 'case-field'}>
      <label className="case-field-label" htmlFor={`case-${field.name}`}>
        {said(field.label, language)}
        {unit !== undefined && <span className="note"> {unit}</span>}
        {field.need === 'REQUIRED' && <span className="required"> *</span>}
      </label>
      <FieldInput {...props} />
      {problem !== undefined && (
        <p id={`case-${field.name}-problem`} className="field-problem">
          {problem}
        </p>
      )}
    </div>
  );
}

interface FormProps {
  readonly fields: readonly Field[];
  readonly cells: CaseCells;
  readonly problems: CellProblems;
  readonly change: (name: string, text: string) => void;
  readonly submit: () => void;
  readonly actions?: ReactNode;
}

type Need = Field['need'];

function FieldsOf({ need, fields, cells, problems, change }: FormProps & { readonly need: Need }) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  return (
    <div className="case-fields" role="group" aria-label={t.needs[need]}>
      {fields
        .filter((field) => field.need === need)
        .map((field) => (
          <LabelledField
            key={field.name}
            field={field}
            value={cells[field.name] ?? ''}
            problem={problems[field.name]}
            change={(text) => change(field.name, text)}
          />
        ))}
    </div>
  );
}

/** The facts of a case that the rules of the day ask for: those of every case, of grouping, then those of the rules, which few cases have. */
export function CaseForm(props: FormProps) {
  const { fields, cells, problems, submit, actions } = props;
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const others = Object.keys(cells).filter((name) => cells[name] !== '' && !fields.some((field) => field.name === name));
  const ofRules = fields.filter(({ need }) => need === 'RULES');
  const isOpen = ofRules.some(({ name }) => (cells[name] ?? '') !== '' || problems[name] !== undefined);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    submit();
  };
  return (
    <form onSubmit={send} aria-label={t.formOf} noValidate>
      {(['REQUIRED', 'GROUPING'] as const).map((need) => (
        <FieldsOf key={need} {...props} need={need} />
      ))}
      <details open={isOpen}>
        <summary>
          {t.needs.RULES} <span className="note">{t.rulesNote(ofRules.length)}</span>
        </summary>
        <FieldsOf {...props} need="RULES" />
      </details>
      {others.length > 0 && <p className="note">{t.notRead(others.map((name) => t.others[name] ?? name).join(t.listed))}</p>}
      <div className="case-actions">
        <Button type="primary" htmlType="submit">
          {t.score}
        </Button>
        {actions}
      </div>
    </form>
  );
}
