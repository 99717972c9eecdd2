// Tabs. Source: WAI-ARIA Authoring Practices, "Tabs With Automatic Activation".
import { freeId, h } from "./dom.js";

/** `views` are by name a label and what has an element and can take the focus. The first one is shown. */
export function createTabs(views) {
  const names = Object.keys(views);
  let current = names[0];
  const tabs = {};
  const panels = {};
  for (const [name, [label, view]] of Object.entries(views)) {
    const [tabId, panelId] = [freeId(), freeId()];
    tabs[name] = h("button", { type: "button", role: "tab", id: tabId, "aria-controls": panelId, click: () => choose(name), keydown: onKey }, label);
    panels[name] = h("div", { role: "tabpanel", id: panelId, "aria-labelledby": tabId }, view.element);
  }
  const list = h("div", { class: "tabs", role: "tablist" }, ...Object.values(tabs));
  const element = h("div", { class: "views" }, list, ...Object.values(panels));

  function choose(name) {
    current = name;
    for (const each of names) {
      tabs[each].setAttribute("aria-selected", String(each === name));
      tabs[each].tabIndex = each === name ? 0 : -1;
      panels[each].hidden = each !== name;
    }
  }

  function onKey({ key }) {
    const place = { ArrowLeft: names.indexOf(current) - 1, ArrowRight: names.indexOf(current) + 1, Home: 0, End: -1 }[key];
    if (place === undefined) return;
    choose(names.at(place % names.length));
    tabs[current].focus();
  }

  choose(current);
  return {
    element,
    choose,
    views,
    get current() {
      return current;
    },
    focus: () => views[current][1].focus(),
  };
}
