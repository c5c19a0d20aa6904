import { v5, v7 } from 'uuid';

/** Where new ids come from; injected, so that a test or a replay can make them predictable. */
export interface Ids {
  next(): string;
}

/** UUIDv7: sorts by creation time, so it is kind to B-tree indexes. */
export const randomIds: Ids = { next: () => v7() };

/** Namespace of every derived Loanwatch id. It must never change: a repeated message has to yield the same ids. */
const NAMESPACE = '6f1c1d0e-5b0a-5c55-9d57-1b6a4c2f8e11';

/** An id that depends on its parts alone: the same message handled twice names the same thing (UUIDv5, RFC 9562). */
export function derivedId(...parts: readonly (string | number)[]): string {
  return v5(parts.join('\u001f'), NAMESPACE);
}
