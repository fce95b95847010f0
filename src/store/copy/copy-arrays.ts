/** PostgreSQL's text form of arrays: `{A01,"a b",NULL}`. */

const PLAIN = /^[^\s{}",\\]+$/;

/** A list as array text. */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map(element).join(',')}}`;
}

function element(value: string | null): string {
  if (value === null) return 'NULL';
  if (PLAIN.test(value) && value.toUpperCase() !== 'NULL') return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

const ELEMENTS = /"((?:[^"\\]|\\.)*)"|([^{},"]+)/g;

/** The elements of an array's text; codes hardly ever need quotes. */
export function arrayElements(text: string): readonly string[] {
  if (text === '{}') return [];
  if (!text.includes('"')) return text.slice(1, -1).split(',');
  return [...text.matchAll(ELEMENTS)].map(([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
}
