import type { Sample } from "#contract/manifest/samples.ts";

/** The bytes of a sample, which is shipped beside the console; no part of the API. Throws when it is not there. */
export async function loadSample({ file }: Sample): Promise<Blob> {
  const response = await fetch(`/samples/${file}`);
  if (!response.ok) throw new Error(`The sample ${file} is missing from this console.`);
  return response.blob();
}

/** The text of an input, or undefined where text could not say the same bytes. */
export async function exactText(input: Blob): Promise<string | undefined> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      await input.arrayBuffer(),
    );
  } catch {
    return undefined;
  }
}
