import { Menu as MenuIcon } from "lucide-react";
import { Link } from "react-router";
import { SearchBox } from "../features/palette/search-box.tsx";
import { paths } from "../paths.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Logo } from "../ui/logo.tsx";
import { AccountMenu, CreditsLine } from "./account-menu.tsx";
import { DisplayMenu } from "./display-menu.tsx";
import { EnvironmentMenu } from "./environment-menu.tsx";
import { QuietBoundary } from "./quiet-boundary.tsx";

/** Above every page: where one is, what is left to spend, who one is. */
export function TopBar({ onOpenNavigation }: { onOpenNavigation: () => void }) {
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-3 border-b border-line bg-raised px-4 print:hidden">
      <IconButton
        label="Open navigation"
        icon={<MenuIcon size={18} />}
        className="-ml-1.5 lg:hidden"
        onClick={onOpenNavigation}
      />
      <Link to={paths.home()} className="flex shrink-0 items-center gap-2 font-semibold">
        <Logo />
        <span className="hidden sm:inline">Batchrouter</span>
        <span className="sr-only sm:hidden">Batchrouter</span>
      </Link>
      <EnvironmentMenu />
      <div className="ml-auto flex shrink-0 items-center gap-3">
        <SearchBox />
        <QuietBoundary instead={null}>
          <CreditsLine />
        </QuietBoundary>
        <div className="hidden sm:block">
          <DisplayMenu />
        </div>
        <AccountMenu />
      </div>
    </header>
  );
}
