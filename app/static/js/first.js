// Stands in the page itself and runs before anything is painted, so that a chosen colour scheme never flashes the other.
(() => {
  const root = document.documentElement;
  let chosen;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // Storage may be blocked; the system's choice holds then.
  }
  root.dataset.theme = chosen ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.classList.add("js");
})();
