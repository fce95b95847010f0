import { requirePermission, runCommand } from '../kernel/command.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { ImportRecord } from '../ports/cases/ports-import.js';
import { must } from '../../engine/kit/assert.js';

/**
 * Cancels an import that waits for its file: by whoever started it. Cancelling again changes nothing. Throws FORBIDDEN (somebody else's),
 * NOT_FOUND, CONFLICT (its file is being read, or it has ended).
 */
export async function cancelCaseImport(
  platform: Platform,
  { actor }: Pick<Caller, 'actor'>,
  regionCode: string,
  importId: string,
): Promise<ImportRecord> {
  requirePermission(actor, 'case:import', regionCode);
  let isChanged = false;
  return await runCommand(platform, actor, {
    permission: 'case:import',
    regionCode,
    action: 'case:import-cancel',
    work: async (unit) => {
      await unit.lock(regionCode, `import/${importId}`);
      const job = await unit.imports.find(regionCode, importId);
      if (job === undefined) throw new NotFoundError({ zh: '导入任务', en: 'import' }, importId);
      if (job.createdById !== actor.holderId) throw notTheirs();
      if (job.status === 'CANCELLED') return job;
      if (job.status !== 'QUEUED') throw notWaiting(importId);
      isChanged = true;
      await unit.imports.update(regionCode, importId, { status: 'CANCELLED', phase: 'DONE' });
      return must(await unit.imports.find(regionCode, importId), 'import');
    },
    audit: ({ id }) => (isChanged ? { subject: id, detail: {} } : undefined),
  });
}

function notTheirs(): ForbiddenError {
  return new ForbiddenError(null, {
    zh: '只有发起导入的人可以取消它。',
    en: 'Only whoever started an import may cancel it.',
  });
}

function notWaiting(importId: string): ConflictError {
  return new ConflictError({
    zh: `导入任务 ${importId} 已在读取文件或已结束，不能取消。已导入的病例可用 voidCases 作废。`,
    en: `Import ${importId} is reading its file or has ended and can't be cancelled. Cases that it brought can be voided with voidCases.`,
  });
}
