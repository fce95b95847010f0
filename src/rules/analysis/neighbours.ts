import { must } from '../../engine/kit/assert.js';
import type { FactTest, SituationTable } from '../../engine/plan/plan.js';
import { classesOf, situationOf } from '../judge/tables.js';

/**
 * The classes that lie beside a class of one fact: the next interval for numbers and dates, any other class for the rest. A missing value
 * lies beside every class.
 */
export function neighbouringClasses(test: FactTest, own: number): number[] {
  const others = test.representatives.map((_, index) => index).filter((index) => index !== own);
  const { classifier } = test;
  if ((classifier.kind !== 'decimal' && classifier.kind !== 'date') || classifier.missing === own) return others;
  const intervals = classifier.classOf.filter((index) => index >= 0);
  return others.filter(
    (other) =>
      other === classifier.missing ||
      intervals.some((index, at) => index === own && (intervals[at - 1] === other || intervals[at + 1] === other)),
  );
}

/** The situations that differ from one in a neighbouring class of one fact. */
export function neighbouringSituations(table: SituationTable, situation: number): number[] {
  const classes = classesOf(table, situation);
  return table.tests.flatMap((test, at) =>
    neighbouringClasses(test, must(classes[at], 'class')).map((other) => situationOf(table, classes.with(at, other))),
  );
}
