import { clearTinyCity } from './clear-tiny-city.js';

/** Clears the tiny city under this process's zone and language, and prints what came of it. */
process.stdout.write(`${JSON.stringify(await clearTinyCity())}\n`);
