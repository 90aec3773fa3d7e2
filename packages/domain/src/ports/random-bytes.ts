/** `count` bytes from a cryptographic source, each value 0–255 equally likely. */
export type RandomBytes = (count: number) => Uint8Array
