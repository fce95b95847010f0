import { requirePermission, runCommand } from '../kernel/command.js';
import { NotFoundError, type FieldProblem } from '../base/errors.js';
import type { ErrorPolicy } from '../cases/import-cases.js';
import type { ImportSettings } from './import-settings.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { askedFor } from '../caches/in-force.js';
import type { ImportRecord } from '../ports/cases/ports-import.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { fieldProblem, nameProblems, refuseProblems, ownIdempotencyKey, requireIdempotencyKey } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';
import { parseDecimal } from '../../engine/number/quantity.js';

/** 文件导入 an import whose file comes afterwards, by PUT /imports/{id}. */
export interface StartCaseImport {
  readonly regionCode: string;
  readonly onDuplicate: 'REJECT' | 'REVISE';
  readonly errorPolicy: ErrorPolicy;
  readonly dryRun: boolean;
  readonly fileName?: string;
  /** The scheme whose rulesets judge the cases; none: DIP before DRG. */
  readonly scheme?: PaymentScheme;
  /** Control totals: what the file must hold, or nothing of it is imported. */
  readonly expectedRows?: number;
  /** Yuan, as text. */
  readonly expectedTotalCost?: string;
  readonly idempotencyKey: string;
}

const MOST_ROWS = 1_000_000_000;

/** Starts an import: nothing is read yet. The same key and input give the same import. Throws VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED. */
export async function startCaseImport(platform: Platform, caller: Caller, input: StartCaseImport): Promise<ImportRecord> {
  const { idempotencyKey, ...request } = input;
  const { regionCode, onDuplicate, dryRun, fileName } = request;
  requirePermission(caller.actor, 'case:import', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems([...(fileName === undefined ? [] : nameProblems(fileName, ['fileName'])), ...controlProblems(input)]);
  const named = fileName === undefined ? {} : { fileName };
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'case:import',
      regionCode,
      action: 'case:import-start',
      work: async ({ imports }) => {
        const { id } = await imports.create({ regionCode, onDuplicate, dryRun, ...named, idempotencyKey });
        await imports.update(regionCode, id, { phase: 'WAITING_FOR_FILE', controlTotals: settings(input) });
        return must(await imports.find(regionCode, id), 'import');
      },
      audit: ({ id }) => ({ subject: id, detail: { onDuplicate, dryRun, ...settings(input) } }),
    },
    {
      key: ownIdempotencyKey(caller.actor, idempotencyKey),
      input: request,
      refOf: ({ id }) => id,
      replay: async ({ imports }, id) => must(await imports.find(regionCode, id), 'import of an idempotency key'),
    },
  );
}

/** An import as it stands. Throws FORBIDDEN, NOT_FOUND. */
export async function caseImport({ actor, read }: Caller, regionCode: string, id: string): Promise<ImportRecord> {
  requirePermission(actor, 'case:import', regionCode);
  const found = await read(({ imports }) => imports.find(regionCode, id));
  if (found === undefined) throw new NotFoundError({ zh: '导入任务', en: 'import' }, id);
  return found;
}

function settings({ errorPolicy, scheme, expectedRows, expectedTotalCost }: StartCaseImport): ImportSettings {
  return {
    errorPolicy,
    ...askedFor(scheme),
    stated: {
      ...(expectedRows === undefined ? {} : { rows: expectedRows }),
      ...(expectedTotalCost === undefined ? {} : { totalCost: expectedTotalCost }),
    },
  };
}

function controlProblems({ expectedRows, expectedTotalCost }: StartCaseImport): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (expectedRows !== undefined && !(Number.isInteger(expectedRows) && expectedRows >= 0 && expectedRows <= MOST_ROWS)) {
    problems.push(fieldProblem(['expectedRows'], 'OUT_OF_RANGE', '行数应为非负整数。', 'The number of rows is a whole number, 0 or more.'));
  }
  if (expectedTotalCost !== undefined && parseDecimal(expectedTotalCost) === undefined) {
    problems.push(
      fieldProblem(
        ['expectedTotalCost'],
        'NOT_A_DECIMAL',
        '总费用应为规范的数，如 "1234.50"。',
        'The total cost is a plain decimal such as "1234.50".',
      ),
    );
  }
  return problems;
}
