// Runs before anything is painted, so that a chosen colour scheme never flashes the other one.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  function stored() {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // Storage may be blocked; the system's choice holds then.
    }
  }

  function apply(theme) {
    root.dataset.theme = theme;
    const other = theme === "dark" ? "밝은" : "어두운";
    document.querySelector("[data-theme-toggle]")?.setAttribute("aria-label", `${other} 화면으로 바꾸기`);
  }

  const current = () => stored() ?? (system.matches ? "dark" : "light");

  root.classList.add("js");
  apply(current());
  system.addEventListener("change", () => apply(current()));
  addEventListener("storage", (event) => event.key === "theme" && apply(current()));
  document.addEventListener("DOMContentLoaded", () => {
    apply(current());
    document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
      const next = root.dataset.theme === "dark" ? "light" : "dark";
      try {
        localStorage.setItem("theme", next);
      } catch {
        // Not remembered, but applied to this page all the same.
      }
      apply(next);
    });
  });
})();
