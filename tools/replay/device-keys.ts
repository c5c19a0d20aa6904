import { chmod, readFile, writeFile } from 'node:fs/promises';

/** A device's id and its own key. */
export interface DeviceKey {
  readonly id: string;
  readonly key: string;
}

/** No key is known for a device that a mapping names. */
export class UnknownDevice extends Error {
  override readonly name = 'UnknownDevice';
}

/** The keys of devices by the names that mappings give them. */
export class DeviceKeys {
  constructor(private readonly keys: ReadonlyMap<string, DeviceKey>) {}

  /** A JSON file `{ "<name>": { "id": "<device id>", "key": "<device key>" } }`, as loanwatch apply writes it. */
  static async read(file: string): Promise<DeviceKeys> {
    return new DeviceKeys(new Map(Object.entries(await readKeyFile(file))));
  }

  /** Value of the Authorization header. Throws {@link UnknownDevice}. */
  authorization(device: string): string {
    const known = this.keys.get(device);
    if (known === undefined) {
      const names = [...this.keys.keys()].join(', ') || 'none';
      throw new UnknownDevice(`There is no key for the device "${device}"; the key file names ${names}.`);
    }
    return `Basic ${Buffer.from(`${known.id}:${known.key}`).toString('base64')}`;
  }
}

export type KeyFile = Readonly<Record<string, DeviceKey>>;

/** Empty when there is no such file. */
export async function readKeyFile(file: string): Promise<KeyFile> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as KeyFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Readable by its owner only. */
export async function writeKeyFile(file: string, keys: KeyFile): Promise<void> {
  await writeFile(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}
