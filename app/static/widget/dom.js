// Elements: made by hand, of plain text, and of the help centre's HTML.
const ICONS = {
  close: "m6.5 6.5 11 11m0-11-11 11",
  back: "M14.5 5.5 8 12l6.5 6.5",
  next: "m9.5 5.5 6.5 6.5-6.5 6.5",
  send: "M12 19v-14m-6 6 6-6 6 6",
  remove: "M5 7h14M10 7V4.5h4V7m-7.5 0 1 12.5h9l1-12.5M10.5 11v5m3-5v5",
  search: "m16 16 4 4M4.5 11a6.5 6.5 0 1 0 13 0 6.5 6.5 0 0 0-13 0Z",
  page: "M6 4h8l4 4v12H6ZM14 4v4h4M9 13h6m-6 3.5h4",
  up: "M7.5 11v9h-3v-9Zm0 0 4-7.5a2.2 2.2 0 0 1 2.2 2.7l-.7 3.3h5a2 2 0 0 1 2 2.4l-1.3 6.5a2 2 0 0 1-2 1.6H7.5",
  away: "M13.5 4.5h6v6m0-6-8 8M10 6H5v13h13v-5",
};
const TAGS = new Set("p br hr h2 h3 h4 h5 h6 ul ol li blockquote pre code strong em s mark a img table thead tbody tr th td".split(" "));
const ATTRIBUTES = ["href", "src", "alt", "start", "align"];
const ADDRESS = /(https?:\/\/[^\s<>"'(){}[\]]+[^\s<>"'(){}[\].,!?:;])/;

let count = 0;

export const freeId = () => `b${++count}`;

/** An element. Of `properties`, functions listen and `true` is an empty attribute. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat());
  return element;
}

export const button = (className, click, ...children) => h("button", { type: "button", class: className, click }, ...children);

export function icon(name) {
  const [image, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  image.append(path);
  return image;
}

/** `text` as paragraphs, steps, lists and tables: what app/content/markdown.py writes. */
export function blocks(text) {
  const made = [];
  const within = (tag, properties) => {
    if (made.at(-1)?.localName !== tag) made.push(h(tag, properties));
    return made.at(-1);
  };
  for (const line of text.split("\n")) {
    const [, indent, number, item] = line.match(/^(\s*)(?:(\d{1,2})\.|•) +(.*)$/) ?? [];
    const last = made.at(-1);
    if (!line.trim()) made.push(null);
    else if (indent && last?.matches("ol, ul")) last.lastChild.append(h("br"), number ? `${number}. ` : "• ", ...linked(item));
    else if (item) within(number ? "ol" : "ul", { start: number }).append(h("li", {}, ...linked(item)));
    else if (line.includes(" | ")) {
      const tag = last?.localName === "table" ? "td" : "th";
      within("table").append(h("tr", {}, ...line.split(" | ").map((cell) => h(tag, {}, ...linked(cell)))));
    } else if (last?.localName === "p") last.append(h("br"), ...linked(line));
    else made.push(h("p", {}, ...linked(line)));
  }
  return made.filter(Boolean);
}

// Between the parts of a split stands what the pattern captures.
function linked(text) {
  return text.split(ADDRESS).map((part, place) => (place % 2 ? h("a", { href: part, target: "_blank", rel: "noopener" }, part) : part));
}

/** `html` as nodes, rebuilt of what articles are made of. `onLink(url)` may give a listener for a link. */
export function fromHtml(html, base, onLink) {
  const parsed = new DOMParser().parseFromString(html, "text/html"); // runs and loads nothing
  return copies(parsed.body, base, onLink);
}

function copies(parent, base, onLink) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.data];
    if (!TAGS.has(node.localName)) return [];
    const copy = h(node.localName);
    for (const name of ATTRIBUTES.filter((each) => node.hasAttribute(each))) {
      const value = node.getAttribute(name);
      if (name !== "href" && name !== "src") copy.setAttribute(name, value);
      else if (URL.canParse(value, base)) {
        const { href, protocol } = new URL(value, base);
        if (/^(https?|mailto|tel):$/.test(protocol)) copy.setAttribute(name, href);
      }
    }
    if (copy.href) {
      const listener = onLink?.(new URL(copy.href));
      if (listener) copy.addEventListener("click", listener);
      else Object.assign(copy, { target: "_blank", rel: "noopener" });
    }
    copy.append(...copies(node, base, onLink));
    return [copy];
  });
}
