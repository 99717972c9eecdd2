// The plain text of replies as paragraphs, steps, lists and tables: what app/content/markdown.py makes of an article.
import { h } from "./dom.js";

const STEP = /^\s*(\d{1,2})\. +(.*)$/;
const ITEM = /^\s*• +(.*)$/;
const ADDRESS = /https?:\/\/[^\s<>"'(){}[\]]+[^\s<>"'(){}[\].,!?:;]/g;

/** Block elements that show `text`. */
export function blocks(text) {
  const made = [];
  for (const line of text.split("\n")) {
    const last = made.at(-1);
    const step = line.match(STEP);
    const item = line.match(ITEM);
    if (!line.trim()) made.push(null);
    else if (step) listOf("ol", last, made, { start: step[1] }).append(h("li", {}, ...inline(step[2])));
    else if (item && last?.localName === "ol" && line.startsWith(" ")) last.lastElementChild.append(h("ul", {}, h("li", {}, ...inline(item[1]))));
    else if (item) listOf("ul", last, made).append(h("li", {}, ...inline(item[1])));
    else if (line.includes(" | ")) row(line, last, made);
    else if (last?.localName === "p") last.append(h("br"), ...inline(line));
    else made.push(h("p", {}, ...inline(line)));
  }
  return made.filter(Boolean).map((element) => (element.localName === "table" ? h("div", { class: "scroll", tabindex: "0" }, element) : element));
}

function listOf(tag, last, made, properties) {
  if (last?.localName === tag) return last;
  made.push(h(tag, properties));
  return made.at(-1);
}

// The first row of a table names its columns.
function row(line, last, made) {
  const isFirst = last?.localName !== "table";
  const cells = line.split(" | ").map((cell) => h(isFirst ? "th" : "td", isFirst ? { scope: "col" } : {}, ...inline(cell)));
  listOf("table", last, made).append(h("tr", {}, ...cells));
}

function inline(text) {
  const parts = [];
  let end = 0;
  for (const { 0: url, index } of text.matchAll(ADDRESS)) {
    parts.push(text.slice(end, index), h("a", { href: url, target: "_blank", rel: "noopener" }, url));
    end = index + url.length;
  }
  return [...parts, text.slice(end)];
}
