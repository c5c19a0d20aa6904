import { PacketFraming } from './packet-limit';

/** Type byte, variable-length size, body. */
function packet(bodyBytes: number): Buffer {
  const length: number[] = [];
  for (let rest = bodyBytes; ; rest = Math.floor(rest / 128)) {
    length.push(rest >= 128 ? (rest % 128) + 128 : rest);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bodyBytes, 0xff)]);
}

describe('the packet limit', () => {
  it.each([1, 2, 3, 7, 1_000])('follows packets cut into pieces of %d bytes', (pieceBytes) => {
    const framing = new PacketFraming(20_000);
    const stream = Buffer.concat([packet(0), packet(1), packet(127), packet(128), packet(20_000), packet(5)]);

    for (let at = 0; at < stream.length; at += pieceBytes) {
      expect(framing.accepts(stream.subarray(at, at + pieceBytes))).toBe(true);
    }
    expect(framing.accepts(packet(20_001).subarray(0, 4))).toBe(false);
  });

  it('refuses a length of more than four bytes', () => {
    expect(new PacketFraming(1_000).accepts(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]))).toBe(false);
  });
});
