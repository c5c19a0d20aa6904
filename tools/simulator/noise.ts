/** Numbers that look random and follow from a seed: asked twice, or in another order, they are the same. */
export class Noise {
  constructor(private readonly seed: string) {}

  /** A source of its own for a part of the world. */
  of(name: string): Noise {
    return new Noise(`${this.seed}/${name}`);
  }

  /** Evenly spread over 0 (inclusive) to 1 (exclusive). */
  uniform(...key: readonly (string | number)[]): number {
    return mixed(hashed(`${this.seed}:${key.join(':')}`)) / 0x1_0000_0000;
  }

  /** Around 0, mostly within -1 to 1 and never beyond -2 to 2. */
  wobble(...key: readonly (string | number)[]): number {
    return (
      this.uniform(...key, 'a') + this.uniform(...key, 'b') - this.uniform(...key, 'c') - this.uniform(...key, 'd')
    );
  }
}

/** FNV-1a over UTF-16 code units. */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The finishing of MurmurHash3: one changed bit of the input changes half of the output. */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
