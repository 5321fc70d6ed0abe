import { setTimeout as delay } from "node:timers/promises";
import { contract } from "#contract/index.ts";
import { allEndpoints } from "#contract/whole-api.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import { compareAddresses } from "./accounts-likeness.ts";
import { Visitor, type VisitorAnswer } from "./accounts-visitor.ts";
import { MailServer } from "./mail-server.ts";
import type { TrustPart, TrustRow } from "./part.ts";
import { Tally } from "./tally.ts";

const { accounts } = contract;
const PUBLIC_URL = "https://batchrouter.example.com";
const password = "correct horse battery";
const ROUNDS = { short: 4, full: 40 };
const LONGEST_WAIT_SECONDS = 900;
const WRONG = "invalid_credentials";

function faultOf(answer: VisitorAnswer, status: number, code: string | null = null): string | null {
  const came = `${answer.status} ${String(Visitor.codeOf(answer))}`;
  const wanted = `${status} ${String(code)}`;
  return came === wanted ? null : `came ${came}, should have been ${wanted}`;
}

/** The answer that comes once the wait is over that an answer before it has named, if one has. */
async function afterWait(attempt: () => Promise<VisitorAnswer>): Promise<VisitorAnswer> {
  const answer = await attempt();
  if (answer.status !== 429) return answer;
  await delay(Number(answer.headers.get("retry-after")) * 1_000);
  return attempt();
}

/** Somebody guesses from one network; the owner signs in from another one meanwhile, and from the same one afterwards. */
async function guess(visitor: Visitor, email: string): Promise<TrustRow[]> {
  const guesses = new Tally("guesses at a password from one network, at once and one by one");
  const owner = new Tally("the owner meanwhile, with the right password");
  const network = visitor.network();
  const attempt = (tried: string, from: string) =>
    visitor.ask(accounts.signIn, { email, password: tried }, { network: from });
  const burst = await Promise.all(
    Array.from({ length: 30 }, (_, at) => attempt(`a wrong password ${at}`, network)),
  );
  const checked = burst.filter(({ status }) => status === 401);
  for (const answer of burst) {
    const wait = Number(answer.headers.get("retry-after"));
    const isBounded = answer.status === 401 || (wait >= 1 && wait <= LONGEST_WAIT_SECONDS);
    guesses.refused(
      answer.status === 401
        ? faultOf(answer, 401, WRONG)
        : (faultOf(answer, 429, "rate_limited") ?? (isBounded ? null : `has to wait ${wait} s`)),
    );
  }
  guesses.refused(checked.length <= 5 ? null : `${checked.length} guesses of 30 were checked.`);
  guesses.refused(faultOf(await afterWait(() => attempt("once more", network)), 401, WRONG));
  owner.refused(faultOf(await attempt(password, network), 429, "rate_limited"));
  owner.survived(faultOf(await attempt(password, visitor.network()), 200));
  owner.survived(faultOf(await afterWait(() => attempt(password, network)), 200));
  return [guesses.row(), owner.row()];
}

/** Tokens: once, for their purpose, each by one of many; and what a new password ends. */
async function spendTokens(visitor: Visitor): Promise<TrustRow> {
  const tally = new Tally("mailed tokens and sessions: twice, at once, for another purpose");
  const email = visitor.email("tokens");
  await visitor.ask(accounts.register, { agent_name: "Ada", email, password });
  const verify = (token: string) => visitor.ask(accounts.verifyEmail, { token });
  const reset = (token: string) =>
    visitor.ask(accounts.confirmPasswordReset, { token, password: "another fine password" });
  const verifying = await visitor.token(email, 1);
  tally.refused(faultOf(await reset(verifying), 400, "token_invalid"));
  const race = await Promise.all(Array.from({ length: 10 }, () => verify(verifying)));
  const won = race.filter(({ status }) => status === 200);
  tally.survived(won.length === 1 ? null : `${won.length} of 10 spent the same token.`);
  for (const answer of race.filter(({ status }) => status !== 200))
    tally.refused(faultOf(answer, 400, "token_invalid"));
  const session = String(won[0]?.body["session_token"]);
  await visitor.ask(accounts.requestPasswordReset, { email });
  const resetting = await visitor.token(email, 2);
  await visitor.ask(accounts.requestPasswordReset, { email });
  const younger = await visitor.token(email, 3);
  tally.refused(faultOf(await verify(resetting), 400, "token_invalid"));
  tally.refused(faultOf(await reset(`${resetting.slice(0, -1)}!`), 400, "token_invalid"));
  tally.survived((await visitor.isOpen(session)) ? null : "the session was over before the reset.");
  tally.survived(faultOf(await reset(resetting), 200));
  tally.refused((await visitor.isOpen(session)) ? "a session outlived the new password." : null);
  for (const token of [resetting, younger])
    tally.refused(faultOf(await reset(token), 400, "token_invalid"));
  const signIn = (tried: string) => visitor.ask(accounts.signIn, { email, password: tried });
  tally.refused(faultOf(await signIn(password), 401, WRONG));
  tally.survived(faultOf(await signIn("another fine password"), 200));
  return tally.row();
}

