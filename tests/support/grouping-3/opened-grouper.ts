import type { Grouper } from '../../../src/engine/grouper/grouper.js';
import type { GrouperDocument } from '../../../src/rules/grouper/grouper-document.js';
import { openGrouper } from '../../../src/rules/grouper/open-grouper.js';

/** A document read as a grouper; a fault in it throws. */
export function openedGrouper(document: GrouperDocument): Grouper {
  const { grouper, faults } = openGrouper(document);
  if (!grouper) throw new Error(JSON.stringify(faults));
  return grouper;
}
