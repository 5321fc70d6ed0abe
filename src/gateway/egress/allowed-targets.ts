import { isWithin, parseBlock, type AddressBlock } from "./address-block.ts";
import { judgeAddress, unmapped } from "./judge-address.ts";

/** What an operator has allowed beside the public internet; a client has no say in it. */
export interface AllowedTargets {
  /** Names as a URL has them, without a dot at the end; one that begins with a dot stands for all names below it. */
  readonly names: readonly string[];
  readonly blocks: readonly AddressBlock[];
}

/** Addresses of a network link and of a cloud's metadata: what is there hands out credentials to whoever asks. */
const NAMED_ONE_BY_ONE = new Set(["link-local", "metadata"]);

/** Reads names (`hooks.internal`, `*.corp.example`), addresses and blocks (`10.1.0.0/16`); undefined when one is none of these. */
export function readAllowedTargets(entries: readonly string[]): AllowedTargets | undefined {
  const names: string[] = [];
  const blocks: AddressBlock[] = [];
  for (const entry of entries) {
    const block = parseBlock(entry.replace(/^\[(.*)\]$/, "$1"));
    const name = entry.toLowerCase().replace(/\.$/, "");
    if (block !== undefined) blocks.push(block);
    else if (isName(name.replace(/^\*\./, ""))) names.push(name.replace(/^\*/, ""));
    else return undefined;
  }
  return { names, blocks };
}

/** As a URL gives it back: what would become an address there, or another spelling, is no name. */
function isName(text: string): boolean {
  const url = `https://${text}/`;
  return /^[a-z0-9._-]+$/.test(text) && URL.canParse(url) && new URL(url).hostname === text;
}

/** Whether a host's name is allowed to stand for a private or loopback address. */
export function allowsName({ names }: AllowedTargets, hostname: string): boolean {
  const name = hostname.replace(/\.$/, "");
  return names.some((one) => (one.startsWith(".") ? name.endsWith(one) : name === one));
}

/**
 * Whether an address is allowed as such. One of a network link or of a cloud's metadata is only where it is listed by itself: a
 * block around it was hardly meant for it.
 */
export function allowsAddress({ blocks }: AllowedTargets, address: Uint8Array): boolean {
  const bytes = unmapped(address);
  const isDelicate = NAMED_ONE_BY_ONE.has(judgeAddress(bytes).kind);
  return blocks.some(
    (block) => (!isDelicate || block.bits === bytes.length * 8) && isWithin(bytes, block),
  );
}
