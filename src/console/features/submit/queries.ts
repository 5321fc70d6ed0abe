// What other features may use of submitting.
export { useIntentKey } from "./use-intent-key.ts";
