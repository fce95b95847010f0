import { Mistake } from '../terminal/mistake.js';
import { readWhole, type Terminal } from '../terminal/terminal.js';

/** The text of a ruleset's file. Throws `Mistake` where it can't be read or is not UTF-8. */
export async function readText(terminal: Terminal, file: string): Promise<string> {
  const bytes = await readWhole(terminal, file);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Mistake(
      'TEXT_ENCODING',
      `${file} 不是 UTF-8 编码。请另存为 UTF-8 后重试。`,
      `${file} is not UTF-8. Save it as UTF-8 and try again.`,
    );
  }
}
