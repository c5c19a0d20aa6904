import { NoAccess, Refused, Unreachable } from '../client';

/** A command that was given wrongly, or cannot be done as asked. Its message is a sentence. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** What a command says when it fails, and the exit code it ends with. */
export interface Failure {
  readonly message: string;
  readonly exitCode: number;
}

/** 64: the command was given wrongly; 69: nobody answers; 77: no access; 1: refused, or not done. After sysexits.h. */
export const USAGE_EXIT = 64;
const EXIT = { usage: USAGE_EXIT, unavailable: 69, noAccess: 77, refused: 1 } as const;

/** Errors of the tools that are sentences already: a file is wrong, a name is unknown. */
const EXPLAINED = [
  'HistoryWouldShrink',
  'MappingError',
  'SetupError',
  'UnknownColumn',
  'UnknownDevice',
  'UnreadableCsv',
  'CommandError',
];

/** One sentence for what a user can change; the whole error for what is our fault. */
export function explain(error: unknown): Failure {
  if (error instanceof Refused) {
    return { message: error.in(userLanguage()), exitCode: error.status === 401 ? EXIT.noAccess : EXIT.refused };
  }
  if (error instanceof Unreachable) return { message: error.message, exitCode: EXIT.unavailable };
  if (error instanceof NoAccess) return { message: error.message, exitCode: EXIT.noAccess };
  if (error instanceof Error && EXPLAINED.includes(error.name)) return { message: error.message, exitCode: EXIT.usage };
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error) {
    return { message: `There is no file ${String(error.path)}.`, exitCode: EXIT.usage };
  }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: EXIT.refused };
}

export function exitWith({ message, exitCode }: Failure): void {
  console.error(message);
  process.exitCode = exitCode;
}

/** Language of messages and headings, by the locale: zh_CN.UTF-8 is Chinese, everything else English. */
export function userLanguage(): 'zh' | 'en' {
  const { LC_ALL: all, LC_MESSAGES: messages, LANG: lang } = process.env;
  return (all ?? messages ?? lang ?? '').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
