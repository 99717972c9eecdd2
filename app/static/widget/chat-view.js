// The conversation on the screen. Messages are added to it, never drawn anew: a screen reader hears each once, and what
// is being filled in stays.
import { createComposer } from "./composer.js";
import { h } from "./dom.js";
import { createGreeting, createOwn, createTheirs } from "./message-view.js";

export function createChatView({ strings, conversation, greeting, popular, openArticle }) {
  const list = h("div", { class: "log", role: "log", "aria-label": strings.log, tabindex: "0" });
  const state = h("p", { class: "connection", role: "status" });
  const typing = h("div", { class: "turn assistant typing", "aria-hidden": "true" }, h("div", { class: "bubble" }, h("i"), h("i"), h("i")));
  const composer = createComposer(strings, (text) => conversation.say(text));
  const context = { strings, conversation, greeting, popular, openArticle, focusComposer: () => composer.focus() };
  const element = h("div", { class: "chat" }, list, state, composer.element);
  const shown = new Map();

  function items() {
    const { earlier, messages, unsent, isConnected, isSending } = conversation;
    const pending = unsent.map((message) => ({ ...message, author: "visitor", isUnsent: true, isStuck: !isConnected || !isSending }));
    return [
      { key: "greeting", author: "greeting" },
      ...earlier.map((message) => ({ ...message, isEarlier: true })),
      ...messages,
      ...pending,
    ];
  }

  function create(item) {
    if (item.note) return { element: h("p", { class: "note" }, strings[item.note]), update: () => {} };
    if (item.author === "greeting") return createGreeting(context);
    return item.author === "visitor" ? createOwn(context) : createTheirs(context, item);
  }

  function render() {
    const wanted = items();
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, { element }] of shown) {
      if (keys.has(key)) continue;
      element.remove();
      shown.delete(key);
    }
    let newest = null;
    let before = null;
    wanted.forEach((item, place) => {
      if (!shown.has(item.key)) shown.set(item.key, (newest = create(item)));
      const { element, update } = shown.get(item.key);
      update({ ...item, isLast: place === wanted.length - 1 });
      const next = before ? before.nextSibling : list.firstChild;
      if (element !== next) list.insertBefore(element, next);
      before = element;
    });
    const { isConnected, isSending, isTyping, status, unsent } = conversation;
    const isAnswering = isSending && isConnected && unsent.length > 0 && !["waiting", "agent"].includes(status);
    if (isTyping || isAnswering) list.append(typing);
    else typing.remove();
    tell(isConnected ? (isTyping ? `${strings.agent} ${strings.typing}` : isAnswering ? strings.looking : statusText(status)) : strings.disconnected, isConnected);
    if (newest) scrollTo(newest.element);
    else if (typing.isConnected && isAtEnd()) list.scrollTop = list.scrollHeight;
  }

  function tell(text, isConnected) {
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("lost", !isConnected);
    state.classList.toggle("quiet", text === strings.looking || text === "");
  }

  function statusText(status) {
    return { waiting: strings.waiting, agent: strings.withAgent, ended: strings.ended }[status] ?? "";
  }

  function isAtEnd() {
    return list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  }

  // To the end; but the beginning of a long message stays in view, as that is where one reads on.
  function scrollTo(turn) {
    const end = list.scrollHeight - list.clientHeight;
    list.scrollTop = Math.min(end, turn.offsetTop - list.offsetTop - 12);
    if (turn.classList.contains("own")) list.scrollTop = end;
  }

  conversation.addEventListener("change", render);
  render();
  return { element, focus: () => composer.focus(), toEnd: () => (list.scrollTop = list.scrollHeight) };
}
