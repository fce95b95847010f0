import './access/api-key.js';
import './access/person.js';
import './access/audit-event.js';
import './access/audit-verification.js';
import './cases/case-lists.js';
import './cases/cost-distribution.js';
import './catalogues/catalogue-job.js';
import './catalogues/catalogue.js';
import './rulesets/boundary-report.js';
import './rulesets/mutation-report.js';
import './rulesets/check-report.js';
import './drafts/bundle.js';
import './drafts/draft.js';
import './drafts/draft-check.js';
import './drafts/draft-formula.js';
import './drafts/draft-moves.js';
import './drafts/draft-rulebook.js';
import './drafts/draft-sheets.js';
import './drafts/draft-workbook.js';
import './drafts/mutations-bundle.js';
import './drafts/mutations-draft.js';
import './drafts/mutations-review.js';
import './clearing/run-differences.js';
import './clearing/consolidated-statement.js';
import './clearing/insured-regions.js';
import './clearing/clearing-run.js';
import './catalogues/disease-group.js';
import './years/fund-year.js';
import './years/budget-review.js';
import './years/joint-payments.js';
import './years/reconciliation.js';
import './years/corrections.js';
import './indicators/comparison.js';
import './indicators/indicator-report.js';
import './indicators/publications.js';
import './code-tables/code-table.js';
import './code-tables/mutations-code-table.js';
import './groupers/grouper.js';
import './groupers/mutations-grouper.js';
import './cases/import-job.js';
import './cases/import-rejects.js';
import './cases/inpatient-case.js';
import './cases/inpatient-case-fields.js';
import './regions/institution.js';
import './jobs/job-progress.js';
import './periods/calendar.js';
import './periods/mutations-calendar.js';
import './periods/mutations-declarations.js';
import './periods/period-declarations.js';
import './periods/settlement-periods.js';
import './access/mutations-admin.js';
import './access/mutations-people.js';
import './cases/mutations-cases.js';
import './cases/stays.js';
import './catalogues/mutations-catalogue.js';
import './years/mutation-decide-budget.js';
import './years/mutation-year-file.js';
import './years/mutations-fund-year.js';
import './regions/institution-changes.js';
import './regions/consortia.js';
import './regions/mutations-changes.js';
import './regions/mutations-institutions.js';
import './rulesets/mutations-ruleset.js';
import './clearing/mutations-run.js';
import './cases/quality.js';
import './catalogues/region-catalogues.js';
import './rulesets/region-rulesets.js';
import './regions/region.js';
import './clearing/replay.js';
import './rulesets/ruleset-diff.js';
import './rulesets/ruleset-uses.js';
import './rulesets/ruleset-entries.js';
import './rulesets/ruleset-version.js';
import './access/roles.js';
import './clearing/run-evidence.js';
import './drafts/draft-example.js';
import './scoring/case-fields.js';
import './scoring/case-alternatives.js';
import './scoring/case-example.js';
import './scoring/score-queries.js';
import './clearing/scorecard.js';
import './clearing/stands-out.js';
import './clearing/statement.js';
import './clearing/statement-words.js';
import './clearing/mutations-statements.js';
import './years/receipts.js';
import './switch/mutations-switch.js';
import './switch/switch-study.js';
import './what-if/mutations-what-if.js';
import './what-if/what-if.js';
import './what-if/what-if-targets.js';
import './years/forecast.js';
import './access/preparation.js';
import './access/viewer.js';
import { isObjectType, lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { builder } from './base/builder.js';
import { gateCursors } from './gates/cursor-gate.js';
import { noteRefusals } from './gates/noted-refusals.js';

/** The Prisma plugin adds `totalCount` to connections without a description of ours. */
function describeTotals(built: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(built.getTypeMap())) {
    const total = isObjectType(type) && type.name.endsWith('Connection') ? type.getFields().totalCount : undefined;
    if (total !== undefined) total.description ??= '总数 how many there are in all';
  }
  return built;
}

/** The schema: every noun's file is imported for effect. */
export const schema = noteRefusals(gateCursors(describeTotals(builder.toSchema())));

/** The published contract, in a fixed order: `schema/schema.graphql`. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
