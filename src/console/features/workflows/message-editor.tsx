import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { FieldError } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import {
  addMessage,
  addToolCall,
  changeMessage,
  MESSAGE_ROLES,
  moveMessage,
  removeMessage,
  type DraftMessage,
  type MessageRole,
} from "./run-form.ts";
import { ToolFields } from "./tool-fields.tsx";

interface MessageEditorProps {
  idPrefix: string;
  messages: readonly DraftMessage[];
  /** Messages of problems by request path. */
  problems: Readonly<Record<string, string>>;
  onChange: (messages: readonly DraftMessage[]) => void;
}

/** The conversation that the model is given, in its order. */
export function MessageEditor({ idPrefix, messages, problems, onChange }: MessageEditorProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">Messages</legend>
      <ol className="flex flex-col gap-2">
        {messages.map((message, index) => (
          <li key={message.key}>
            <MessageField
              id={`${idPrefix}-content-${message.key}`}
              roleId={`${idPrefix}-role-${message.key}`}
              number={index + 1}
              total={messages.length}
              message={message}
              error={
                problems[`input.messages[${index}].content`] ??
                problems[`input.messages[${index}].tool_call_id`] ??
                problems[`input.messages[${index}].role`]
              }
              onChange={(change) => onChange(changeMessage(messages, message.key, change))}
              onMove={(by) => onChange(moveMessage(messages, message.key, by))}
              onRemove={() => onChange(removeMessage(messages, message.key))}
            />
          </li>
        ))}
      </ol>
      <Button
        size="small"
        variant="quiet"
        className="mt-2"
        icon={<Plus size={14} />}
        onClick={() => onChange(addMessage(messages))}
      >
        Add a message
      </Button>
      <Button
        size="small"
        variant="quiet"
        className="mt-2"
        icon={<Plus size={14} />}
        onClick={() => onChange(addToolCall(messages))}
      >
        Add a tool call with its result
      </Button>
    </fieldset>
  );
}

interface MessageFieldProps {
  id: string;
  roleId: string;
  number: number;
  total: number;
  message: DraftMessage;
  error: string | undefined;
  onChange: (change: Partial<Omit<DraftMessage, "key">>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function MessageField({
  id,
  roleId,
  number,
  total,
  message,
  error,
  onChange,
  onMove,
  onRemove,
}: MessageFieldProps) {
  return (
    <div
      className={classNames(
        "rounded-lg border border-edge-strong bg-raised transition-colors has-[textarea:focus-visible]:border-focus",
        "has-[textarea:focus-visible]:outline-1 has-[textarea:focus-visible]:outline-focus has-aria-invalid:border-failed-fill",
      )}
    >
      <div className="flex items-center gap-1 border-b border-line px-2 py-1">
        <select
          id={roleId}
          aria-label={`Role of message ${number}`}
          value={message.role}
          // The options are the roles.
          onChange={({ target }) => onChange({ role: target.value as MessageRole })}
          className="h-7 rounded-sm bg-transparent pr-1 text-sm font-medium text-ink"
        >
          {MESSAGE_ROLES.map((role) => (
            <option key={role} value={role}>
              {role}
            </option>
          ))}
        </select>
        {total === 1 ? null : (
          <span className="ml-auto flex">
            <IconButton
              size="small"
              label={`Move message ${number} up`}
              icon={<ArrowUp size={14} />}
              disabled={number === 1}
              onClick={() => onMove(-1)}
            />
            <IconButton
              size="small"
              label={`Move message ${number} down`}
              icon={<ArrowDown size={14} />}
              disabled={number === total}
              onClick={() => onMove(1)}
            />
            <IconButton
              size="small"
              label={`Remove message ${number}`}
              icon={<X size={14} />}
              onClick={onRemove}
            />
          </span>
        )}
      </div>
      <ToolFields number={number} message={message} onChange={onChange} />
      <textarea
        id={id}
        aria-label={`Content of message ${number}`}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        aria-invalid={error === undefined ? undefined : true}
        rows={3}
        value={message.content}
        onChange={({ target }) => onChange({ content: target.value })}
        // The frame shows the focus: it belongs to role and content together.
        className="block w-full resize-y rounded-b-lg bg-transparent px-3 py-2 text-base outline-none"
      />
      {error === undefined ? null : (
        <div className="px-3 pb-2">
          <FieldError id={`${id}-error`}>{error}</FieldError>
        </div>
      )}
    </div>
  );
}
