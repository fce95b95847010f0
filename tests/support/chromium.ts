import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** What systems call Chromium and browsers made of it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Chromium of this machine, or why there is none. `DIP_TEST_CHROMIUM` names another one. */
export function findChromium(): { readonly program: string } | { readonly missing: string } {
  const stated = process.env.DIP_TEST_CHROMIUM;
  if (stated !== undefined) return isProgram(stated) ? { program: stated } : { missing: `DIP_TEST_CHROMIUM is no program: ${stated}` };
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const program = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
  return program === undefined ? { missing: `PATH holds none of ${NAMES.join(', ')}` } : { program };
}
