import { allEndpoints } from "#contract/whole-api.ts";
import { NavLink, Link, useLocation } from "react-router";
import { paths } from "../../paths.ts";
import { classNames } from "../../ui/class-names.ts";
import {
  FIRST_SECTION,
  GROUP_SECTIONS,
  TOPIC_SECTIONS,
  type ReferenceSection,
} from "./sections.ts";

const LISTS: readonly { title: string; sections: readonly ReferenceSection[] }[] = [
  { title: "Endpoints", sections: GROUP_SECTIONS },
  { title: "What they share", sections: TOPIC_SECTIONS },
];

function rowClassName({ isActive }: { isActive: boolean }): string {
  return classNames(
    "block rounded-md px-2 py-1 text-sm pointer-coarse:py-2.5",
    isActive ? "font-semibold text-ink" : "text-secondary hover:bg-wash hover:text-ink",
  );
}

interface SectionListProps {
  current: ReferenceSection | undefined;
  /** Told when a link was followed. */
  onNavigate?: () => void;
}

/** The sections of the reference, and the endpoints of the one that is open. */
export function SectionList({ current, onNavigate }: SectionListProps) {
  return (
    <nav aria-label="Reference" className="flex flex-col gap-0.5">
      <NavLink to={paths.docs()} end onClick={onNavigate} className={rowClassName}>
        {FIRST_SECTION.title}
      </NavLink>
      {LISTS.map(({ title, sections }) => (
        <section key={title}>
          <h2 className="px-2 pt-4 pb-1 text-xs text-muted">{title}</h2>
          <ul>
            {sections.map((section) => (
              <li key={section.slug}>
                <NavLink
                  to={paths.docs(section.slug)}
                  onClick={onNavigate}
                  className={rowClassName}
                >
                  {section.title}
                </NavLink>
                {section.slug === current?.slug && section.group !== undefined ? (
                  <EndpointLinks group={section.group} onNavigate={onNavigate} />
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

interface EndpointLinksProps {
  group: string;
  onNavigate: SectionListProps["onNavigate"];
}

function EndpointLinks({ group, onNavigate }: EndpointLinksProps) {
  const { hash } = useLocation();
  return (
    <ul className="mb-1 ml-2 border-l border-line">
      {allEndpoints
        .filter((one) => one.group === group)
        .map(({ name, endpoint }) => (
          <li key={name}>
            <Link
              to={`#${name}`}
              onClick={onNavigate}
              aria-current={hash === `#${name}` ? "location" : undefined}
              className="-ml-px block border-l border-transparent py-0.5 pl-3 text-xs leading-5 text-secondary hover:text-ink aria-[current=location]:border-ink aria-[current=location]:text-ink pointer-coarse:py-2.5"
            >
              {/* The first clause: the rest stands at the place itself. */}
              {endpoint.summary.split(/[,;:]/)[0]}
            </Link>
          </li>
        ))}
    </ul>
  );
}
