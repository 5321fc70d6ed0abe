import { NavLink, useLocation } from "react-router";
import { formatExactTime } from "../format/times.ts";
import { paths } from "../paths.ts";
import { classNames } from "../ui/class-names.ts";
import { StateShape } from "../ui/state-shape.tsx";
import { useTimeStyle } from "../ui/time-style.ts";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";
import { type LifecycleStep, lifecycleSteps } from "./lifecycle.ts";
import { QuietBoundary } from "./quiet-boundary.tsx";
import { useLifecycle } from "./use-lifecycle.ts";

const EVERYTHING = [
  { title: "Batches", path: paths.batches() },
  { title: "Files", path: paths.files() },
  { title: "Webhooks", path: paths.webhooks() },
  { title: "Lanes and models", path: paths.lanes() },
  { title: "Environments", path: paths.environments() },
  { title: "Ledger", path: paths.ledger() },
  { title: "Reference", path: paths.docs() },
] as const;

/** Shown where the gateway is the person's own: the aids under `/local`. */
const LOCAL_AIDS = [
  { title: "Demo", path: paths.demo() },
  { title: "Mailbox", path: paths.mailbox() },
  { title: "Sandbox", path: paths.sandbox() },
] as const;

const TONE_WORDS = {
  done: "done",
  running: "running",
  failed: "failed",
  attention: "needs a look",
  waiting: "not yet",
  neutral: "",
} as const;

function rowClassName({ isActive }: { isActive: boolean }): string {
  return classNames(
    "flex min-h-8 items-center gap-2.5 rounded-md px-2 text-base pointer-coarse:min-h-11",
    isActive ? "bg-wash font-semibold text-ink" : "text-secondary hover:bg-wash hover:text-ink",
  );
}

type OnNavigate = Props["onNavigate"];

function StepRow({ step, onNavigate }: { step: LifecycleStep; onNavigate: OnNavigate }) {
  const style = useTimeStyle();
  const proof = [
    step.proof === null ? `${step.call}: not yet` : `${step.call} → ${step.proof}`,
    step.id,
    step.at === null ? null : formatExactTime(step.at, style),
  ];
  return (
    <NavLink
      to={step.path}
      onClick={onNavigate}
      end
      className={rowClassName}
      title={proof.filter((part) => part !== null).join("\n")}
    >
      <StateShape tone={step.tone} size={16} progress={step.progress} />
      <span className="min-w-0 flex-1 truncate">{step.title}</span>
      <VisuallyHidden>, {TONE_WORDS[step.tone]}</VisuallyHidden>
      {step.proof === null ? null : (
        <span className="text-xs font-normal text-muted">{step.proof}</span>
      )}
    </NavLink>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <h2 className="px-2 pt-5 pb-1 text-xs font-semibold tracking-wide text-muted uppercase first:pt-1">
      {children}
    </h2>
  );
}

interface Props {
  isLocal: boolean;
  /** Told when a link was followed. */
  onNavigate?: () => void;
}

/** The six steps with what proved each, and the rest below: the console's navigation. */
export function LifecycleNav(props: Props) {
  return (
    <QuietBoundary instead={<NavigationList {...props} steps={UNPROVED_STEPS} />}>
      <LiveNavigation {...props} />
    </QuietBoundary>
  );
}

/** The steps while nothing can be said of them: they lead to their pages all the same. */
const UNPROVED_STEPS = lifecycleSteps({
  account: undefined,
  key: undefined,
  holdsKey: false,
  batch: undefined,
  run: undefined,
});

function LiveNavigation(props: Props) {
  return <NavigationList {...props} steps={useLifecycle()} />;
}

function NavigationList({ isLocal, onNavigate, steps }: Props & { steps: LifecycleStep[] }) {
  const { pathname } = useLocation();
  return (
    <nav aria-label="Console" className="flex flex-col gap-0.5 p-3">
      <Heading>Lifecycle</Heading>
      <ol className="flex flex-col gap-0.5">
        {steps.map((step) => (
          <li key={step.number}>
            <StepRow step={step} onNavigate={onNavigate} />
          </li>
        ))}
      </ol>
      <Heading>Everything</Heading>
      <PlainRows
        rows={EVERYTHING}
        isOnStep={steps.some(({ path }) => path === pathname)}
        onNavigate={onNavigate}
      />
      {isLocal ? (
        <>
          <Heading>Local aids</Heading>
          <PlainRows rows={LOCAL_AIDS} isOnStep={false} onNavigate={onNavigate} />
        </>
      ) : null}
    </nav>
  );
}

interface PlainRowsProps {
  rows: readonly { title: string; path: string }[];
  /** The page is marked above already, as a step: a place is marked once. */
  isOnStep: boolean;
  onNavigate: OnNavigate;
}

function PlainRows({ rows, isOnStep, onNavigate }: PlainRowsProps) {
  return (
    <ul className="flex flex-col gap-0.5">
      {rows.map(({ title, path }) => (
        <li key={path}>
          <NavLink to={path} end={isOnStep} onClick={onNavigate} className={rowClassName}>
            {/* As wide as the steps' shapes, so that the words stand in one line. */}
            <span aria-hidden="true" className="w-4" />
            {title}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
