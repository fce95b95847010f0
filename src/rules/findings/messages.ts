import type { Label } from '../../engine/plan/plan.js';
import { firstCharacters, lastCharacters, soundText } from '../../engine/kit/text.js';

/** How bad a finding is: an ERROR refuses the load. */
export type Severity = 'ERROR' | 'WARNING' | 'INFO';

/** Text in both languages, with named placeholders in braces: `{name}`. Both name the same ones. */
export interface Template {
  readonly zh: string;
  readonly en: string;
}

/** What a finding code says: how bad it is unless said otherwise, what is wrong, what to do 怎么办 (none goes without). */
export interface FindingTemplate {
  readonly severity: Severity;
  readonly message: Template;
  readonly suggestion: Template;
}

/** The value of a placeholder; a label prints its own language on each side. */
export type Argument = string | number | Label;

/** The placeholders of a template, read off its text by the compiler. Braces of JSON (with a space or brace inside) are none. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Rest}`
  ? Rest extends `${infer Name}}${infer After}`
    ? Name extends `${string}${' ' | '{'}${string}`
      ? Placeholders<Rest>
      : Name | Placeholders<After>
    : never
  : never;

/** Longest argument that is printed whole: a message quotes the document, it does not repeat it. */
const LONGEST_ARGUMENT = 200;

/** Fills a template's placeholders, in both languages. A placeholder without an argument stays visible. */
export function fill(template: Template, args: Readonly<Record<string, Argument>>): Label {
  return { zh: fillText(template.zh, args, 'zh'), en: fillText(template.en, args, 'en') };
}

function fillText(text: string, args: Readonly<Record<string, Argument>>, language: 'zh' | 'en'): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (value === undefined) return placeholder;
    if (typeof value === 'object') return shorten(language === 'en' ? (value.en ?? value.zh) : value.zh);
    return shorten(String(value));
  });
}

/** Cuts a long quotation from the document in the middle. */
export function shorten(text: string): string {
  if (text.length <= LONGEST_ARGUMENT) return soundText(text);
  return soundText(`${firstCharacters(text, LONGEST_ARGUMENT - 40)} … ${lastCharacters(text, 30)}`);
}
