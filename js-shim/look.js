// The common parts of the keeper's window and of the tab's dialog and bar: colours, buttons, and how elements are made.

const STYLE = `
:host{all:initial;color-scheme:light dark;
  --back:#fbfcfd;--ink:#16202b;--soft:#566472;--line:#dde3e9;--accent:#0b6e75;--on:#fff;--bad:#b3261e}
@media(prefers-color-scheme:dark){:host{
  --back:#12181e;--ink:#e9eef3;--soft:#9aa8b5;--line:#2b3640;--accent:#5cc8cf;--on:#06282b;--bad:#ff9c92}}
*{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
main,dialog,aside{background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif;
  overflow-wrap:anywhere;text-wrap:balance}
h1{font-size:21px;font-weight:600;line-height:1.25;outline:none}
p{color:var(--soft)}
p:empty{display:none}
.detail{font-size:12px;margin-top:6px}
.buttons{display:flex;flex-wrap:wrap;gap:10px}
button{flex:1 1 auto;min-height:40px;padding:8px 16px;border:1px solid var(--accent);border-radius:8px;
  background:transparent;color:var(--accent);font:inherit;font-weight:600;cursor:pointer}
button:hover{text-decoration:underline;text-underline-offset:3px}
.main{background:var(--accent);color:var(--on)}
button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

const SVG = ["svg", "circle", "path"];

/** An element with its attributes and children. It parses no HTML, so a page with Trusted Types can have it. */
export function element(name, attributes = {}, ...children) {
  const made = SVG.includes(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A button that calls `act`. */
export function button(name, act, attributes = {}) {
  const made = element("button", { type: "button", name, ...attributes });
  made.addEventListener("click", act);
  return made;
}

/** Writes only a text that differs, because a live region speaks at every write. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Puts the children at the end of `root`, in a shadow that no style of the page reaches. */
export function mount(root, style, attributes, ...children) {
  const host = element("div", attributes);
  const shadow = host.attachShadow({ mode: "open" });
  // Constructed sheets need no file beside this one, and no page's style-src refuses them.
  shadow.adoptedStyleSheets = [STYLE, style].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  shadow.append(...children);
  root.append(host);
  return { host, shadow };
}
