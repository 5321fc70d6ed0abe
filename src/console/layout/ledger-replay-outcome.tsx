import { useApi } from "../api/api-provider.tsx";
import { useLedger } from "../api/ledger.ts";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { ExchangeView } from "./exchange-view.tsx";
import { StatusCode } from "./status-code.tsx";

interface Props {
  /** The call that was replayed. */
  number: number;
  onOpen: (number: number) => void;
}

/** The newest replay of a call, as it went over the wire. */
export function LedgerReplayOutcome({ number, onOpen }: Props) {
  const { environment } = useApi();
  const { calls, replays } = useLedger(environment.id);
  const newest = calls.findLast((call) => replays.get(call.number) === number);
  if (newest === undefined) return null;
  const isRepeated = newest.response_headers["idempotent-replayed"] === "true";
  return (
    <section
      aria-label="The newest replay"
      className="flex flex-col gap-3 border-t border-line pt-4"
    >
      <div className="flex flex-wrap items-center gap-3 text-sm">
        <h3 className="font-semibold">Sent as #{newest.number}</h3>
        <StatusCode exchange={newest} />
        <Button size="small" className="ml-auto" onClick={() => onOpen(newest.number)}>
          Open #{newest.number}
        </Button>
      </div>
      {isRepeated ? (
        <Callout title="The first answer again">
          The gateway knew the Idempotency-Key and the payload: it did nothing new and says so with
          Idempotent-Replayed.
        </Callout>
      ) : null}
      <ExchangeView exchange={newest} />
    </section>
  );
}
