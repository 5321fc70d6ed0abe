import type { Contract } from "#contract/index.ts";
import type { SandboxSettings } from "#contract/local.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import { LANE_FAILURES } from "../lanes/lane.ts";
import type { SandboxSettingsStore } from "./sandbox-settings.ts";

type SandboxHandlers = Pick<Handlers<Contract["local"]>, "getSandbox" | "setSandbox">;

/** Answers the endpoints that show and change how the sandbox lanes behave. */
export function createSandboxSettingsHandlers(settings: SandboxSettingsStore): SandboxHandlers {
  return {
    async getSandbox() {
      // Another process may have changed them a moment ago.
      await settings.reload();
      return settings.current();
    },

    async setSandbox({ body }) {
      const unknown = Object.keys(body.failure_rates ?? {}).filter(
        (code) => !Object.hasOwn(LANE_FAILURES, code),
      );
      if (unknown.length > 0) {
        const known = Object.keys(LANE_FAILURES).join(", ");
        const issues = unknown.map((code) => ({
          path: `body.failure_rates.${code}`,
          message: `No lane fails in this way; the failures are ${known}.`,
        }));
        throw problem("invalid_request", `There is no failure ${unknown.join(", ")}.`, { issues });
      }
      return settings.change(givenOnly(body));
    },
  };
}

/** A field that is there and undefined would otherwise wipe out what stands. */
function givenOnly(changes: {
  [Name in keyof SandboxSettings]?: SandboxSettings[Name] | undefined;
}): Partial<SandboxSettings> {
  // Only undefined values are taken away, which is just what Partial does not allow.
  return Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  ) as Partial<SandboxSettings>;
}
