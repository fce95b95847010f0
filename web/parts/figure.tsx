import { printDecimalText, printYuanText } from './decimal-text.ts';

/** What stands where a figure is missing. */
const NOTHING = '—';

/** An amount of money in yuan, from the exact text of the API, to the fen at least. */
export function Money({ yuan }: { readonly yuan: string | null | undefined }) {
  return <Figure value={yuan === null || yuan === undefined || yuan === '' ? yuan : printYuanText(yuan)} />;
}

/** Any exact figure: points, coefficients, counts. Negative ones also show it by colour, never by colour alone. */
export function Figure({ value }: { readonly value: string | number | null | undefined }) {
  if (value === null || value === undefined || value === '') return <span className="figure">{NOTHING}</span>;
  const text = printDecimalText(String(value));
  return <span className={text.startsWith('−') ? 'figure figure-negative' : 'figure'}>{text}</span>;
}
