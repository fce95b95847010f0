/** An identifier of a ruleset: a letter, then letters, digits and underscores. */
export const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]{0,79}$/;
/** An identifier with an optional member or aspect: `caseFlag.TCM`, `cmi.peer`, `recordedFund.region`, `deviation.rule`. */
export const NAME = /^[A-Za-z][A-Za-z0-9_]{0,79}(?:\.[A-Za-z][A-Za-z0-9_]{0,79})?$/;
/** A unit: base dimensions multiplied and divided, e.g. `yuan/point`, `1`, `yuan/case/day`. */
export const TABLE_UNIT = /^(?:1|yuan|point|day|case|person)(?:[*/](?:1|yuan|point|day|case|person))*$/;
