import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { classNames } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";

type DialogProps = {
  isOpen: boolean;
  /** Asked for by Escape, by the cross and by a press beside the dialog. */
  onClose: () => void;
  title: ReactNode;
  /** One sentence below the title; it is read out with it. */
  description?: ReactNode;
  children?: ReactNode;
  /** The buttons, the one that acts last. */
  footer?: ReactNode;
  size?: "small" | "medium" | "large" | undefined;
  /** Nothing in it takes the focus: then its body does, to be scrolled by keys. */
  isText?: boolean | undefined;
  className?: string | undefined;
};

const widths = { small: "max-w-md", medium: "max-w-xl", large: "max-w-4xl" };

/** A modal dialog: the page behind is inert, focus goes in, and back to where it was when it closes. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  children,
  footer,
  size = "small",
  isText = false,
  className,
}: DialogProps) {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (!isOpen || dialog === null) return;
    dialog.showModal();
    return () => dialog.close();
  }, [isOpen]);

  return (
    <dialog
      ref={element}
      aria-labelledby={`${id}-title`}
      aria-describedby={description === undefined ? undefined : `${id}-description`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        // The browser may close it on its own, on a second Escape for one. The event comes late: it may be open again.
        if (isOpen && element.current?.open === false) onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === element.current) onClose();
      }}
      className={classNames(
        "m-auto max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] overflow-hidden rounded-lg border border-line",
        "bg-raised text-ink shadow-float open:flex open:animate-arrive open:flex-col",
        widths[size],
        className,
      )}
    >
      {isOpen ? (
        <>
          <div className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="min-w-0">
              <h2 id={`${id}-title`} className="text-base font-semibold">
                {title}
              </h2>
              {description === undefined ? null : (
                <p id={`${id}-description`} className="mt-1 text-sm text-secondary">
                  {description}
                </p>
              )}
            </div>
            <IconButton
              label="Close"
              size="small"
              icon={<X size={16} />}
              onClick={onClose}
              className="-mr-1.5"
            />
          </div>
          <div
            className="min-h-0 overflow-y-auto px-5 py-4 empty:p-2 focus-visible:-outline-offset-2"
            {...(isText ? { role: "region", tabIndex: 0, "aria-labelledby": `${id}-title` } : {})}
          >
            {children}
          </div>
          {footer === undefined ? null : (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </div>
          )}
        </>
      ) : null}
    </dialog>
  );
}
