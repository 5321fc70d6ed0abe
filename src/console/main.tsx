import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { fetchPage } from "./routes.tsx";
import "./styles.css";

/** For so long the first picture waits for the code of its page; then it is drawn with a skeleton in the page's place. */
const PAGE_WITHIN_MS = 1_000;

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const app = createRoot(root);

/** Draws the console in slices, so that the browser can do meanwhile what else there is. */
function draw(): void {
  startTransition(() =>
    app.render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
}

// The code of the page comes along with this script. A skeleton that is there for a moment keeps the page away for longer:
// React lets a third of a second pass between the two.
const tooLong = new Promise((resolve) => setTimeout(resolve, PAGE_WITHIN_MS));
void Promise.race([fetchPage(location), tooLong]).then(draw);
