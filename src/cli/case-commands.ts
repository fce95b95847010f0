import type { Command } from 'commander';
import type { Context } from './context.js';

/** `dip cases import`. */
export function addCaseCommands(program: Command, context: Context): void {
  void program;
  void context;
}
