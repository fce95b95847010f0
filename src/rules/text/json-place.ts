import { readPointerStep } from '../findings/pointer-steps.js';

/** A place in a text: lines and columns count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

interface Token {
  readonly sign: string;
  readonly index: number;
}

/** A text, a sign of JSON's own, or a number or word. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Finds where the value that a JSON pointer names stands in a text that is JSON (a member: its key), or the nearest thing around it that is
 * there. The text is read once.
 */
export function placesInJson(text: string): (pointer: string) => TextPlace {
  const tokens = [...text.matchAll(TOKEN)].map(({ 0: sign, index }) => ({ sign, index }));
  return (pointer) => placeOf(text, tokens, pointer);
}

function placeOf(text: string, tokens: readonly Token[], pointer: string): TextPlace {
  let value = 0;
  let shown = 0;
  for (const step of pointer.split('/').slice(1)) {
    const found = memberAt(tokens, value, readPointerStep(step));
    if (found === undefined) break;
    ({ value, shown } = found);
  }
  const before = text.slice(0, tokens[shown]?.index ?? 0);
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

/** The token of a member's value, and the one to show: its key, or the value itself in a list. */
function memberAt(tokens: readonly Token[], start: number, step: string): { readonly value: number; readonly shown: number } | undefined {
  const isObject = tokens[start]?.sign === '{';
  if (!isObject && tokens[start]?.sign !== '[') return undefined;
  let index = 0;
  for (let at = start + 1; at < tokens.length; index++) {
    const sign = tokens[at]?.sign ?? '';
    if (sign === '}' || sign === ']') return undefined;
    const value = isObject ? at + 2 : at;
    if (isObject ? JSON.parse(sign) === step : String(index) === step) return { value, shown: at };
    at = endOf(tokens, value) + 1; // past the comma
    if (tokens[at - 1]?.sign !== ',') return undefined;
  }
  return undefined;
}

/** The token behind a value. */
function endOf(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const sign = tokens[at]?.sign ?? '';
    if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}
