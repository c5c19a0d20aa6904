import type { Command } from 'commander';
import { type Role, ROLES } from '@loanwatch/platform';
import { CommandError } from '../command/failure';
import { Session } from './session';

/** loanwatch token --role ROLE: a token of the embedded issuer for other tools. */
export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('a token on standard output, made with the key in the data folder')
    .requiredOption('--role <role>', ROLES.join(', '))
    .action(async ({ role }: { readonly role: string }, command: Command) => {
      const known = ROLES.find((each): each is Role => each === role);
      if (known === undefined) throw new CommandError(`${role} is no role; there are ${ROLES.join(', ')}.`);
      const client = await Session.of(command).client(known);
      console.log(await client.token());
    });
}
