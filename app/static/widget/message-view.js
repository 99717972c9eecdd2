// One message: bubble, source, rating, quick replies, and the form where a person is called.
import { createContactForm } from "./contact-form.js";
import { blocks, button, h, icon } from "./dom.js";

const CONTACT = "contact";

/** A message of the visitor's. `update` takes one that is said or, with `isUnsent`, on its way. */
export function createOwn({ strings, conversation, focus }) {
  const bubble = h("div", { class: "bubble" });
  const state = h("div", { class: "state" });
  const element = h("div", { class: "turn own" }, who(strings.you), bubble, state);
  let told = "";

  function update({ id, text, isUnsent, isConnected, fault }) {
    if (bubble.textContent !== text) bubble.textContent = text;
    element.classList.toggle("unsent", Boolean(isUnsent));
    const now = !isUnsent ? "" : fault ? `${strings.failed} ${fault}` : isConnected ? strings.sending : strings.offline;
    if (now === told) return;
    told = now;
    state.replaceChildren(now);
    if (fault) {
      state.append(...["again", "discard"].map((act) => button("link", () => (conversation[act](id), focus()), strings[act])));
    }
    state.classList.toggle("fault", Boolean(fault));
  }
  return { element, update };
}

/** What the assistant or an agent says. `update` takes the message with `isLast` and `isEarlier`. */
export function createTheirs(context, message) {
  const { strings } = context;
  const { outcome, reason, reply } = message.reply ?? {};
  const isAgent = message.author === "agent";
  const element = h("div", { class: `turn ${message.author}` }, who(isAgent ? strings.agent : strings.assistant, isAgent), h("div", { class: "bubble", lang: "ko" }, ...blocks(message.text)));
  const parts = [];
  if (outcome === "answered") {
    element.append(...reply.sources.map((source) => card(context, source)));
    parts.push(rating(context, message));
  }
  const isHandover = outcome === "handover" && reason !== "waiting";
  if (isHandover) parts.push(contact(context, message));
  // Those that leave an address or rate have a place of their own.
  const choices = (reply?.quick_replies ?? []).filter(({ value }) => !value.startsWith("helpful:") && !(isHandover && value === CONTACT));
  if (choices.length) parts.push(quickReplies(context, choices));
  element.append(...parts.map((part) => part.element));
  return { element, update: (given) => parts.forEach((part) => part.update(given)) };
}

export function createGreeting({ strings, conversation, greeting, popular }) {
  const starters = h("div", { class: "starters", role: "group", "aria-label": strings.popular });
  popular.then((articles) => {
    const ask = ({ id, title }) => button("card", () => conversation.say(title, `article:${id}`), cardText(title), icon("next"));
    if (articles.length) starters.append(h("p", { class: "label" }, strings.popular), ...articles.map(ask));
  });
  const element = h("div", { class: "turn" }, who(strings.assistant), h("div", { class: "bubble" }, ...blocks(greeting)), starters);
  return { element, update: ({ isLast }) => (starters.hidden = !isLast) };
}

function who(name, isShown) {
  return h("span", { class: isShown ? "who" : "visually-hidden" }, name);
}

function card({ openArticle }, source) {
  const open = ({ currentTarget }) => openArticle(source, currentTarget);
  const trail = h("span", { class: "trail" }, source.breadcrumb.slice(-2).join(" › "));
  return button("card", open, icon("page"), cardText(h("b", {}, source.title), trail), icon("next"));
}

function cardText(...parts) {
  return h("span", { class: "card-text", lang: "ko" }, ...parts);
}

function quickReplies({ strings, conversation, focus }, choices) {
  const press = ({ label, value }) => () => {
    conversation.say(label, value);
    focus();
  };
  const element = h("div", { class: "chips", role: "group", "aria-label": strings.replies }, choices.map((choice) => button("chip", press(choice), h("span", { lang: "ko" }, choice.label))));
  return { element, update: ({ isLast }) => (element.hidden = !isLast) };
}

// After a no the assistant looks for something else, unless the talk has gone on.
function rating({ strings, conversation, focus }, { id }) {
  let isOpen = false;
  const label = h("span", {}, strings.helpful);
  const vote = (helpful) => button(helpful ? "vote" : "vote no", () => rate(helpful), icon("up"), helpful ? strings.yes : strings.no);
  const element = h("div", { class: "rating", role: "group", "aria-label": strings.helpful }, label, vote(true), vote(false));

  async function rate(helpful) {
    try {
      await conversation.rate(id, helpful);
      if (!helpful && isOpen) conversation.say(strings.unhelpful, "none");
      focus();
    } catch {
      label.textContent = strings.notNow;
    }
  }

  function update({ isEarlier, isLast }) {
    isOpen = isLast;
    if (isEarlier) element.remove();
    else if (conversation.ratingOf(id) !== undefined) element.replaceChildren(strings.rated);
  }
  return { element, update };
}

// Where nobody is there the form comes at once, otherwise for who would rather not wait.
function contact({ strings, conversation }, { id, reply }) {
  const form = createContactForm(strings, (values) => conversation.leaveContact(id, values));
  const isClosed = reply.reply.quick_replies.some(({ value }) => value === CONTACT);
  const open = button("chip", () => (open.replaceWith(form.element), form.focus()), strings.leaveContact);
  const done = h("p", { class: "done", tabindex: "-1" }, strings.contacted);
  const element = h("div", { class: "contact-place" }, isClosed ? form.element : open);

  function update({ isEarlier, isLast }) {
    if (conversation.contacted === id) {
      if (element.contains(done)) return;
      const hadFocus = element.contains(element.getRootNode().activeElement);
      element.replaceChildren(done);
      if (hadFocus) done.focus();
    } else if (isEarlier || conversation.contacted) element.replaceChildren();
    else open.hidden = !isLast;
  }
  return { element, update };
}
