import { contract } from "#contract/index.ts";
import type { Client } from "#contract/client.ts";
import type { InputFile } from "#contract/files.ts";

/** Hands a file's bytes, as they came, to the reader under the name it was uploaded with. */
export async function downloadFile(client: Client, { id, filename }: InputFile): Promise<void> {
  const blob = await client.call(contract.files.content, { params: { id } });
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = filename;
  anchor.click();
  // The download has its own hold on the blob once the press is handled.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
