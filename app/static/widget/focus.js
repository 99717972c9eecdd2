// Tab stays within a dialog while it is open, at both ends.
const REACHED = "a[href], button, input, textarea, [tabindex='0']";

export function trapFocus(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = [...dialog.querySelectorAll(REACHED)].filter((element) => !element.disabled && element.checkVisibility({ visibilityProperty: true }));
    const [first, last] = [all[0], all.at(-1)];
    const now = dialog.getRootNode().activeElement;
    if (event.shiftKey && (now === first || !all.includes(now))) last.focus();
    else if (!event.shiftKey && now === last) first.focus();
    else return;
    event.preventDefault();
  });
}
