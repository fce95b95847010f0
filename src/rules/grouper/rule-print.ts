import type { CodePlace, GroupRule } from '../../engine/grouper/group-rule.js';
import { MEASURE_WORDS, PLACE_WORDS } from './rule-parse.js';

/** A rule as the official books write it; read again it is the same rule. One that holds always is the empty text. */
export function printRule(rule: GroupRule): string {
  return rule.kind === 'always' ? '' : print(rule);
}

function print(rule: GroupRule): string {
  switch (rule.kind) {
    case 'always':
      return '1';
    case 'all':
      return rule.rules.map(printPart).join(' and ');
    case 'any':
      return rule.rules.map(printPart).join(' or ');
    case 'codes':
      return `${printPlaces(rule.places)} ${rule.negated ? 'not in' : 'in'} ${list(rule.sets)}`;
    case 'compare':
      return `${MEASURE_WORDS[rule.measure]}${rule.comparison}${rule.value}`;
    case 'count':
      return `length(${rule.set} ∩ ${printPlaces(rule.places)})${rule.comparison}${rule.value}`;
  }
}

function printPart(part: GroupRule): string {
  return part.kind === 'any' || part.kind === 'all' ? `(${print(part)})` : print(part);
}

function printPlaces(places: readonly CodePlace[]): string {
  return list(places.map((place) => PLACE_WORDS[place]));
}

function list(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? '') : `{${words.join(', ')}}`;
}
