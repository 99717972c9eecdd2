// On wide screens a filter applies as soon as it is chosen; on phones several can be chosen before the button.
const form = document.querySelector("[data-filters]");
const wide = matchMedia("(min-width: 60rem)");
const FOCUS = "filters-focus";

if (form) {
  form.addEventListener("change", ({ target }) => {
    if (target.name === "category" && target.checked) narrow(target);
    if (!wide.matches) return;
    try {
      sessionStorage.setItem(FOCUS, `${target.name}=${target.value}`);
    } catch {
      // Storage may be blocked; the filter applies all the same, and only the focus is lost.
    }
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
  const [name, value] = taken()?.split("=") ?? [];
  const input = [...form.elements].find((element) => element.name === name && element.value === value);
  input?.focus({ preventScroll: true });
}

function taken() {
  try {
    const stored = sessionStorage.getItem(FOCUS);
    sessionStorage.removeItem(FOCUS);
    return stored;
  } catch {
    return null;
  }
}
