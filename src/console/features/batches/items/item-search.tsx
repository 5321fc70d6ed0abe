import { type FormEvent, useState } from "react";
import { formatCount } from "../../../format/counts.ts";
import { Button } from "../../../ui/button.tsx";
import { TextField } from "../../../ui/text-field.tsx";

interface Props {
  item: string | null;
  itemCount: number;
  onFind: (id: string | null) => void;
  /** Told the place in the input, from 0. */
  onGoTo: (place: number) => void;
}

/** Two ways to one item among however many: by its whole id, and by its line in the input. */
export function ItemSearch({ item, itemCount, onFind, onGoTo }: Props) {
  return (
    <div className="flex w-full flex-wrap gap-x-3 gap-y-2 sm:w-auto">
      <LineSearch itemCount={itemCount} onGoTo={onGoTo} />
      <IdSearch key={item} item={item} onFind={onFind} />
    </div>
  );
}

function IdSearch({ item, onFind }: Pick<Props, "item" | "onFind">) {
  const [typed, setTyped] = useState(item ?? "");
  function search(event: FormEvent): void {
    event.preventDefault();
    onFind(typed.trim() === "" ? null : typed.trim());
  }
  return (
    <form role="search" aria-label="Find by id" onSubmit={search} className="w-full sm:w-60">
      <TextField
        label={<span className="sr-only">Find an item by its whole id</span>}
        placeholder="Whole item id"
        mono
        autoComplete="off"
        spellCheck={false}
        maxLength={256}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        trailing={<Button type="submit">Find</Button>}
      />
    </form>
  );
}

function LineSearch({ itemCount, onGoTo }: Pick<Props, "itemCount" | "onGoTo">) {
  const [typed, setTyped] = useState("");
  const [isAsked, setAsked] = useState(false);
  const line = /^[\d,. ]+$/.test(typed) ? Number(typed.replaceAll(/\D/g, "")) : Number.NaN;
  const isGood = line >= 1 && line <= itemCount;
  function search(event: FormEvent): void {
    event.preventDefault();
    setAsked(true);
    if (isGood) onGoTo(line - 1);
  }
  return (
    <form role="search" aria-label="Go to a line" onSubmit={search} className="w-40">
      <TextField
        label={<span className="sr-only">Line of the input to go to</span>}
        placeholder={`Line 1–${formatCount(itemCount)}`}
        inputMode="numeric"
        autoComplete="off"
        maxLength={12}
        value={typed}
        error={isAsked && !isGood ? `A line from 1 to ${formatCount(itemCount)}` : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAsked(false);
        }}
        trailing={<Button type="submit">Go</Button>}
      />
    </form>
  );
}
