import { Callout } from "../../ui/callout.tsx";

/** Said where the page came over plain http from another machine: what the browser withholds then, and what stands in. */
export function InsecureNotice() {
  if (window.isSecureContext) return null;
  return (
    <Callout tone="attention" title="This page is not a secure context" className="mb-4 max-w-3xl">
      It came over plain http by a name that is not this machine's own, so the browser withholds its
      clipboard, its cryptography and notifications. Copying goes by the older way, signatures are
      checked by code of the console's own; notifications stay off. What you type travels readable
      for everybody on this network.
    </Callout>
  );
}
