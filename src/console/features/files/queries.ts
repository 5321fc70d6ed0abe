import { contract } from "#contract/index.ts";
import { useEndpoint } from "../../api/query.ts";

export { fileModels, fitsSearch } from "./file-facts.ts";

/** As many as the API gives at once. */
export const FILES_PER_PAGE = 100;

/** A page of the uploaded files, newest first. */
export function useFiles(cursor: string | null, enabled: boolean) {
  return useEndpoint(
    contract.files.list,
    { query: { limit: FILES_PER_PAGE, ...(cursor === null ? {} : { cursor }) } },
    { enabled, keepPrevious: true },
  );
}

/** One uploaded file; nothing is asked while there is no id. A file never changes, so it is read once. */
export function useFile(id: string | undefined, enabled: boolean) {
  return useEndpoint(
    contract.files.get,
    { params: { id: id ?? "" } },
    { enabled: enabled && id !== undefined, staleTime: Infinity },
  );
}
