import type { Exchange } from "#contract/client.ts";
import { type Presenter, readPresenter } from "../ui/presenter.ts";
import { standInJson, standInText } from "../ui/stand-ins.ts";

/** What of a ledger holds calls. */
interface WithCalls {
  calls: readonly Exchange[];
}

/** By call and mode, so that a list that is drawn with each poll is not made anew each time. */
let shownCalls = new WeakMap<Exchange, Exchange>();
/** A list of calls has one shown list, so that what depends on it sees no change where there is none. */
let shownLists = new WeakMap<readonly Exchange[], readonly Exchange[]>();
let shownLedgers = new WeakMap<WithCalls, WithCalls>();
let madeFor: Presenter | undefined;

function headers(of: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, standInText(value)]));
}

function shownCall(call: Exchange, hidesContent: boolean): Exchange {
  const body = (text: string | null) => (text === null ? null : standInJson(text, hidesContent));
  return {
    ...call,
    path: standInText(call.path),
    url: standInText(call.url),
    request_headers: headers(call.request_headers),
    response_headers: headers(call.response_headers),
    request_body: body(call.request_body),
    response_body: body(call.response_body),
  };
}

function remembered<K extends object, V>(cache: WeakMap<K, V>, key: K, make: () => V): V {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    cache.set(key, value);
  }
  return value;
}

/** A ledger as it may be shown and exported now: in presenter mode with stand-ins in every call, otherwise as it is. */
export function shownLedger<L extends WithCalls>(ledger: L): L {
  const presenter = readPresenter();
  if (!presenter.isOn) return ledger;
  if (madeFor !== presenter) {
    madeFor = presenter;
    shownCalls = new WeakMap();
    shownLists = new WeakMap();
    shownLedgers = new WeakMap();
  }
  const show = (call: Exchange): Exchange =>
    remembered(shownCalls, call, () => shownCall(call, presenter.hidesContent));
  const made = remembered(shownLedgers, ledger, () => ({
    ...ledger,
    calls: remembered(shownLists, ledger.calls, () => ledger.calls.map(show)),
  }));
  // It was made from this very ledger, or from one that is the same object.
  return made as L;
}
