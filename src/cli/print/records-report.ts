import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { list } from '../terminal/table.js';
import { readWhole } from '../terminal/terminal.js';
import type { Caller, Platform } from '../../app/kernel/platform.js';

/** What came of records that were stated together, all or none. */
export interface RecordedTogether {
  readonly dryRun: boolean;
  readonly read: number;
  readonly recorded: number;
  /** Whether the same had been recorded before, so that nothing was changed now. */
  readonly wasThere?: boolean;
}

/** What such a command takes. */
export interface RecordingOptions extends CommonOptions {
  readonly region: string;
  readonly check?: boolean;
}

/** Options that such commands share. */
export const CHECK_OPTION = ['--check', '只检查，不入库 check only'] as const;

/** Says what was recorded; `of` is what it was made from, `unit` what they are counted by in Chinese. */
export async function sayRecorded(
  context: Context,
  { json }: CommonOptions,
  recorded: RecordedTogether,
  { of, unit }: { readonly of: readonly [name: string, value: string]; readonly unit: string },
): Promise<void> {
  if (json === true) return await printJson(context, recorded);
  const wasThere = recorded.wasThere === true;
  const result = recorded.dryRun ? '检查通过，未入库（--check）' : wasThere ? '此前已录入，未作更改' : '已录入';
  await context.terminal.out(
    list([of, ['结果', result], ['读入', `${recorded.read} ${unit}`], ['新录入', `${wasThere ? 0 : recorded.recorded} ${unit}`]]),
  );
}

type FileImport = (
  platform: Platform,
  caller: Caller,
  input: { readonly regionCode: string; readonly file: Uint8Array; readonly dryRun: boolean },
) => Promise<RecordedTogether>;

/** Records a file, or only checks it, and says what came of it. */
export async function recordFile(
  context: Context,
  path: string,
  options: RecordingOptions,
  by: { readonly importFile: FileImport; readonly unit: string },
): Promise<void> {
  const recorded = await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) =>
    by.importFile(platform, caller, {
      regionCode: options.region,
      file: await readWhole(context.terminal, path),
      dryRun: options.check === true,
    }),
  );
  await sayRecorded(context, options, recorded, { of: ['文件', path], unit: by.unit });
}
