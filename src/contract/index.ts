import type * as productApi from "./product-api.ts";

/**
 * The product's own API: client, query keys and the ledger go by this tree. `whole-api.ts` has OpenAI's forms besides. As the
 * namespace of a module it brings a page those nouns that the page names, and no others.
 */
export * as contract from "./product-api.ts";
export type Contract = typeof productApi;

/** `noun.member`, as `batches.get`: what `endpointName` says of an endpoint of this tree. */
export type EndpointName = {
  [Noun in keyof Contract]: `${Noun}.${keyof Contract[Noun] & string}`;
}[keyof Contract];
