// Loaded before the first paint, so that a chosen theme does not flash up in the other. Without a choice the style
// sheet follows the system by itself.
(() => {
  try {
    const choice = localStorage.getItem("batchrouter.theme");
    if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
  } catch {
    // Storage is closed to the page: follow the system.
  }
})();
