/**
 * Whether an IP address may be the target of a webhook: public unicast only. Anything else would let whoever registers
 * an endpoint make this server talk to its own network (SSRF): loopback, private, link-local, cloud metadata, shared,
 * documentation, multicast, reserved, and IPv6 forms that wrap an IPv4 address. Ranges: IANA special-purpose registries.
 */
export function isPublicAddress(address: string): boolean {
  const ipv4 = parseIpv4(address);
  if (ipv4 !== undefined) return isPublicIpv4(ipv4);
  const ipv6 = parseIpv6(address);
  return ipv6 !== undefined && isPublicIpv6(ipv6);
}

const RESERVED_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // shared address space; Alibaba Cloud's metadata is 100.100.100.200
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local; metadata of most clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3], // multicast and reserved
];

function isPublicIpv4(address: number): boolean {
  return !RESERVED_IPV4.some(
    ([network, bits]) => address >>> (32 - bits) === (parseIpv4(network) ?? 0) >>> (32 - bits),
  );
}

/** Only global unicast (2000::/3), and of that not what embeds or documents other addresses. */
function isPublicIpv6(groups: readonly number[]): boolean {
  const [first = 0, second = 0] = groups;
  if (first >>> 13 !== 1) return false;
  const documentation = first === 0x2001 && second === 0xdb8;
  const teredoOrSpecial = first === 0x2001 && second < 0x200;
  const sixToFour = first === 0x2002;
  return !documentation && !teredoOrSpecial && !sixToFour;
}

function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1).map(Number);
  return parts.every((part) => part <= 255) ? parts.reduce((sum, part) => ((sum << 8) | part) >>> 0, 0) : undefined;
}

/** The eight groups of an IPv6 address without zone; IPv4-mapped and -translated ones are not public and stay unparsed. */
function parseIpv6(text: string): number[] | undefined {
  if (!/^[0-9a-f:]+$/i.test(text)) return undefined;
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => (group === '' ? -1 : Number.parseInt(group, 16)));
}
