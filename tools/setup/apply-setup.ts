import type { LoanwatchClient } from '../client';
import { type DeviceKey, readKeyFile, writeKeyFile } from '../replay/device-keys';
import { applyPlan } from './apply-plan';
import { applyRecipient } from './apply-recipient';
import { type Applied, applyRecord } from './apply-registry';
import { applyRule, ruleDocument } from './apply-rule';
import { REGISTRY_KINDS } from './registry-kinds';
import { type Fields, REFERENCES, type Section, type Setup, SetupError } from './setup-file';

export interface ApplyOptions {
  /** File of device keys that is read first and written at the end; keys of devices it names are not issued again. */
  readonly keyFile?: string | undefined;
  /** Whether devices get keys. Default true. */
  readonly issueKeys?: boolean;
  readonly onApplied?: (section: Section, key: string, applied: Applied) => void;
}

export interface AppliedSetup {
  readonly ids: SetupIds;
  /** Device keys by the key of the device in the file. */
  readonly keys: ReadonlyMap<string, DeviceKey>;
  /** Signing secrets of webhooks that were made just now, by the key of the recipient. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** Ids that Loanwatch gave to the entries of a file. */
export class SetupIds {
  private readonly known = new Map<string, string>();

  add(section: Section, key: string, id: string): void {
    this.known.set(`${section}/${key}`, id);
  }

  find(section: Section, key: string): string | undefined {
    return this.known.get(`${section}/${key}`);
  }

  get(section: Section, key: string): string {
    const id = this.find(section, key);
    if (id === undefined) throw new SetupError([`there is no ${key} in ${section}`]);
    return id;
  }
}

/**
 * Makes Loanwatch have what a setup says, in the order of its sections. Entries are found again by their names, so that
 * applying the same file twice changes nothing. Master data are written by an administrator of the platform, rules, plans
 * and recipients by the institution's risk manager: `client` needs a source of tokens for both.
 */
export async function applySetup(
  client: LoanwatchClient,
  setup: Setup,
  { keyFile, issueKeys = true, onApplied }: ApplyOptions = {},
): Promise<AppliedSetup> {
  const ids = new SetupIds();
  const secrets = new Map<string, string>();
  const each = async (section: Section, apply: (key: string, fields: Fields) => Promise<Applied>): Promise<void> => {
    for (const [key, fields] of Object.entries(setup[section])) {
      const applied = await apply(key, fields);
      ids.add(section, key, applied.id);
      onApplied?.(section, key, applied);
    }
  };

  const admin = client.as({ role: 'admin' });
  for (const kind of REGISTRY_KINDS) {
    await each(kind.section, (_, fields) => applyRecord(admin, kind, withIds(fields, kind.references, ids)));
  }
  await each('rules', (key, fields) =>
    applyRule(
      client,
      institutionOf(fields, ids),
      ruleDocument(key, fields, (section, named) => ids.find(section, named)),
    ),
  );
  await each('plans', (key, { institution, ...plan }) => {
    const institutionId = institutionOf({ institution }, ids);
    if (institutionId === undefined) throw new SetupError([`plans.${key}.institution is missing`]);
    return applyPlan(client, institutionId, plan);
  });
  await each('recipients', async (key, { institution, ...recipient }) => {
    const applied = await applyRecipient(client, institutionOf({ institution }, ids), recipient);
    if (applied.secret !== undefined) secrets.set(key, applied.secret);
    return applied;
  });
  const keys = issueKeys ? await deviceKeys(admin, setup, ids, keyFile) : new Map<string, DeviceKey>();
  return { ids, keys, secrets };
}

/** The fields as the registry takes them: with ids instead of keys. */
function withIds(fields: Fields, references: Readonly<Record<string, string>>, ids: SetupIds): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const target = references[name];
      const section = REFERENCES[name];
      return target === undefined || section === undefined ? [name, value] : [target, ids.get(section, String(value))];
    }),
  );
}

function institutionOf({ institution }: Fields, ids: SetupIds): string | undefined {
  return typeof institution === 'string' ? ids.get('institutions', institution) : undefined;
}

async function deviceKeys(
  admin: LoanwatchClient,
  setup: Setup,
  ids: SetupIds,
  keyFile: string | undefined,
): Promise<ReadonlyMap<string, DeviceKey>> {
  const keys = new Map(Object.entries(keyFile === undefined ? {} : await readKeyFile(keyFile)));
  for (const name of Object.keys(setup.devices)) {
    const id = ids.get('devices', name);
    if (keys.get(name)?.id === id) continue;
    const { key } = await admin.post<{ key: string }>(`/v1/devices/${id}/credentials`, undefined);
    keys.set(name, { id, key });
  }
  if (keyFile !== undefined) await writeKeyFile(keyFile, Object.fromEntries(keys));
  return keys;
}
