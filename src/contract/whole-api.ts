import { contract, nameEndpoints } from "./index.ts";
import { openai } from "./openai.ts";

const { local, ...hosted } = contract;

/** The whole API: the product's own, and files and batches in OpenAI's forms. Routing, OpenAPI and the reference go by it. */
export const wholeApi = { ...hosted, openai, local };
export type WholeApi = typeof wholeApi;

/** Every endpoint there is with its name, in the order of the tree. */
export const allEndpoints = nameEndpoints(wholeApi);
