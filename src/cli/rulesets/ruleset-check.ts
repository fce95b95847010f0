import path from 'node:path';
import { withSession, type Context } from '../host/context.js';
import { basesAtHand } from './ruleset-bases.js';
import { readWhole } from '../terminal/terminal.js';
import { chinaDay } from '../../app/base/china-day.js';
import { nationalLimits } from '../../compose.js';
import { checkRulesetText, takeover } from '../../app/rulesets/load-ruleset.js';
import { hasErrors, sortFindings } from '../../rules/findings/finding-codes.js';
import { Judge } from '../../rules/judge/judge.js';
import { checkRuleset, type CheckBeside, type CheckedRuleset } from '../../rules/load.js';
import { parseDocument } from '../../rules/shape/parse.js';

/** A file of a ruleset with what the check says of it. */
export interface CheckedFile {
  readonly file: string;
  readonly text: string;
  readonly checked: CheckedRuleset;
}

/** Checks files as a city's load would, without a database; one is asked only for a base that is nowhere at hand. */
export async function checkFiles(context: Context, files: readonly string[]): Promise<readonly CheckedFile[]> {
  const read: { readonly file: string; readonly bytes: Uint8Array }[] = [];
  for (const file of files) read.push({ file, bytes: await readWhole(context.terminal, file) });
  const documents = read.flatMap(({ bytes }) => parseDocument(bytes).document ?? []);
  const resolve = basesAtHand(documents, nearby(context, files));
  const judge = new Judge();
  const checked: CheckedFile[] = [];
  for (const { file, bytes } of read) {
    const wanted = parseDocument(bytes).document?.extends;
    const isAtHand = wanted === undefined || resolve(wanted.region, wanted.version) !== undefined;
    checked.push({
      file,
      text: Buffer.from(bytes).toString('utf8'),
      checked: isAtHand ? await withDays(context, await checkRuleset(bytes, resolve, judge, beside())) : await checkInStore(context, bytes),
    });
    context.terminal.progress(files.length < 2 ? null : { label: '检查规则集', done: checked.length, total: files.length });
  }
  context.terminal.progress(null);
  return checked;
}

/** Files beside which bases may be looked for: a server does not look around for whoever typed the command. */
export function nearby({ host, terminal }: Context, files: readonly string[]): readonly string[] {
  return host.kind === 'SERVER' ? [] : files.map((file) => path.resolve(terminal.cwd, file));
}

/** Where there is a database, its published versions say which days would change hands. */
async function withDays(context: Context, checked: CheckedRuleset): Promise<CheckedRuleset> {
  if (!context.host.hasData) return checked;
  const days = await withSession(context, 'NEEDS_DATA', ({ caller }) => takeover(caller, checked.document));
  return { ...checked, findings: sortFindings([...checked.findings, ...days]) };
}

/** What a check knows beside the files. */
function beside(): CheckBeside {
  return { limits: nationalLimits(), day: chinaDay(new Date()) };
}

/** Without a database the answer says that the base is missing. */
async function checkInStore(context: Context, bytes: Uint8Array): Promise<CheckedRuleset> {
  const text = Buffer.from(bytes).toString('utf8');
  if (!context.host.hasData) return await checkRuleset(bytes, () => undefined, new Judge(), beside());
  return await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => checkRulesetText(platform, caller, text));
}

/** Whether a file may be loaded. */
export function isGood({ checked }: CheckedFile): boolean {
  return !hasErrors(checked.findings);
}
