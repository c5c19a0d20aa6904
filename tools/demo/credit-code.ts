const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A unified social credit code (GB 32100-2015) out of its first 17 characters and the check character. */
export function creditCode(first17: string): string {
  const sum = Array.from(first17).reduce((total, char, index) => total + ALPHABET.indexOf(char) * (3 ** index % 31), 0);
  return first17 + (ALPHABET[(31 - (sum % 31)) % 31] ?? '');
}
