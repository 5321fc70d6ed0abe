import { createHash } from "node:crypto";
import type { TestAccount } from "../test-account.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import { attemptAll } from "./attempts.ts";
import type { TrustOptions, TrustRow } from "./part.ts";
import { sendUpload } from "./uploads.ts";

const FORMS = { short: 100, full: 1_000 };
const LINE =
  '{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}}';
const DISPOSITION = 'Content-Disposition: form-data; name="file"; filename="a.jsonl"';

/** Pieces that a form may be put together of, in the right order and in any other. */
const PIECES = [
  "--b\r\n",
  "--b\r\n",
  "--b--\r\n",
  "--b",
  "--c\r\n",
  "\r\n",
  "\r\n\r\n",
  `${DISPOSITION}\r\n`,
  `${DISPOSITION}\r\n\r\n${LINE}\r\n`,
  'Content-Disposition: form-data; name="file"\r\n\r\n',
  'Content-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n',
  'Content-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n',
  'Content-Disposition: form-data; name="file"; filename="../../../etc/passwd"\r\n\r\n',
  "Content-Disposition: form-data; name=\"file\"; filename*=utf-8''%00%ff.jsonl\r\n\r\n",
  'Content-Disposition: form-data; name="file\0"; filename="\r\n',
  "Content-Type: multipart/mixed; boundary=c\r\n",
  "Content-Transfer-Encoding: base64\r\n",
  "Content-Length: 5\r\n",
  `X: ${"y".repeat(90_000)}\r\n`,
  "no colon here\r\n",
  LINE,
  "\0\0\0",
];

/** Whole forms that are wrong in a way of their own. */
const WRONG_FORMS = [
  "",
  "--b--\r\n",
  `--b\r\n${DISPOSITION}\r\n\r\n${LINE}`,
  `--b\r\n${DISPOSITION}\r\n\r\n${LINE}\r\n--b`,
  `--b\r\n\r\n${LINE}\r\n--b--\r\n`,
  `--b\r\n${DISPOSITION}\r\n\r\n${LINE}\r\n--b\r\n${DISPOSITION}\r\n\r\n${LINE}\r\n--b--\r\n`,
  `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n${DISPOSITION}\r\n\r\n${LINE}\r\n--c--\r\n--b--\r\n`,
  `${Array.from({ length: 10_000 }, (_, at) => `--b\r\nContent-Disposition: form-data; name="f${at}"\r\n\r\nx\r\n`).join("")}--b\r\n${DISPOSITION}\r\n\r\n${LINE}\r\n--b--\r\n`,
  `${Array.from({ length: 10_000 }, () => `--b\r\n${DISPOSITION}\r\n\r\n${LINE}\r\n`).join("")}--b--\r\n`,
  `--b\r\n${Array.from({ length: 20_000 }, (_, at) => `X-${at}: y\r\n`).join("")}${DISPOSITION}\r\n\r\n${LINE}\r\n--b--\r\n`,
  `--b\r\nX: ${"y".repeat(3_000_000)}\r\n${DISPOSITION}\r\n\r\n${LINE}\r\n--b--\r\n`,
  `--b\r\nContent-Disposition: form-data; name="${"n".repeat(1_000_000)}"\r\n\r\nx\r\n--b--\r\n`,
  `--b\r\nContent-Disposition: form-data; name="long"\r\n\r\n${"x".repeat(3_000_000)}\r\n--b--\r\n`,
  `${"x".repeat(3_000_000)}--b--\r\n`,
  "-".repeat(3_000_000),
  "\r\n--".repeat(500_000),
];

const TYPES = [
  "multipart/form-data; boundary=b",
  "multipart/form-data; boundary=b",
  "multipart/form-data; boundary=b",
  'multipart/form-data; boundary="b"',
  "multipart/form-data; boundary=c",
  "multipart/form-data",
  "multipart/form-data; boundary=",
  'multipart/form-data; boundary="',
  `multipart/form-data; boundary=${"b".repeat(5_000)}`,
  "multipart/mixed; boundary=b",
  "Multipart/Form-Data; Boundary=b; charset=utf-16",
];

/** By their hashes: the one good line, whole, and whatever ends of lines a form has after it before its boundary. */
const GOOD_FILES = new Set(
  Array.from({ length: 20 }, (_, ends) =>
    createHash("sha256")
      .update(LINE + "\r\n".repeat(ends))
      .digest("hex"),
  ),
);

/** Forms that break their own boundaries: each a file that was understood, or refused by a declared error, and never half a file. */
export async function attackForms(
  account: TestAccount,
  url: string,
  { seed, isShort }: TrustOptions,
): Promise<TrustRow[]> {
  const random = new SeededRandom(seed, "forms");
  const send = async (type: string, form: string) => {
    const bytes = Uint8Array.from(Buffer.from(form, "latin1"));
    const { status, file, text } = await sendUpload(account, url, { "content-type": type }, bytes);
    if (status === 400 || status === 415) return "refused";
    if (file !== null && GOOD_FILES.has(file.sha256)) return "survived";
    return {
      lost: `${type}: ${JSON.stringify(form.slice(0, 400))} → ${status} ${text.slice(0, 200)}`,
    };
  };
  return [
    await attemptAll(
      "forms that are wrong as a whole",
      WRONG_FORMS.length,
      (at) => send("multipart/form-data; boundary=b", WRONG_FORMS[at] ?? ""),
      4,
    ),
    await attemptAll("forms put together at random", isShort ? FORMS.short : FORMS.full, () => {
      const isWhole = random.chance(0.4);
      const length = random.between(isWhole ? 0 : 1, isWhole ? 2 : 9);
      const pieces = Array.from({ length }, () => random.pick(PIECES));
      const form = isWhole
        ? `--b\r\n${DISPOSITION}\r\n\r\n${LINE}\r\n${pieces.join("")}--b--\r\n`
        : pieces.join("");
      return send(random.pick(TYPES), form);
    }),
  ];
}
