import type { ToolCall } from "#contract/workflows.ts";
import { TextField } from "../../ui/text-field.tsx";
import type { DraftMessage } from "./run-form.ts";

interface ToolFieldsProps {
  number: number;
  message: DraftMessage;
  onChange: (change: Partial<Omit<DraftMessage, "key">>) => void;
}

/** What a message says of tools: the calls of an assistant, or the call that a result answers. */
export function ToolFields({ number, message, onChange }: ToolFieldsProps) {
  const { role, tool_calls = [], tool_call_id = "" } = message;
  if (role === "tool") {
    return (
      <div className="border-b border-line px-3 py-2">
        <TextField
          mono
          label={`Call that message ${number} answers`}
          placeholder="call_…"
          value={tool_call_id}
          onChange={({ target }) => onChange({ tool_call_id: target.value })}
        />
      </div>
    );
  }
  if (role !== "assistant" || tool_calls.length === 0) return null;
  const change = (at: number, tool: Partial<ToolCall["function"]>): void =>
    onChange({
      tool_calls: tool_calls.map((call, index) =>
        index === at ? { ...call, function: { ...call.function, ...tool } } : call,
      ),
    });
  return tool_calls.map((call, at) => (
    <div key={call.id} className="grid gap-3 border-b border-line px-3 py-2 sm:grid-cols-2">
      <TextField
        mono
        label={`Tool of ${call.id}`}
        value={call.function.name}
        onChange={({ target }) => change(at, { name: target.value })}
      />
      <TextField
        mono
        label={`Arguments of ${call.id}, JSON`}
        value={call.function.arguments}
        onChange={({ target }) => change(at, { arguments: target.value })}
      />
    </div>
  ));
}
