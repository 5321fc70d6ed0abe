import type { openai } from "#contract/openai.ts";
import type { Catalog } from "#gateway/catalog/catalog.ts";
import type { Handlers } from "#gateway/http/handler.ts";
import { createOpenaiBatchHandlers, type OpenaiBatchDependencies } from "./batch-handlers.ts";
import { createOpenaiFileHandlers, type OpenaiFileDependencies } from "./file-handlers.ts";
import { createOpenaiModelHandlers } from "./model-handlers.ts";

export interface OpenaiDependencies extends OpenaiFileDependencies, OpenaiBatchDependencies {
  catalog: Pick<Catalog, "models" | "findModel">;
}

/** Answers all endpoints of OpenAI clients. */
export function createOpenaiHandlers(dependencies: OpenaiDependencies): Handlers<typeof openai> {
  return {
    ...createOpenaiFileHandlers(dependencies),
    ...createOpenaiBatchHandlers(dependencies),
    ...createOpenaiModelHandlers(dependencies.catalog),
  };
}
