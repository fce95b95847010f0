import { withSession, type Context } from '../host/context.js';
import type { RowsOptions } from '../print/printed-rows.js';
import { findRun } from './find-run.js';
import { exportRun } from '../../app/files/export-run.js';

/** What `dip scores` takes. */
export interface ScoresOptions extends RowsOptions {
  readonly region?: string;
  readonly out?: string;
}

/** Prints the stored scores of a run, as the export route gives them; runs nothing. */
export async function showScores(context: Context, wanted: string, { region, out, json }: ScoresOptions): Promise<void> {
  const { terminal } = context;
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode, id } = await findRun(session, region, wanted);
    const text = await exportRun(
      session.platform,
      session.caller,
      { regionCode, runId: id, what: 'scores' },
      json === true ? 'JSONL' : 'CSV',
    );
    const writer = out === undefined ? { write: terminal.out, close: () => Promise.resolve() } : await terminal.create(out);
    for await (const piece of text) await writer.write(piece);
    await writer.close();
  });
}
