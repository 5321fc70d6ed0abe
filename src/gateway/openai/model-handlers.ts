import type { openai, OpenaiModel } from "#contract/openai.ts";
import type { Catalog, CatalogModel } from "#gateway/catalog/catalog.ts";
import type { Handlers } from "#gateway/http/handler.ts";
import { problem } from "#gateway/http/problem.ts";

type ModelHandlers = Pick<Handlers<typeof openai>, "listModels" | "getModel">;

/** Answers which models there are; any good key may ask, as clients do to check one. */
export function createOpenaiModelHandlers(
  catalog: Pick<Catalog, "models" | "findModel">,
): ModelHandlers {
  return {
    async listModels() {
      return { object: "list", data: catalog.models.map(modelObject) };
    },

    async getModel({ params: { model: name } }) {
      const model = catalog.findModel(name);
      if (model === undefined)
        throw problem("not_found", `There is no model ${JSON.stringify(name.slice(0, 200))}.`);
      return modelObject(model);
    },
  };
}

function modelObject({ slug, provider, offerings }: CatalogModel): OpenaiModel {
  const days = offerings.flatMap(({ read_on }) => (read_on === null ? [] : [Date.parse(read_on)]));
  return {
    id: slug,
    object: "model",
    created: Math.max(0, ...days) / 1_000,
    owned_by: provider,
  };
}
