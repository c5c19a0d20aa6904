import type { Clock } from '@loanwatch/kernel';
import { type Authenticator, JwtAuthenticator } from './auth';
import type { BaseConfig } from './config-base';
import type { Checks } from './health';
import type { EmbeddedIssuer } from './issuer';
import { RemoteKeys } from './remote-keys';
import { StartRefused } from './start-refused';

/**
 * Whose tokens count: those of the bank's issuer when one is named, else those of the embedded one.
 * Throws {@link StartRefused} when there is neither.
 */
export function trustIn(
  { OIDC_ISSUER, OIDC_AUDIENCE }: Pick<BaseConfig, 'OIDC_ISSUER' | 'OIDC_AUDIENCE'>,
  clock: Clock,
  embedded?: EmbeddedIssuer,
): { readonly authenticator: Authenticator; readonly checks: Checks } {
  if (OIDC_ISSUER !== undefined) {
    const keys = new RemoteKeys(OIDC_ISSUER, clock);
    const issuer = (): string => OIDC_ISSUER;
    return {
      authenticator: new JwtAuthenticator({ keys: keys.getKey, issuer, audience: OIDC_AUDIENCE, clock }),
      checks: { issuer: () => keys.check() },
    };
  }
  if (embedded === undefined) throw new StartRefused('OIDC_ISSUER is not set: there would be nobody to trust.');
  return { authenticator: embedded.authenticator(), checks: {} };
}
