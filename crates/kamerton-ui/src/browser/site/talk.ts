// The talk in its frame. The visitor is known by a secret that stays in this browser; whatever comes is
// put into the page as text and never as markup.

interface Line {
  id: string;
  theirs: boolean;
  text: string;
  at: string;
}

interface Waiting {
  id: string;
  text: string;
  at: string;
  name: string;
  email: string;
  agree: boolean;
  failed: boolean;
}

const LONGEST_WAIT = 60_000;

const root = document.querySelector<HTMLElement>("#talk");
const by = <T extends HTMLElement>(id: string) => document.querySelector<T>(`#${id}`);
const here = root?.dataset.here ?? "";
const lines = by<HTMLOListElement>("lines");
const form = by<HTMLFormElement>("write");
const text = by<HTMLTextAreaElement>("text");
const wrong = by<HTMLElement>("wrong");
const asks = by<HTMLElement>("asks");

let known: Line[] = [];
let waiting: Waiting[] = [];
let version = "";
let listening = false;
let shown = true;
let met = 0;

function letters(bytes: number): string {
  const all = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...all)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function hexadecimal(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
}

// Where the browser keeps nothing for a frame of elsewhere, the page around it is asked to.
const KEY = `kamerton-visitor ${here}`;
let secret = "";
let keeps = true;
try {
  secret = localStorage.getItem(KEY) ?? "";
} catch {
  keeps = false;
}
const framed = window.parent !== window;
// Whoever shows us in a frame is one of the sites that our own policy names.
const tell = (what: string, more = {}) => {
  if (framed) parent.postMessage({ kamerton: what, ...more }, "*");
};

function identify(): void {
  if (secret) return;
  secret = letters(32);
  try {
    localStorage.setItem(KEY, secret);
  } catch {
    tell("keep", { secret });
  }
}

function when(at: string): string {
  const date = new Date(at);
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(document.documentElement.lang, today ? time : { day: "numeric", month: "short", ...time });
}

function row(line: { id: string; theirs: boolean; text: string; at: string }, one?: Waiting): HTMLLIElement {
  const item = document.createElement("li");
  item.id = `line-${line.id}`;
  item.className = line.theirs ? "talk-theirs" : "talk-ours";
  const who = document.createElement("span");
  who.className = "meta";
  const name = line.theirs ? (root?.dataset.you ?? "") : (root?.dataset.title ?? "");
  who.textContent = `${name}, ${when(line.at)}`;
  const words = document.createElement("p");
  words.className = "said";
  words.dir = "auto";
  words.textContent = line.text;
  item.append(words, who);
  if (one?.failed) {
    who.textContent = root?.dataset.failed ?? "";
    const again = document.createElement("button");
    again.type = "button";
    again.className = "link small";
    again.textContent = root?.dataset.again ?? "";
    again.addEventListener("click", () => void send(one));
    item.append(again);
  }
  return item;
}

function draw(): void {
  if (!lines) return;
  const kept = new Set(known.map((line) => line.id));
  waiting = waiting.filter((one) => !kept.has(`v${one.id}`));
  const rows = [
    ...known.map((line) => row(line)),
    ...waiting.map((one) => row({ ...one, id: `v${one.id}`, theirs: true }, one)),
  ];
  // What stands already stays as it is: whoever listens to the page is not told everything again.
  const wanted = new Set(rows.map((one) => one.id));
  for (const old of Array.from(lines.children)) if (!wanted.has(old.id)) old.remove();
  let before: Element | null = null;
  for (const fresh of rows) {
    const old: Element | null = document.getElementById(fresh.id);
    const same = old !== null && old.textContent === fresh.textContent && old.childElementCount === fresh.childElementCount;
    const one: Element = old !== null && same ? old : fresh;
    if (old && !same) old.replaceWith(one);
    const place: Element | null = before ? before.nextElementSibling : lines.firstElementChild;
    if (place !== one) lines.insertBefore(one, place);
    before = one;
  }
  if (asks) asks.hidden = rows.length > 0;
  lines.lastElementChild?.scrollIntoView({ block: "nearest" });
  const ours = known.filter((line) => !line.theirs).length;
  if (!shown && ours > met) tell("unread", { count: ours - met });
  if (shown) met = ours;
}

