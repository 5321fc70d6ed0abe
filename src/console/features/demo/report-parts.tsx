import { KeyValueList } from "../../ui/key-value-list.tsx";
import { standInText } from "../../ui/stand-ins.ts";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { SectionHeading } from "../../ui/headings.tsx";
import type { ReportDocument } from "./report/report-document.ts";
import type { ReportPart } from "./report/report-part.ts";

/** A report on the screen, as the file will say it: it is made to be handed out, so no address stands in it either. */
export function ReportParts({ report, timeline }: { report: ReportDocument; timeline: string }) {
  return (
    <div className="flex flex-col gap-3">
      {report.parts.map((part, index) => (
        // A part has no identity but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <Part key={index} part={part} timeline={timeline} />
      ))}
    </div>
  );
}

/** What is longer may take several lines; names and figures stay on one, and the table scrolls. */
const SHORT = 30;

/** Ids, calls and paths, as they stand in the API. */
function isCode(text: string): boolean {
  return /^(?:(?:GET|POST|PUT|PATCH|DELETE) )?\/|^[a-z]+_[0-9a-z]{16,}/.test(text);
}

function Part({ part, timeline }: { part: ReportPart; timeline: string }) {
  switch (part.kind) {
    case "heading":
      return <SectionHeading className="mt-5" title={part.text} />;
    case "text":
      return <p className="text-sm text-secondary">{standInText(part.text)}</p>;
    case "facts":
      return (
        <KeyValueList
          items={part.rows.map(([key, value]) => ({
            key,
            value: standInText(value),
            mono: isCode(value),
          }))}
        />
      );
    case "table":
      return (
        <Table label={part.label}>
          <thead>
            <tr>
              {part.head.map((name) => (
                <HeaderCell key={name}>{name}</HeaderCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {part.rows.map((row) => (
              <Row key={row.join(" ")}>
                {row.map((text, at) => (
                  <Cell
                    key={part.head[at]}
                    mono={isCode(text)}
                    wrap={text.length > SHORT}
                    className={text.length > SHORT ? "min-w-56 align-top" : "align-top"}
                  >
                    {standInText(text)}
                  </Cell>
                ))}
              </Row>
            ))}
          </tbody>
        </Table>
      );
    case "timeline":
      return timeline === "" ? null : (
        <div
          role="group"
          aria-label="Picture of the batch"
          // What scrolls on a narrow screen must take the keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          className="overflow-x-auto rounded-lg border border-line bg-[#fff] p-3 text-xs [&_svg]:min-w-160 [&_text]:fill-[#52524b]"
          // oxlint-disable-next-line react/no-danger -- Our own picture, each text in it escaped.
          dangerouslySetInnerHTML={{ __html: timeline }}
        />
      );
  }
}
