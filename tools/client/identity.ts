import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedIssuer, type Role } from '@loanwatch/platform';
import { readRuntime } from '../../services/all-in-one/src/runtime-file';

/** Who calls. Without an institution or enterprise: staff of the platform. */
export interface Identity {
  readonly role: Role;
  readonly institutionId?: string | undefined;
  readonly enterpriseId?: string | undefined;
  /** Opaque id of the person; two people differ in it. */
  readonly subject?: string | undefined;
}

/** Where the tokens of callers come from. */
export interface TokenSource {
  tokenOf(identity: Identity): Promise<string>;
}

/** What stands in the way of calling Loanwatch at all, and what to do about it. */
export class NoAccess extends Error {
  override readonly name = 'NoAccess';
}

/** One token from outside; it says itself who calls, so every identity is that one. */
export function givenToken(token: string): TokenSource {
  return { tokenOf: async () => token };
}

/** Tokens signed by an issuer in this process, each for its identity; made once and used until the process ends. */
export function issuedTokens(issuer: EmbeddedIssuer): TokenSource {
  const known = new Map<string, Promise<string>>();
  return {
    tokenOf: ({ role, institutionId, enterpriseId, subject }) => {
      const key = [role, institutionId, enterpriseId, subject].join(' ');
      let token = known.get(key);
      if (token === undefined) {
        token = issuer.signToken({ roles: [role], institutionId, enterpriseId, subject });
        known.set(key, token);
      }
      return token;
    },
  };
}

/** The all-in-one that was last started on a data folder of this machine. Throws {@link NoAccess}. */
export async function localInstallation(
  folder: string,
): Promise<{ readonly url: string; readonly tokens: TokenSource }> {
  const runtime = await readRuntime(folder);
  if (runtime === undefined) {
    throw new NoAccess(
      `No Loanwatch has run on the data folder ${path.resolve(folder)}: start it with npm start, name its folder with ` +
        '--data, or set LOANWATCH_TOKEN and --url.',
    );
  }
  const key = path.join(folder, 'issuer-key.json');
  try {
    await access(key, constants.R_OK);
  } catch {
    throw new NoAccess(`${key} cannot be read: set LOANWATCH_TOKEN, or run this as the user that runs Loanwatch.`);
  }
  const issuer = await EmbeddedIssuer.open({ directory: folder, url: () => runtime.issuer });
  return { url: runtime.url, tokens: issuedTokens(issuer) };
}
