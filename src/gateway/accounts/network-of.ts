/** Who has an IPv6 address has 2⁶⁴ of them: its network, the first four groups, stands for all; other addresses for themselves. */
export function networkOf(address: string): string {
  const [bare = ""] = address.split("%");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined || !bare.includes(":")) return mapped ?? address;
  const [head = "", tail] = bare.toLowerCase().split("::");
  const front = head.split(":").filter((group) => group !== "");
  const back = tail?.split(":").filter((group) => group !== "") ?? [];
  const gap = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => "0");
  const groups = [...front, ...gap, ...back].map((group) => group.replace(/^0+(?=.)/, ""));
  return `${groups.slice(0, 4).join(":")}::/64`;
}
