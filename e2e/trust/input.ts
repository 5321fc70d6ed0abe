import { GatewayProcess } from "../gateway-process.ts";
import { newAccount } from "../test-account.ts";
import { attackBodies } from "./bodies.ts";
import { attackForms } from "./forms.ts";
import { keepBytes, uploadJsonTestSuite } from "./json-lines.ts";
import { sendNaughtyStrings } from "./naughty-strings.ts";
import type { TrustPart, TrustRow } from "./part.ts";
import { crawl } from "./slow-clients.ts";

const NO_LIMITS = {
  BATCHROUTER_RATE_LIMIT: "0",
  BATCHROUTER_ADDRESS_RATE_LIMIT: "0",
  BATCHROUTER_SIGN_IN_RATE_LIMIT: "0",
  LOG_LEVEL: "error",
};

/** What a client may send: kept to the byte, or refused by a declared error, within bounds of time and memory. */
export const attackInput: TrustPart = async (options) => {
  const gateway = await GatewayProcess.start(NO_LIMITS);
  try {
    const { url } = gateway;
    const account = await newAccount(url);
    // Slow clients take their time whatever else goes on, so it goes on meanwhile.
    const slow = crawl(gateway, account, options);
    const rows: TrustRow[] = [
      ...(await uploadJsonTestSuite(account, url)),
      await keepBytes(account, url, options),
      ...(await attackBodies(account, gateway, options)),
      ...(await attackForms(account, url, options)),
      ...(await sendNaughtyStrings(account, url, options)),
    ];
    return [...rows, ...(await slow)];
  } finally {
    await gateway.dispose();
  }
};
