import type { Command } from 'commander';
import { type DeadLetterRow, DEAD_LETTERS } from './columns';
import { CommandError } from '../command/failure';
import { Session } from './session';

/** loanwatch dead-letters ...: messages that a consumer could not handle. */
export function addDeadLetterCommands(program: Command): void {
  const letters = program.command('dead-letters').description('messages that could not be handled (administrator)');

  letters
    .command('list')
    .description('oldest first')
    .option('--group <consumer>', 'only this consumer')
    .action(async ({ group }: { readonly group?: string }, command: Command) => {
      const session = Session.of(command);
      const client = await session.client('admin');
      const { items } = await client.get<{ items: DeadLetterRow[] }>('/v1/dead-letters', { limit: 200, group });
      session.show(items, DEAD_LETTERS);
    });

  letters
    .command('replay <id>')
    .description('hand one to its consumer once more')
    .action(async (id: string, _options: unknown, command: Command) => {
      const session = Session.of(command);
      const client = await session.client('admin');
      const done = await client.post<{ outcome: string }>(`/v1/dead-letters/${id}/replay`, {});
      if (done.outcome === 'failed') throw new CommandError(`${id} failed again and stays where it is.`);
      session.say(done, { zh: `${id} 已处理`, en: `${id} was handled` });
    });
}
