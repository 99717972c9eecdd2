// What can be done with the conversation as a whole: begin another, download it, delete it.
import { freeId, h, icon } from "./dom.js";

export function createMenu(strings, conversation) {
  const id = freeId();
  const button = h("button", { type: "button", class: "tool", "aria-label": strings.menu, "aria-expanded": "false", "aria-controls": id, click: toggle }, icon("menu"));
  const said = h("p", { class: "said", role: "status" });
  const act = (label, action) => h("button", { type: "button", class: "item", click: action }, label);
  const download = act(strings.download, save);
  const remove = act(strings.remove, erase);
  const list = h("div", { class: "menu", id, hidden: true }, act(strings.restart, restart), download, remove, said);
  const element = h("div", { class: "menu-place", focusout: leave }, button, list);

  function toggle() {
    if (list.hidden) open();
    else close();
  }

  function open() {
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    said.textContent = "";
    remove.textContent = strings.remove;
    for (const item of [download, remove]) item.disabled = !conversation.session;
  }

  function close() {
    const hadFocus = list.contains(list.getRootNode().activeElement);
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (hadFocus) button.focus();
  }

  function leave({ relatedTarget }) {
    if (relatedTarget && !element.contains(relatedTarget)) close();
  }

  function restart() {
    conversation.restart();
    close();
  }

  async function save() {
    try {
      const kept = JSON.stringify(await conversation.export(), null, 2);
      const url = URL.createObjectURL(new Blob([kept], { type: "application/json" }));
      h("a", { href: url, download: "chat.json" }).click();
      URL.revokeObjectURL(url);
      close();
    } catch {
      said.textContent = strings.notNow;
    }
  }

  // The first press asks, the second one does it.
  async function erase() {
    if (remove.textContent !== strings.removeSure) {
      remove.textContent = strings.removeSure;
      return;
    }
    try {
      await conversation.delete();
      close();
    } catch {
      said.textContent = strings.notNow;
    }
  }

  return {
    element,
    close,
    get isOpen() {
      return !list.hidden;
    },
  };
}
