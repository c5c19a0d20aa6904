import type { IncomingMessage } from 'node:http';

/**
 * The value of a header that was sent exactly once; undefined when it is missing or repeated. Node keeps the first of
 * two `Authorization` headers, a proxy before it may have judged the second.
 */
export function onlyHeader(request: IncomingMessage, name: string): string | undefined {
  let found: string | undefined;
  const { rawHeaders } = request;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== name) continue;
    if (found !== undefined) return undefined;
    found = rawHeaders[index + 1];
  }
  return found;
}
