// Tabs, and a Tab key that stays within a dialog. Source: WAI-ARIA Authoring Practices, "Tabs With Automatic Activation".
import { freeId, h } from "./dom.js";

const REACHED = "a[href], button, input, textarea, [tabindex='0']";

/** `views` are by name a label and what has an element and can take the focus. The first one is shown. */
export function createTabs(views) {
  const names = Object.keys(views);
  const tabs = {};
  const panels = {};
  for (const [name, [label, view]] of Object.entries(views)) {
    const [id, panelId] = [freeId(), freeId()];
    tabs[name] = h("button", { type: "button", role: "tab", id, "aria-controls": panelId, click: () => choose(name), keydown: onKey }, label);
    panels[name] = h("div", { role: "tabpanel", id: panelId, "aria-labelledby": id }, view.element);
  }
  const element = h("div", { class: "views" }, h("div", { class: "tabs", role: "tablist" }, Object.values(tabs)), Object.values(panels));
  let current;

  function choose(name) {
    current = name;
    for (const each of names) {
      tabs[each].ariaSelected = String(each === name);
      tabs[each].tabIndex = each === name ? 0 : -1;
      panels[each].hidden = each !== name;
    }
  }

  function onKey({ key }) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step) return;
    choose(names.at((names.indexOf(current) + step) % names.length));
    tabs[current].focus();
  }

  choose(names[0]);
  return { element, choose, current: () => current, focus: () => views[current][1].focus() };
}

export function trapFocus(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = [...dialog.querySelectorAll(REACHED)].filter((each) => each.tabIndex >= 0 && each.checkVisibility());
    const now = dialog.getRootNode().activeElement;
    const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    if (now !== from && now !== dialog) return;
    event.preventDefault();
    to.focus();
  });
}
