/** Unified social credit code 统一社会信用代码: 31 characters without I, O, S, V, Z; weights 3^i mod 31 (GB 32100-2015). */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const LENGTH = 18;

/** Whether the text has the form of a code and its check digit is right. */
export function isCreditCode(text: string): boolean {
  if (text.length !== LENGTH) return false;
  let sum = 0;
  let weight = 1;
  for (const character of text.slice(0, -1)) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return false;
    sum += digit * weight;
    weight = (weight * 3) % ALPHABET.length;
  }
  return text.at(-1) === ALPHABET[(ALPHABET.length - (sum % ALPHABET.length)) % ALPHABET.length];
}
