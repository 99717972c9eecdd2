// HTML of the help centre as nodes. It comes cleaned; here only what articles are made of is rebuilt, so that a page
// which holds the chat need not take the help centre's word for it.
const TAGS = new Set(
  "p br hr h2 h3 h4 h5 h6 ul ol li blockquote pre code strong em s mark a img table thead tbody tr th td".split(" "),
);
const KEPT = { ol: ["start"], th: ["align"], td: ["align"], img: ["alt"], a: [] };
const DROPPED = new Set(["script", "style", "template", "iframe", "object", "svg", "math"]);

/** A fragment of `html`. Addresses are relative to `base`; `onLink(url)` may take a link over by returning a listener. */
export function fromHtml(html, base = location.href, onLink = () => null) {
  const fragment = document.createDocumentFragment();
  const parsed = new DOMParser().parseFromString(html, "text/html"); // inert: runs and loads nothing
  fragment.append(...copies(parsed.body, base, onLink));
  return fragment;
}

function copies(parent, base, onLink) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
    const name = node.localName;
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(name)) return [];
    const children = copies(node, base, onLink);
    if (!TAGS.has(name)) return children;
    const copy = document.createElement(name);
    for (const attribute of KEPT[name] ?? []) {
      if (node.hasAttribute(attribute)) copy.setAttribute(attribute, node.getAttribute(attribute));
    }
    if (name === "a") link(copy, node.getAttribute("href"), base, onLink);
    if (name === "img") picture(copy, node.getAttribute("src"), base);
    copy.append(...children);
    return [copy];
  });
}

function link(element, href, base, onLink) {
  const url = address(href, base);
  if (!url || !["http:", "https:", "mailto:", "tel:"].includes(url.protocol)) return;
  element.href = url.href;
  const listener = onLink(url);
  if (listener) element.addEventListener("click", listener);
  else if (url.protocol.startsWith("http")) Object.assign(element, { target: "_blank", rel: "noopener" });
}

function picture(element, src, base) {
  const url = address(src, base);
  if (!url || !["http:", "https:"].includes(url.protocol)) return;
  element.loading = "lazy";
  element.src = url.href;
}

function address(text, base) {
  try {
    return text === null ? null : new URL(text, base);
  } catch {
    return null;
  }
}
