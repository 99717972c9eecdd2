// Searching without a conversation: articles with every pause in typing, opened inside the panel.
import { fromHtml } from "./safe-html.js";
import { h, icon } from "./dom.js";

const WAIT_MS = 200;

export function createSearchView({ strings, api, openArticle, ask }) {
  const box = h("input", { type: "search", maxlength: "300", placeholder: strings.searchPlaceholder, "aria-label": strings.searchLabel, enterkeyhint: "search", autocomplete: "off" });
  const total = h("p", { class: "label", role: "status" });
  const list = h("ul", { class: "results" });
  const form = h("form", { role: "search", class: "search-box" }, icon("search"), box);
  const element = h("div", { class: "search" }, form, h("div", { class: "found" }, total, list));
  let asked = null;
  let waiting;

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    look();
  });

  async function look() {
    const query = box.value.trim();
    if (query === asked) return;
    asked = query;
    const parameters = new URLSearchParams(query ? { q: query, per_page: 10 } : { sort: "views", per_page: 10 });
    try {
      const found = await api.get(`search?${parameters}`);
      if (query === asked) show(query, found);
    } catch {
      if (query !== asked) return; // Asked anew meanwhile.
      asked = null;
      total.textContent = strings.notNow;
    }
  }

  function show(query, { hits, total: count }) {
    total.textContent = !query ? strings.popular : count ? strings.found(count) : strings.nothing;
    list.replaceChildren(...hits.map(result));
    if (query) list.append(h("li", {}, h("button", { type: "button", class: "button", click: () => ask(query) }, strings.askInstead)));
  }

  function result(hit) {
    const open = (event) => openArticle(hit, event.currentTarget);
    return h("li", {}, h("button", { type: "button", class: "result", click: open },
      h("span", { class: "card-title" }, fromHtml(hit.title_html)),
      h("span", { class: "snippet" }, fromHtml(hit.snippet_html)),
      h("span", { class: "card-trail" }, hit.breadcrumb.slice(-2).join(" › "))));
  }

  return {
    element,
    focus() {
      box.focus();
      look();
    },
  };
}