const rest = (time: number) => new Promise((done) => setTimeout(done, time));

// A question for news waits at the other end until there is some.
async function listen(): Promise<void> {
  if (listening || !secret) return;
  listening = true;
  let failures = 0;
  for (;;) {
    const begun = Date.now();
    try {
      const answer = await fetch(`${here}/said?seen=${encodeURIComponent(version)}`, {
        headers: { "x-visitor": secret },
        credentials: "omit",
        cache: "no-store",
      });
      if (answer.status === 404) break;
      if (answer.status === 200) {
        const told = (await answer.json()) as { version: string; lines: Line[] };
        version = told.version;
        known = told.lines;
        draw();
        failures = 0;
        continue;
      }
      failures = answer.status === 204 ? 0 : failures + 1;
    } catch {
      failures += 1;
    }
    const quick = failures === 0 && Date.now() - begun < 5_000;
    if (failures > 0) await rest(Math.min(LONGEST_WAIT, 1_000 * 2 ** failures));
    else if (quick) await rest(5_000);
  }
  listening = false;
}

function complain(why: string, field: string): void {
  if (!wrong) return;
  wrong.textContent = why;
  wrong.hidden = why === "";
  for (const one of ["text", "email", "agree"]) by(one)?.toggleAttribute("aria-invalid", false);
  if (!why) return;
  const at = by(field) ?? text;
  at?.setAttribute("aria-invalid", "true");
  at?.setAttribute("aria-describedby", "wrong");
  at?.focus();
}

async function send(one: Waiting): Promise<void> {
  one.failed = false;
  draw();
  try {
    const answer = await fetch(here, {
      method: "POST",
      headers: { "content-type": "application/json", "x-visitor": secret },
      credentials: "omit",
      body: JSON.stringify({ id: one.id, text: one.text, name: one.name, email: one.email, agree: one.agree }),
    });
    if (answer.status === 422) {
      const said = (await answer.json()) as { field: string; why: string };
      waiting = waiting.filter((other) => other !== one);
      if (text && !text.value) text.value = one.text;
      draw();
      complain(said.why, said.field);
      return;
    }
    if (answer.status === 429) complain(root?.dataset.often ?? "", "text");
    one.failed = !answer.ok;
  } catch {
    one.failed = true;
  }
  draw();
  void listen();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text?.value.trim() ?? "";
  if (!text || !words) return;
  complain("", "");
  identify();
  const value = (id: string) => by<HTMLInputElement>(id)?.value.trim() ?? "";
  const one: Waiting = {
    id: hexadecimal(),
    text: words,
    at: new Date().toISOString(),
    name: value("name"),
    email: asks?.hidden === false ? value("email") : "",
    agree: by<HTMLInputElement>("agree")?.checked ?? false,
    failed: false,
  };
  waiting.push(one);
  text.value = "";
  void send(one);
});

// Enter sends, as everywhere where one talks; with Shift it begins a line.
text?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form?.requestSubmit();
});

const close = by<HTMLButtonElement>("close");
if (framed && close) {
  close.hidden = false;
  close.addEventListener("click", () => tell("close"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tell("close");
  });
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent) return;
    const said = event.data as { kamerton?: string; secret?: string } | null;
    if (said?.kamerton === "kept" && !secret && said.secret) {
      secret = said.secret;
      if (asks) asks.hidden = true;
      void listen();
    }
    if (said?.kamerton === "open") {
      shown = true;
      met = known.filter((line) => !line.theirs).length;
      text?.focus();
    }
    if (said?.kamerton === "closed") shown = false;
  });
}
tell("ready");
if (!keeps) tell("ask");
if (form) form.hidden = false;
if (asks) asks.hidden = secret !== "";
void listen();