/** Requests that name another host in every way that proxies know; the links in the mails all the same. */
async function forgeHosts(visitor: Visitor, mails: MailServer, email: string): Promise<TrustRow> {
  const tally = new Tally("links in mails, with the host forged in each of 9 headers");
  const evil = "evil.example";
  const forged: Record<string, string>[] = [
    { "x-forwarded-host": evil },
    { "x-forwarded-host": `${evil}, batchrouter.example.com` },
    { "x-forwarded-server": evil },
    { "x-host": evil },
    { "x-http-host-override": evil },
    { forwarded: `for=10.0.0.1;host=${evil};proto=http` },
    { "x-original-url": `http://${evil}/verify` },
    { origin: `https://${evil}` },
    { referer: `https://${evil}/reset-password` },
  ];
  const before = mails.received.filter(({ recipients }) => recipients.includes(email)).length;
  for (const headers of forged)
    await visitor.ask(accounts.requestPasswordReset, { email }, { headers });
  const came = (await mails.untilReceived(email, before + forged.length)).slice(before);
  for (const { mail } of came) {
    const links = `${mail.text ?? ""} ${String(mail.html)}`.match(/https?:\/\/[^\s"<]+/g) ?? [];
    const stray = links.find((link) => !link.startsWith(`${PUBLIC_URL}/reset-password?token=`));
    tally.survived(links.length > 0 && stray === undefined ? null : `a mail links to ${stray}.`);
  }
  return tally.row();
}

/** Addresses and names that would be headers, further recipients or links if they were taken as they are. */
async function injectIntoMails(visitor: Visitor, mails: MailServer): Promise<TrustRow> {
  const tally = new Tally("line ends, headers and recipients in addresses and names");
  const addresses = [
    "a@example.com\r\nBcc: b@evil.example",
    "a@example.com\nBcc: b@evil.example",
    "a@example.com%0d%0aBcc:b@evil.example",
    "a@example.com, b@evil.example",
    "a@example.com;b@evil.example",
    "a@example.com> RCPT TO:<b@evil.example",
    '"a\r\nBcc: b@evil.example"@example.com',
    "Ada <a@example.com>",
    "a@example.com\u0000",
    "a@exa mple.com",
    "a@example.com\u2028Bcc: b@evil.example",
    "a@[127.0.0.1]",
  ];
  for (const email of addresses) {
    const answer = await visitor.ask(accounts.register, { agent_name: "Ada", email, password });
    tally.refused(faultOf(answer, 400, "invalid_request"));
  }
  const names = [
    "Ada\r\nBcc: b@evil.example",
    "Ada\r\n\r\n<a href=https://evil.example>",
    "=?utf-8?Q?=0ABcc:_b?=",
  ];
  for (const agent_name of names) {
    const email = visitor.email("named");
    await visitor.ask(accounts.register, { agent_name, email, password });
    const [received] = await mails.untilReceived(email, 1);
    const isPlain =
      received?.recipients.length === 1 &&
      received.mail.bcc === undefined &&
      received.mail.subject === "Verify your email address" &&
      !`${received.mail.text ?? ""} ${String(received.mail.html)}`.includes("evil.example");
    tally.survived(isPlain ? null : `${JSON.stringify(agent_name)} got into a mail as it is.`);
  }
  return tally.row();
}

async function findLocalAids(visitor: Visitor): Promise<TrustRow> {
  const tally = new Tally("the local aids of a hosted gateway");
  for (const { name, endpoint } of allEndpoints) {
    if (endpoint.local !== true) continue;
    const answer = await visitor.ask(endpoint, {});
    tally.refused(answer.status === 404 ? null : `${name} came ${answer.status}.`);
  }
  return tally.row();
}

/** Accounts, as an attacker finds them: a hosted gateway with real mail, from as many networks as wanted. */
export const accountsPart: TrustPart = async ({ seed, isShort }) => {
  const random = new SeededRandom(seed, "accounts");
  const mails = await MailServer.start();
  const gateway = await GatewayProcess.start({
    BATCHROUTER_MODE: "hosted",
    PUBLIC_URL,
    SMTP_URL: mails.url,
    MAIL_FROM: "Batchrouter <mail@batchrouter.example.com>",
    BATCHROUTER_TRUST_PROXY: "1",
    BATCHROUTER_SIGN_IN_RATE_LIMIT: "0",
    BATCHROUTER_ACCOUNT_RATE_LIMIT: "0",
    LOG_LEVEL: "warn",
  }).catch(async (error: unknown) => {
    await mails.close();
    throw error;
  });
  try {
    const visitor = new Visitor(gateway.url, mails, random);
    const [known, waiting] = [visitor.email("known"), visitor.email("waiting")];
    await visitor.openAccount(known, password);
    await visitor.ask(accounts.register, { agent_name: "Bob", email: waiting, password });
    return [
      ...(await compareAddresses(
        visitor,
        { known, waiting },
        random,
        isShort ? ROUNDS.short : ROUNDS.full,
      )),
      ...(await guess(visitor, known)),
      await spendTokens(visitor),
      await forgeHosts(visitor, mails, known),
      await injectIntoMails(visitor, mails),
      await findLocalAids(visitor),
    ];
  } finally {
    await gateway.dispose();
    await mails.close();
  }
};
