import { isValidElement } from "react";
import { createRoutesFromElements, matchRoutes, Route, useRoutes } from "react-router";
import HomePage from "./features/home/home-page.tsx";
import { type LazyPage, lazyPage } from "./layout/lazy-page.ts";
import { NotFoundPage } from "./layout/not-found-page.tsx";
import { Shell } from "./layout/shell.tsx";
import { paths } from "./paths.ts";

const RegisterPage = lazyPage(() => import("./features/accounts/register-page.tsx"));
const VerifyPage = lazyPage(() => import("./features/accounts/verify-page.tsx"));
const SignInPage = lazyPage(() => import("./features/accounts/sign-in-page.tsx"));
const ResetPasswordPage = lazyPage(() => import("./features/accounts/reset-password-page.tsx"));
const AccountPage = lazyPage(() => import("./features/accounts/account-page.tsx"));
const ApiKeysPage = lazyPage(() => import("./features/api-keys/api-keys-page.tsx"));
const QuotePage = lazyPage(() => import("./features/quotes/quote-page.tsx"));
const SubmitPage = lazyPage(() => import("./features/submit/submit-page.tsx"));
const FilesPage = lazyPage(() => import("./features/files/files-page.tsx"));
const BatchesPage = lazyPage(() => import("./features/batches/batches-page.tsx"));
const BatchPage = lazyPage(() => import("./features/batches/batch-page.tsx"));
const RepairPage = lazyPage(() => import("./features/batches/repair/repair-page.tsx"));
const WebhooksPage = lazyPage(() => import("./features/webhooks/webhooks-page.tsx"));
const AgentRunsPage = lazyPage(() => import("./features/workflows/agent-runs-page.tsx"));
const AgentRunPage = lazyPage(() => import("./features/workflows/agent-run-page.tsx"));
const LanesPage = lazyPage(() => import("./features/catalog/lanes-page.tsx"));
const MailboxPage = lazyPage(() => import("./features/local/mailbox-page.tsx"));
const SandboxPage = lazyPage(() => import("./features/local/sandbox-page.tsx"));
const DemoPage = lazyPage(() => import("./features/demo/demo-page.tsx"));
const ReportPage = lazyPage(() => import("./features/demo/report-page.tsx"));
const EnvironmentsPage = lazyPage(() => import("./features/environments/environments-page.tsx"));
const ReferencePage = lazyPage(() => import("./features/reference/reference-page.tsx"));
const LedgerPage = lazyPage(() => import("./features/ledger/ledger-page.tsx"));

/** Every page and its address. */
const ROUTES = createRoutesFromElements(
  <Route element={<Shell />}>
    <Route path={paths.home()} element={<HomePage />} />
    <Route path={paths.register()} element={<RegisterPage />} />
    <Route path={paths.verify()} element={<VerifyPage />} />
    <Route path={paths.signIn()} element={<SignInPage />} />
    <Route path={paths.resetPassword()} element={<ResetPasswordPage />} />
    <Route path={paths.account()} element={<AccountPage />} />
    <Route path={paths.apiKeys()} element={<ApiKeysPage />} />
    <Route path={paths.quote()} element={<QuotePage />} />
    <Route path={paths.submit()} element={<SubmitPage />} />
    <Route path={paths.files()} element={<FilesPage />} />
    <Route path={paths.batches()} element={<BatchesPage />} />
    <Route path={paths.batch(":id")} element={<BatchPage />} />
    <Route path={paths.repair(":id")} element={<RepairPage />} />
    <Route path={paths.webhooks()} element={<WebhooksPage />} />
    <Route path={paths.agentRuns()} element={<AgentRunsPage />} />
    <Route path={paths.agentRun(":id")} element={<AgentRunPage />} />
    <Route path={paths.lanes()} element={<LanesPage />} />
    <Route path={paths.mailbox()} element={<MailboxPage />} />
    <Route path={paths.sandbox()} element={<SandboxPage />} />
    <Route path={paths.demo()} element={<DemoPage />} />
    <Route path={paths.report()} element={<ReportPage />} />
    <Route path={paths.environments()} element={<EnvironmentsPage />} />
    <Route path={paths.ledger()} element={<LedgerPage />} />
    <Route path={`${paths.docs()}/:section?`} element={<ReferencePage />} />
    <Route path="*" element={<NotFoundPage />} />
  </Route>,
);

/** The page at the address of the moment. */
export function ConsoleRoutes() {
  return useRoutes(ROUTES);
}

/** Resolves once the code of the page at an address is there and its reads have begun, or it cannot be had at this moment. */
export async function fetchPage({ pathname, search }: Pick<Location, "pathname" | "search">) {
  const match = matchRoutes(ROUTES, pathname)?.at(-1);
  const page = match?.route.element;
  // A page that is no lazy one has no `fetch`, and is there already.
  if (match === undefined || !isValidElement(page)) return;
  const address = { params: match.params, search: new URLSearchParams(search) };
  await (page.type as Partial<LazyPage<object>>).fetch?.(address);
}
