import { createManifestValidator } from "#contract/manifest/validator.ts";
import { createLineSplitter } from "#contract/manifest/lines.ts";
import { bigInputChunks } from "./e2e/bench/big-input.ts";
const lines = Number(process.argv[2]),
  lineBytes = Number(process.argv[3]);
const chunks = [...bigInputChunks({ lines, lineBytes })];
const bare = () => {
  const d = new TextDecoder();
  const s = createLineSplitter({
    maxLineBytes: 1e7,
    onLine: (l) => void JSON.parse(d.decode(l)),
    onLongLine() {},
  });
  for (const c of chunks) s.push(c);
  s.end();
};
const val = () => {
  const v = createManifestValidator({ knownModels: new Set(["gpt-4o-mini"]) });
  for (const c of chunks) v.push(c);
  const s = v.end();
  if (s.item_count !== lines) throw new Error("x " + JSON.stringify(s).slice(0, 500));
};
const cpu = (f: () => void) => {
  const u = process.cpuUsage();
  f();
  const d = process.cpuUsage(u);
  return (d.user + d.system) / 1000;
};
for (let i = 0; i < 3; i++) {
  const b = cpu(bare),
    v = cpu(val);
  console.log("bare", b.toFixed(), "val", v.toFixed(), "ratio", (b / v).toFixed(3));
}
