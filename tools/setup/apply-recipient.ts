import type { LoanwatchClient } from '../client';
import type { Applied } from './apply-registry';
import { covers } from './difference';
import type { Fields } from './setup-file';

interface RecipientView extends Fields {
  readonly id: string;
  readonly name: string;
  readonly channel: string;
}

export interface AppliedRecipient extends Applied {
  /** Signing secret of a webhook that was made just now; shown this once. */
  readonly secret?: string;
}

/**
 * Makes sure that the recipient exists as the file says; found again by name and channel. The address is masked when it is
 * read, so a change of the address alone is not seen.
 */
export async function applyRecipient(
  client: LoanwatchClient,
  institutionId: string | undefined,
  recipient: Fields,
): Promise<AppliedRecipient> {
  const desk = client.as({ role: institutionId === undefined ? 'service_manager' : 'risk_manager', institutionId });
  const recipients = await desk.collect<RecipientView>('/v1/recipients');
  const known = recipients.find(({ name, channel }) => name === recipient['name'] && channel === recipient['channel']);
  if (known === undefined) {
    const made = await desk.post<{ id: string; secret?: string }>('/v1/recipients', recipient);
    return { id: made.id, outcome: 'created', ...(made.secret !== undefined && { secret: made.secret }) };
  }
  const { address: _, ...settings } = recipient;
  if (covers(known, settings)) return { id: known.id, outcome: 'unchanged' };
  const path = `/v1/recipients/${known.id}`;
  const { revision } = await desk.read(path);
  const { channel: _channel, ...body } = recipient;
  await desk.request('PUT', path, { body, revision });
  return { id: known.id, outcome: 'changed' };
}
