import { contract } from "#contract/index.ts";
import type { Client } from "#contract/client.ts";
import type { InputFile } from "#contract/files.ts";
import { saveFile } from "../../ui/save-file.ts";

/** Hands a file's bytes, as they came, to the reader under the name it was uploaded with. */
export async function downloadFile(client: Client, { id, filename }: InputFile): Promise<void> {
  saveFile(filename, await client.call(contract.files.content, { params: { id } }));
}
