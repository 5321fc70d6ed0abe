import { useLocation } from "react-router";
import { paths } from "../../paths.ts";

/** The names by which an address asks for a scenario. */
const ASKED = ["scenario", "seed"];

/** Whether the address of this page asks for a scenario; on the demo page it says what to play. */
export function useIsScenarioAsked(): boolean {
  const { pathname, search } = useLocation();
  if (pathname === paths.demo()) return false;
  const parameters = new URLSearchParams(search);
  return ASKED.some((name) => parameters.has(name));
}
