import { type Command, CommanderError } from 'commander';
import { exitWith, explain, USAGE_EXIT } from './failure';

/** Runs a command line to its end: a wrong one ends with 64, a failure with its sentence and code. */
export function runProgram(program: Command): void {
  program.parseAsync().catch((error: unknown) => {
    // Commander has said what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT;
    else exitWith(explain(error));
  });
}
