// Writes docs/findings.md from the messages of the check.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findingsPage } from './findings-page.js';

writeFileSync(fileURLToPath(new URL('../docs/findings.md', import.meta.url)), findingsPage());
