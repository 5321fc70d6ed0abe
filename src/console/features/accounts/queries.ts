// What other features may use of accounts.
export { useKeyTrial } from "./use-key-trial.ts";
