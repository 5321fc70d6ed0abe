import { GROUP_DESCRIPTIONS } from "#contract/group-descriptions.ts";
import { type ComponentType, Suspense, useRef, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { NotFoundPage } from "../../layout/not-found-page.tsx";
import { lazyPage } from "../../layout/lazy-page.ts";
import { Page } from "../../layout/page.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { ReferenceSearchField } from "./reference-search.tsx";
import { SectionList } from "./section-list.tsx";
import { sectionOfSlug, type ReferenceSection, type TOPIC_SECTIONS } from "./sections.ts";
import { useAnchor } from "./use-anchor.ts";

const GroupSection = lazyPage(async () => ({
  default: (await import("./group-section.tsx")).GroupSection,
}));
const OverviewSection = lazyPage(async () => ({
  default: (await import("./overview-section.tsx")).OverviewSection,
}));
const ReferenceResults = lazyPage(async () => ({
  default: (await import("./reference-results.tsx")).ReferenceResults,
}));
const ErrorsSection = lazyPage(async () => ({
  default: (await import("./errors-section.tsx")).ErrorsSection,
}));
const EventsSection = lazyPage(async () => ({
  default: (await import("./events-section.tsx")).EventsSection,
}));
const StatesSection = lazyPage(async () => ({
  default: (await import("./states-section.tsx")).StatesSection,
}));
const InputSection = lazyPage(async () => ({
  default: (await import("./input-section.tsx")).InputSection,
}));
const SentinelsSection = lazyPage(async () => ({
  default: (await import("./sentinels-section.tsx")).SentinelsSection,
}));

type TopicSlug = (typeof TOPIC_SECTIONS)[number]["slug"];

const TOPICS: Record<TopicSlug, { says: string; Content: ComponentType }> = {
  errors: {
    says: "Every code, with its status and what most likely helps.",
    Content: ErrorsSection,
  },
  events: {
    says: "What a webhook is sent, and how to know that it is ours.",
    Content: EventsSection,
  },
  states: {
    says: "What a batch goes through, from one table of the contract.",
    Content: StatesSection,
  },
  input: {
    says: "What a line of a file holds, and an inline item with it.",
    Content: InputSection,
  },
  sentinels: { says: "How to make the sandbox fail on purpose.", Content: SentinelsSection },
};

function isTopic(slug: string): slug is TopicSlug {
  return Object.hasOwn(TOPICS, slug);
}

/** The API, described by the contract that serves it. */
export default function ReferencePage() {
  const { section: slug } = useParams();
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState<string>();
  // The search is there before the section that an address names has come.
  useAnchor();
  const section = sectionOfSlug(slug);
  if (section === undefined) return <NotFoundPage />;
  // While one types the address follows, and may lag: the field must not wait for it.
  const query = typed ?? search.get("q") ?? "";
  return (
    <Page
      title={section.slug === "" ? "Reference" : `Reference: ${section.title}`}
      description={descriptionOf(section)}
      actions={
        <ReferenceSearchField
          value={query}
          onChange={(value) => {
            setTyped(value);
            setSearch(value === "" ? {} : { q: value }, { replace: true });
          }}
          onLeave={() => setTyped(undefined)}
        />
      }
    >
      <div className="lg:grid lg:grid-cols-[11rem_minmax(0,1fr)] lg:gap-8">
        <div className="sticky top-19 -ml-2 hidden max-h-[calc(100dvh-8rem)] self-start overflow-y-auto pb-4 lg:block print:hidden">
          <SectionList current={section} />
        </div>
        <FoldedList section={section} />
        <div className="min-w-0">
          <Suspense fallback={<SkeletonRows rows={8} label="Loading the section" />}>
            {query.trim() === "" ? (
              <Content section={section} />
            ) : (
              <ReferenceResults query={query} />
            )}
            <AnchorOfSection />
          </Suspense>
        </div>
      </div>
    </Page>
  );
}

function descriptionOf({ slug, group }: ReferenceSection): string {
  if (group !== undefined) return GROUP_DESCRIPTIONS[group] ?? "";
  if (isTopic(slug)) return TOPICS[slug].says;
  return "Every endpoint, field, error and event, taken from the contract that the gateway and this console run on.";
}

function Content({ section }: { section: ReferenceSection }) {
  if (section.group !== undefined) return <GroupSection group={section.group} />;
  if (!isTopic(section.slug)) return <OverviewSection />;
  const { Content: Topic } = TOPICS[section.slug];
  return <Topic />;
}

/** Beside a section in its boundary, so that the place is looked for once the section has come. */
function AnchorOfSection() {
  useAnchor();
  return null;
}

/** The list of sections where there is no room for it at the side. */
function FoldedList({ section }: { section: ReferenceSection }) {
  const fold = useRef<HTMLDetailsElement>(null);
  return (
    <Disclosure
      ref={fold}
      title={`Sections: ${section.title}`}
      className="mb-6 rounded-lg border border-line px-2 lg:hidden print:hidden"
    >
      <SectionList
        current={section}
        onNavigate={() => {
          if (fold.current !== null) fold.current.open = false;
        }}
      />
    </Disclosure>
  );
}
