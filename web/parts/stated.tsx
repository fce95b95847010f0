import { said, useLanguage, type Language } from '../texts/language.tsx';
import './stated.css';

interface Text {
  readonly zh: string;
  readonly en: string | null;
}
/** A thing of the rules with its value, in words. */
interface StatedSaid {
  readonly name: string;
  readonly label: Text;
  readonly value: Text;
}
/** A rule in words. */
export interface RuleSaid {
  readonly name: string;
  readonly label: Text;
}

/** 医疗总费用：4000.00 元. */
export function statedText({ label, value }: StatedSaid, language: Language): string {
  return language === 'zh' ? `${label.zh}：${value.zh}` : `${said(label, language)}: ${said(value, language)}`;
}

/** Things with their values, a line each, as a text. */
export function statedTexts(all: readonly StatedSaid[], language: Language): string {
  return all.map((one) => statedText(one, language)).join('\n');
}

/** Things with their values, a line each; what the document calls them stands in the tooltip. */
export function Stated({ all }: { readonly all: readonly StatedSaid[] }) {
  const { language } = useLanguage();
  return (
    <ul className="stated">
      {all.map((one) => (
        <li key={one.name} title={one.name}>
          {statedText(one, language)}
        </li>
      ))}
    </ul>
  );
}

/** Rules, a line each; what the document calls them stands in the tooltip. */
export function StatedRules({ all }: { readonly all: readonly RuleSaid[] }) {
  const { language } = useLanguage();
  return (
    <ul className="stated">
      {all.map(({ name, label }) => (
        <li key={name} title={name}>
          {said(label, language)}
        </li>
      ))}
    </ul>
  );
}
