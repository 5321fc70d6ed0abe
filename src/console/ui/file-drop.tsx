import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { FieldError } from "./field.tsx";

type FileDropProps = {
  /** What to bring, as in "JSONL file, up to 2 GiB". */
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  /** As of `<input accept>`; what is dropped is not checked against it. */
  accept?: string | undefined;
  multiple?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Never called with none. */
  onFiles: (files: File[]) => void;
  /** Beside the button, such as samples. */
  actions?: ReactNode;
  className?: string | undefined;
};

/** Takes files by drop, and by a button for the keyboard and for touch. */
export function FileDrop({
  label,
  hint,
  error,
  accept,
  multiple = false,
  disabled = false,
  onFiles,
  actions,
  className,
}: FileDropProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const hasError = error !== undefined && error !== null && error !== "";

  const take = (list: FileList | null) => {
    const files = [...(list ?? [])].slice(0, multiple ? undefined : 1);
    if (files.length > 0 && !disabled) onFiles(files);
  };
  const onDragOver = (event: DragEvent) => {
    if (disabled || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  const onDragLeave = (event: DragEvent<HTMLElement>) => {
    // Moving on to a child leaves nothing.
    if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))
      return;
    setOver(false);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };

  return (
    <div className={classNames("flex flex-col gap-1.5", className)}>
      <div
        role="group"
        aria-labelledby={`${id}-label`}
        aria-describedby={
          classNames(hasError && `${id}-error`, hint !== undefined && `${id}-hint`) || undefined
        }
        onDragEnter={onDragOver}
        onDragOver={onDragOver}
        onDragLeave={onDragLeave}
        onDrop={onDrop}
        className={classNames(
          "flex flex-col items-center gap-3 rounded-lg border border-dashed px-5 py-7 text-center transition-colors",
          isOver ? "border-ink bg-wash" : "border-edge-strong bg-raised",
          hasError && "border-failed-fill",
        )}
      >
        <Upload size={20} aria-hidden="true" className="text-muted" />
        <div>
          <p id={`${id}-label`} className="font-medium text-ink">
            {label}
          </p>
          {hint === undefined ? null : (
            <p id={`${id}-hint`} className="mt-0.5 text-sm text-muted">
              {hint}
            </p>
          )}
        </div>
        <div className="flex flex-wrap justify-center gap-2">
          <Button disabled={disabled} onClick={() => input.current?.click()}>
            Choose {multiple ? "files" : "file"}
          </Button>
          {actions}
        </div>
        <input
          ref={input}
          type="file"
          aria-label={label}
          accept={accept}
          multiple={multiple}
          disabled={disabled}
          // The button is its face; it stays reachable for tests and for assistive technology that looks for inputs.
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            take(event.target.files);
            // The same file may be chosen again after it was mended.
            event.target.value = "";
          }}
        />
      </div>
      {hasError ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}
