import * as z from "zod/mini";

/** What an OpenAI client takes for its base URL, below the gateway's origin. */
export const OPENAI_BASE_PATH = "/v1/openai/v1";

/** Whether what is asked for at this path, found or not, is answered in the forms that OpenAI clients read. */
export function isForOpenaiClients(path: string): boolean {
  return path === OPENAI_BASE_PATH || path.startsWith(`${OPENAI_BASE_PATH}/`);
}

/** The envelope of every non-2xx answer to an OpenAI client: https://platform.openai.com/docs/guides/error-codes. */
export const OpenaiErrorEnvelope = z.object({
  error: z.object({
    message: z.string(),
    type: z.string().check(z.describe("What kind of error it is, in the words of OpenAI.")),
    param: z
      .nullable(z.string())
      .check(z.describe("The field of the request that it is about; `file` for a line of it.")),
    code: z
      .nullable(z.string())
      .check(z.describe("The gateway's own code, the same as on its other endpoints.")),
  }),
});
export type OpenaiErrorEnvelope = z.output<typeof OpenaiErrorEnvelope>;
