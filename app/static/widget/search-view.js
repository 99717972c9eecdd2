// Searching without a conversation: articles with every pause in typing, opened inside the panel.
import { button, fromHtml, h, icon } from "./dom.js";

const WAIT_MS = 200;

export function createSearchView({ strings, api, openArticle, ask }) {
  const box = h("input", { type: "search", maxlength: "300", placeholder: strings.searchPlaceholder, "aria-label": strings.searchLabel, enterkeyhint: "search", input: () => look(WAIT_MS) });
  const total = h("p", { class: "label", role: "status" });
  const list = h("ul");
  const form = h("form", { class: "search-box", role: "search", submit }, icon("search"), box);
  const element = h("div", { class: "search" }, form, h("div", { class: "found" }, total, list));
  let asked;
  let waiting;

  function submit(event) {
    event.preventDefault();
    look(0);
  }

  function look(wait) {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const query = box.value.trim();
      if (query === asked) return;
      asked = query;
      const found = await api.ask(`search?per_page=10&sort=${query ? "relevance" : "views"}&${new URLSearchParams({ q: query })}`).catch(() => null);
      if (query === asked) show(query, found);
    }, wait);
  }

  function show(query, found) {
    if (!found) asked = undefined;
    const hits = found?.hits ?? [];
    total.textContent = !found ? strings.notNow : !query ? strings.popular : hits.length ? strings.found(found.total) : strings.nothing;
    list.replaceChildren(...hits.map((hit) => h("li", {}, result(hit))));
    if (query) list.append(h("li", {}, button("button", () => ask(query), strings.askInstead)));
  }

  function result(hit) {
    return button("result", ({ currentTarget }) => openArticle(hit, currentTarget),
      h("b", {}, fromHtml(hit.title_html)), h("span", { class: "snippet" }, fromHtml(hit.snippet_html)), h("span", { class: "trail" }, hit.breadcrumb.slice(-2).join(" › ")));
  }

  return {
    element,
    focus() {
      box.focus();
      look(0);
    },
  };
}
