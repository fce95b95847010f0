import { setTimeout as pause } from 'node:timers/promises';
import { runCommand } from '../kernel/command.js';
import { ImportOpenError } from '../base/errors.js';

/** How often it is looked whether a region's open import has ended. */
export const LOOK_MS = 300;

/** How long a batch or a voiding waits while a file is stored: somebody waits for its answer. */
const PATIENCE_MS = 10_000;

/** As `runCommand`, for commands that store or void cases: while a file of the region is being stored they wait some seconds for their turn. */
export const runInTurn: typeof runCommand = async (...command) => {
  for (let waited = 0; ; waited += LOOK_MS) {
    try {
      return await runCommand(...command);
    } catch (error) {
      if (!(error instanceof ImportOpenError) || waited >= PATIENCE_MS) throw error;
      await pause(LOOK_MS);
    }
  }
};
