// A button on somebody's page that opens our talk in a frame. It needs nothing of that page: no style, no
// library, no evaluation; it reads nothing there and sends nothing but what the visitor writes in the frame.

const PANEL = "kamerton-chat";

const STYLE = `
:host { all: initial; position: fixed; inset: auto 16px 16px auto; z-index: 2147483000; color-scheme: light dark; }
button { font: 600 16px/1 system-ui, sans-serif; min-block-size: 48px; padding: 0 20px; border: 0; border-radius: 24px; cursor: pointer; background: #1f1d1a; color: #fbfaf7; box-shadow: 0 2px 12px rgb(0 0 0 / 25%); display: inline-flex; gap: 8px; align-items: center; }
button:focus-visible { outline: 3px solid #1f1d1a; outline-offset: 3px; }
b { min-inline-size: 22px; padding: 3px 6px; border-radius: 11px; background: #fbfaf7; color: #1f1d1a; font-size: 13px; text-align: center; box-sizing: border-box; }
iframe { display: none; position: fixed; inset: auto 16px 76px auto; inline-size: min(380px, 100vw - 32px); block-size: min(600px, 100dvh - 96px); border: 0; border-radius: 12px; background: Canvas; box-shadow: 0 6px 32px rgb(0 0 0 / 30%); }
.open iframe { display: block; }
@media (max-width: 480px) { .open iframe { inset: 0; inline-size: 100%; block-size: 100dvh; border-radius: 0; } .open button { visibility: hidden; } }
@media (prefers-color-scheme: dark) { button { background: #f3efe7; color: #1f1d1a; } b { background: #1f1d1a; color: #f3efe7; } button:focus-visible { outline-color: #f3efe7; } }
@media print { :host { display: none; } }
`;

function kept(address: string): string {
  try {
    return localStorage.getItem(`${PANEL} ${address}`) ?? "";
  } catch {
    return "";
  }
}

function keep(address: string, secret: string): void {
  try {
    localStorage.setItem(`${PANEL} ${address}`, secret);
  } catch {
    // Then the talk lasts as long as the page.
  }
}

function begin(script: HTMLScriptElement): void {
  const source = new URL(script.src, location.href);
  if (document.getElementById(PANEL) || !source.pathname.endsWith(".js")) return;
  const address = source.origin + source.pathname.slice(0, -".js".length);
  const russian = (document.documentElement.lang || navigator.language).toLowerCase().startsWith("ru");

  const host = document.createElement("div");
  host.id = PANEL;
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const box = document.createElement("div");
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  const label = document.createElement("span");
  label.textContent = script.dataset.label || (russian ? "Написать нам" : "Write to us");
  const unread = document.createElement("b");
  unread.hidden = true;
  button.append(label, unread);
  box.append(button);
  root.append(box);

  let frame: HTMLIFrameElement | undefined;
  let there = false;
  const tell = (what: string, more = {}) => {
    if (there) frame?.contentWindow?.postMessage({ kamerton: what, ...more }, source.origin);
  };

  const turn = (open: boolean) => {
    if (open && !frame) {
      // Not before it is wanted: whoever only reads the page asks us nothing more.
      frame = document.createElement("iframe");
      frame.title = label.textContent ?? "";
      frame.src = address;
      frame.referrerPolicy = "no-referrer";
      box.append(frame);
    }
    box.className = open ? "open" : "";
    button.setAttribute("aria-expanded", String(open));
    if (open) {
      unread.hidden = true;
      tell("open");
      frame?.focus();
    } else {
      tell("closed");
      button.focus();
    }
  };

  button.addEventListener("click", () => turn(box.className !== "open"));
  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== source.origin) return;
    const said = event.data as { kamerton?: string; count?: number; secret?: string } | null;
    if (said?.kamerton === "ready") {
      there = true;
      tell(box.className === "open" ? "open" : "closed");
    }
    // Some browsers keep nothing for a frame of elsewhere: then it asks this page to keep it.
    if (said?.kamerton === "ask") tell("kept", { secret: kept(address) });
    if (said?.kamerton === "keep") keep(address, String(said.secret ?? ""));
    if (said?.kamerton === "close") turn(false);
    if (said?.kamerton === "unread" && box.className !== "open") {
      unread.textContent = String(Number(said.count) || 1);
      unread.hidden = false;
    }
  });
  document.body.append(host);
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.body) begin(script);
  else document.addEventListener("DOMContentLoaded", () => begin(script));
}
