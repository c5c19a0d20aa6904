import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What is stored of a person's name. Without either part nobody can read it, the holder of the service's key included. */
export interface SealedName {
  /** The person's own key, encrypted with the service's. */
  readonly wrapped: Buffer;
  /** The name, encrypted with the person's own key. */
  readonly sealed: Buffer;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with one key per person, wrapped with the service's key. The additional data is the person's id, so that
 * what was sealed for one person cannot be passed off as another's.
 */
export class PersonSeal {
  private readonly serviceKey: Buffer;

  /** Throws RangeError unless the key is 32 bytes in base64. */
  constructor(serviceKeyBase64: string) {
    this.serviceKey = Buffer.from(serviceKeyBase64, 'base64');
    if (this.serviceKey.length !== KEY_BYTES)
      throw new RangeError('the key of the registry must be 32 bytes in base64');
  }

  seal(personId: string, name: string): SealedName {
    const personKey = randomBytes(KEY_BYTES);
    return {
      wrapped: encrypt(this.serviceKey, personKey, `key:${personId}`),
      sealed: encrypt(personKey, Buffer.from(name, 'utf8'), `name:${personId}`),
    };
  }

  /** Throws when the service's key is another one, or what is stored was tampered with. */
  open(personId: string, { wrapped, sealed }: SealedName): string {
    const personKey = decrypt(this.serviceKey, wrapped, `key:${personId}`);
    return decrypt(personKey, sealed, `name:${personId}`).toString('utf8');
  }
}

function encrypt(key: Buffer, plain: Buffer, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, text: Buffer, about: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, text.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(text.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(text.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
