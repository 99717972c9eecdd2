// On wide screens a filter applies as soon as it is chosen; on phones several can be chosen before the button.
const form = document.querySelector("[data-filters]");
const wide = matchMedia("(min-width: 960px)");
const FOCUS = "filters-focus";

if (form) {
  form.addEventListener("change", ({ target }) => {
    if (target.name === "category" && target.checked) narrow(target);
    if (!wide.matches) return;
    sessionStorage.setItem(FOCUS, `${target.name}=${target.value}`);
    form.requestSubmit();
  });

  // "All devices" is what an address without a device means.
  form.addEventListener("formdata", ({ formData }) => {
    if (formData.get("platform") === "all") formData.delete("platform");
  });

  restoreFocus();
}

// A category holds those below it, so choosing one replaces its parents and its children.
function narrow(chosen) {
  for (const box of form.querySelectorAll("input[name=category]:checked")) {
    if (box.value.startsWith(`${chosen.value}/`) || chosen.value.startsWith(`${box.value}/`)) box.checked = false;
  }
}

// The page was loaded anew by a choice here: whoever uses the keyboard goes on where they were.
function restoreFocus() {
  const [name, value] = sessionStorage.getItem(FOCUS)?.split("=") ?? [];
  sessionStorage.removeItem(FOCUS);
  const input = [...form.elements].find((element) => element.name === name && element.value === value);
  input?.focus({ preventScroll: true });
}
