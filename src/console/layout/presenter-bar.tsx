import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { NavLink, useLocation } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { useEscape } from "./use-escape.ts";
import { Button } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { setPresenter, usePresenter } from "../ui/presenter.ts";
import { StateShape } from "../ui/state-shape.tsx";
import { useLifecycle } from "./use-lifecycle.ts";

/** In place of all chrome while an audience looks on: the six steps, and the way out. */
export default function PresenterBar() {
  const steps = useLifecycle();
  const { environment } = useApi();
  const { hidesContent } = usePresenter();
  const leave = (): void => setPresenter({ isOn: false });
  useEscape(leave);
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where not all six have room, the one that is on is in view.
    const current = nav.current?.querySelector("[aria-current='page']");
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-4 border-b border-line bg-raised px-4 print:hidden">
      <strong className="max-sm:hidden">{environment.name}</strong>
      <nav ref={nav} aria-label="Lifecycle" className="min-w-0 flex-1 overflow-x-auto">
        <ol className="flex gap-1">
          {steps.map((step) => (
            <li key={step.number}>
              <NavLink
                to={step.path}
                end
                className={({ isActive }) =>
                  classNames(
                    "flex h-8 items-center gap-2 rounded-md px-2 text-sm whitespace-nowrap",
                    isActive ? "bg-wash font-semibold text-ink" : "text-secondary hover:bg-wash",
                  )
                }
              >
                <StateShape tone={step.tone} size={16} progress={step.progress} />
                {step.title}
              </NavLink>
            </li>
          ))}
        </ol>
      </nav>
      <Checkbox
        className="max-lg:hidden"
        label="Hide prompts"
        checked={hidesContent}
        onChange={({ target }) => setPresenter({ hidesContent: target.checked })}
      />
      <Button size="small" variant="quiet" icon={<X size={14} />} onClick={leave}>
        Leave presenter mode
      </Button>
    </header>
  );
}
