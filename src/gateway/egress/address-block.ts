import { parseAddress } from "./parse-address.ts";

/** A run of addresses: those whose first `bits` bits are these. */
export interface AddressBlock {
  bytes: Uint8Array;
  bits: number;
}

/** Reads a block like `10.0.0.0/8`, or one address as a block of its own; undefined for anything else. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [address = "", suffix, ...rest] = text.split("/");
  const bytes = address.includes("%") ? undefined : parseAddress(address);
  if (bytes === undefined || rest.length > 0) return undefined;
  const most = bytes.length * 8;
  if (suffix === undefined) return { bytes, bits: most };
  return /^\d{1,3}$/.test(suffix) && Number(suffix) <= most
    ? { bytes, bits: Number(suffix) }
    : undefined;
}

/** Whether an address of 4 or 16 bytes lies in a block; never in one of the other family. */
export function isWithin(bytes: Uint8Array, { bytes: prefix, bits }: AddressBlock): boolean {
  if (bytes.length !== prefix.length) return false;
  const whole = bits >> 3;
  for (let at = 0; at < whole; at += 1) if (bytes[at] !== prefix[at]) return false;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return ((bytes[whole] ?? 0) & mask) === ((prefix[whole] ?? 0) & mask);
}
