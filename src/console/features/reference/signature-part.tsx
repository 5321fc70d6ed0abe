import { SIGNATURE_HEADER, STANDARD_HEADERS } from "#contract/webhook-events.ts";
import { useEffect, useState } from "react";
import { Section } from "../../layout/page.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { PlainWords } from "./plain-words.tsx";
import { EXAMPLE_SECRET, signedExample } from "./signed-example.ts";
import { VERIFY_IN_NODE, VERIFY_IN_PYTHON } from "./verify-snippets.ts";

const SCHEMES = [
  {
    name: SIGNATURE_HEADER,
    says: `Hex HMAC-SHA256 of the raw body, keyed with the secret's whole text. One header, nothing else to know.`,
  },
  {
    name: STANDARD_HEADERS.signature,
    says: `Standard Webhooks: \`v1,\` and the base64 HMAC-SHA256 of \`${STANDARD_HEADERS.id}.${STANDARD_HEADERS.timestamp}.body\`, keyed with what follows \`whsec_\` in base64. The time of the attempt is signed too, so that an old delivery can be refused; while a secret is rotated there are two signatures with a space between.`,
  },
] as const;

/** Both signatures that every delivery carries: what is signed, with what, and how to check it. */
export function SignaturePart() {
  return (
    <Section title="Signatures" note="each delivery carries both; check the one you like">
      <div className="grid grid-cols-1 gap-x-8 gap-y-4 xl:grid-cols-2">
        <div>
          <dl className="border-t border-line">
            {SCHEMES.map(({ name, says }) => (
              <div key={name} className="border-b border-line py-2 text-sm last:border-b-0">
                <dt>
                  <code className="font-medium">{name}</code>
                </dt>
                <dd className="text-secondary">
                  <PlainWords text={says} />
                </dd>
              </div>
            ))}
          </dl>
          <p className="mt-3 mb-1.5 text-xs text-muted">
            The headers of a completed batch below, signed with{" "}
            <code className="break-all">{EXAMPLE_SECRET}</code>
          </p>
          <SignedHeaders />
        </div>
        <Tabs
          label="Check a signature"
          panelClassName="pt-2"
          tabs={[
            {
              id: "node",
              label: "Node",
              content: () => <CodeBlock label="Signature check in Node" code={VERIFY_IN_NODE} />,
            },
            {
              id: "python",
              label: "Python",
              content: () => (
                <CodeBlock label="Signature check in Python" code={VERIFY_IN_PYTHON} />
              ),
            },
          ]}
        />
      </div>
    </Section>
  );
}

function SignedHeaders() {
  const [lines, setLines] = useState<readonly string[]>([]);
  useEffect(() => {
    let isGone = false;
    async function sign(): Promise<void> {
      const { headers } = await signedExample();
      if (!isGone) setLines(Object.entries(headers).map(([name, value]) => `${name}: ${value}`));
    }
    void sign();
    return () => {
      isGone = true;
    };
  }, []);
  // Signing takes a moment; the place for its four lines is kept.
  return (
    <CodeBlock
      wrap
      label="Headers of a delivery"
      code={lines.length === 0 ? "\n\n\n\n\n\n" : lines.join("\n")}
    />
  );
}
