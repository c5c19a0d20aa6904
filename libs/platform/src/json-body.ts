import { isUtf8 } from 'node:buffer';
import { DomainError } from '@loanwatch/kernel';

export const MAX_JSON_DEPTH = 20;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
const BOM = '\ufeff';

/** Keys that reach an object's prototype when they are copied, and escapes that PostgreSQL cannot store. */
const SUSPICIOUS = /__proto__|constructor|\\u(0000|005f|006[3f]|007[2-5]|006e|d[89a-f])/i;

/** A body with no more brackets than this is parsed in well under a millisecond, however they nest. */
const HARMLESS_BRACKETS = 2_500;

/**
 * JSON of a request body. Throws 400 problems: `request.malformed-json`, `request.too-deep` (more than 20 levels),
 * `request.forbidden-key` (`__proto__`, `constructor.prototype`), `request.unstorable-text` (NUL, lone surrogates).
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) throw malformed('The body is empty.');
  if (!isUtf8(body)) throw malformed('The body is not UTF-8.');
  const text = body.toString('utf8');
  // Parsing a bomb of a megabyte takes a second, so one that could be is looked through first. Looking through every
  // body costs as much as validating it; a parsed one is walked in a fraction of that.
  if (hasMoreBrackets(text, HARMLESS_BRACKETS) && isDeeperThan(body, MAX_JSON_DEPTH)) throw tooDeep();
  const value = parse(text.startsWith(BOM) ? text.slice(1) : text);
  if (isNestedDeeper(value, MAX_JSON_DEPTH)) throw tooDeep();
  if (SUSPICIOUS.test(text)) inspect(value);
  return value;
}

function tooDeep(): DomainError {
  return new DomainError('request.too-deep', 'malformed', `The body nests more than ${MAX_JSON_DEPTH} levels.`);
}

function hasMoreBrackets(text: string, limit: number): boolean {
  let count = 0;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++count > limit) return true;
    }
  }
  return false;
}

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((child) => isNestedDeeper(child, levels - 1));
  for (const key in value) {
    const child = (value as Record<string, unknown>)[key];
    if (typeof child === 'object' && isNestedDeeper(child, levels - 1)) return true;
  }
  return false;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The body is not valid JSON.');
  }
}

/** Counts brackets outside strings, so that a bomb is refused before it is parsed. */
function isDeeperThan(body: Buffer, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < body.length; index++) {
    switch (body[index]) {
      case QUOTE:
        index = endOfString(body, index);
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (++depth > limit) return true;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--;
        break;
      default:
    }
  }
  return false;
}

/** Index of the quote that ends the string begun at `start`, or of the body's end. */
function endOfString(body: Buffer, start: number): number {
  let end = body.indexOf(QUOTE, start + 1);
  while (end > 0 && isEscaped(body, end)) end = body.indexOf(QUOTE, end + 1);
  return end < 0 ? body.length : end;
}

function isEscaped(body: Buffer, quote: number): boolean {
  let backslashes = 0;
  while (body[quote - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function inspect(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed()) {
      throw new DomainError('request.unstorable-text', 'malformed', 'A text has a NUL character or half a character.');
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === '__proto__' || (key === 'constructor' && isObjectWithPrototype(child))) {
      throw new DomainError('request.forbidden-key', 'malformed', `The key ${key} is not taken.`);
    }
    inspect(key);
    inspect(child);
  }
}

function isObjectWithPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

function malformed(detail: string): DomainError {
  return new DomainError('request.malformed-json', 'malformed', detail);
}
