import type { Command } from 'commander';
import type { Context } from './context.js';

/** `dip keys create|list|revoke`. */
export function addKeyCommands(program: Command, context: Context): void {
  void program;
  void context;
}
