// The colour scheme, from where first.js leaves it: the system's changes, other tabs' and the button's.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const toggle = document.querySelector("[data-theme-toggle]");

apply(current());
system.addEventListener("change", () => apply(current()));
addEventListener("storage", ({ key }) => key === "theme" && apply(current()));
toggle.addEventListener("click", () => {
  const next = root.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", next);
  } catch {
    // Not remembered, but applied to this page all the same.
  }
  apply(next);
});

function current() {
  try {
    return localStorage.getItem("theme") ?? preferred();
  } catch {
    return preferred(); // Storage may be blocked; the system's choice holds then.
  }
}

function preferred() {
  return system.matches ? "dark" : "light";
}

function apply(theme) {
  root.dataset.theme = theme;
  toggle.ariaLabel = `${theme === "dark" ? "밝은" : "어두운"} 화면으로 바꾸기`;
}
