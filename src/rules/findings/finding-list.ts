import { DECISION_FINDINGS } from './messages-decisions.js';
import { NAME_FINDINGS } from './messages-names.js';
import { PROOF_FINDINGS } from './messages-proofs.js';
import { SCORECARD_FINDINGS } from './messages-scorecards.js';
import { SHAPE_FINDINGS } from './messages-shape.js';
import { TABLE_FINDINGS } from './messages-tables.js';
import { TEXT_FINDINGS } from './messages-text.js';
import { VERSION_FINDINGS } from './messages-versions.js';

/** The closed list of everything that a check can say about a ruleset, in order of precedence (ARCHITECTURE 9). */
export const FINDINGS = {
  ...TEXT_FINDINGS,
  ...SHAPE_FINDINGS,
  ...VERSION_FINDINGS,
  ...NAME_FINDINGS,
  ...TABLE_FINDINGS,
  ...DECISION_FINDINGS,
  ...SCORECARD_FINDINGS,
  ...PROOF_FINDINGS,
};

/** The stable code of a finding. */
export type FindingCode = keyof typeof FINDINGS;
