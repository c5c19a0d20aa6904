import type { Socket } from 'node:net';

/**
 * Cuts a connection that announces a packet larger than `maxBytes`, before its bytes pile up: the MQTT parser would
 * collect up to 256 MB first. Follows the framing only, so it costs a few operations per packet.
 */
export function limitPackets(socket: Socket, maxBytes: number): void {
  const framing = new PacketFraming(maxBytes);
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const chunk = read(size) as Buffer | null;
    if (chunk === null || framing.accepts(chunk)) return chunk;
    socket.destroy(new Error(`MQTT packet larger than ${maxBytes} bytes`));
    return null;
  };
}

/** Where a stream of bytes stands between MQTT packets: type byte, length of one to four bytes, that many bytes. */
export class PacketFraming {
  private state: 'type' | 'length' | 'body' = 'type';
  private remaining = 0;
  private lengthBytes = 0;

  constructor(private readonly maxBytes: number) {}

  accepts(chunk: Buffer): boolean {
    for (let at = 0; at < chunk.length;) {
      if (this.state === 'body') {
        const skipped = Math.min(this.remaining, chunk.length - at);
        at += skipped;
        this.remaining -= skipped;
        if (this.remaining === 0) this.state = 'type';
      } else if (!this.header(chunk[at++] ?? 0)) {
        return false;
      }
    }
    return true;
  }

  private header(byte: number): boolean {
    if (this.state === 'type') {
      this.state = 'length';
      this.remaining = 0;
      this.lengthBytes = 0;
      return true;
    }
    this.remaining += (byte & 0x7f) * 128 ** this.lengthBytes;
    this.lengthBytes++;
    if (this.remaining > this.maxBytes || this.lengthBytes > 4) return false;
    if ((byte & 0x80) === 0) this.state = this.remaining === 0 ? 'type' : 'body';
    return true;
  }
}
