// The palette: Ctrl K finds commands, pages and people, on whichever keyboard one types.
import { meanings } from "./layout";

const WAIT = 120;

const dialog = () => document.querySelector<HTMLDialogElement>("#palette");
const input = () => document.querySelector<HTMLInputElement>("#palette-input");
const list = () => document.querySelector<HTMLElement>("#palette-list");
const options = () =>
  Array.from(document.querySelectorAll<HTMLElement>("#palette-list li:not([hidden]) > [role=option]"));

let timer = 0;
let chosen = 0;
let asked: AbortController | undefined;

export function openPalette(): void {
  const box = dialog();
  if (!box || box.open) return;
  box.showModal();
  const field = input();
  if (field) {
    field.value = "";
    field.focus();
  }
  narrow();
}

function narrow(): void {
  const wanted = meanings(input()?.value ?? "");
  document.querySelectorAll<HTMLElement>("#palette-list li[data-found]").forEach((one) => one.remove());
  document.querySelectorAll<HTMLElement>("#palette-list li").forEach((one) => {
    const shown = (one.dataset.words ?? one.textContent ?? "").replaceAll("\u00a0", " ");
    const text = shown.toLowerCase().replaceAll("ё", "е");
    one.hidden = wanted.length > 0 && !wanted.some((part) => text.includes(part));
  });
  choose(0);
  window.clearTimeout(timer);
  asked?.abort();
  if (wanted.length > 0 && wanted[0].length > 1) timer = window.setTimeout(() => ask(wanted), WAIT);
}

// People are asked for by the text as typed and as it would read on the other keyboard.
async function ask(wanted: string[]): Promise<void> {
  const source = dialog()?.dataset.source;
  if (!source) return;
  asked = new AbortController();
  const query = new URLSearchParams(wanted.map((part) => ["q", part]));
  try {
    const answer = await fetch(`${source}?${query}`, { signal: asked.signal });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    list()?.append(...Array.from(found.querySelectorAll("li"), (one) => document.adoptNode(one)));
    choose(chosen);
  } catch {
    // Another letter was typed meanwhile: its answer comes.
  }
}

function choose(at: number): void {
  const all = options();
  chosen = Math.max(0, Math.min(at, all.length - 1));
  all.forEach((one, number) => {
    one.setAttribute("aria-selected", String(number === chosen));
    if (!one.id) one.id = `palette-${number}-${Math.random().toString(36).slice(2, 8)}`;
    if (number === chosen) {
      input()?.setAttribute("aria-activedescendant", one.id);
      one.scrollIntoView({ block: "nearest" });
    }
  });
  const nothing = document.querySelector<HTMLElement>("#palette-nothing");
  if (nothing) nothing.hidden = all.length > 0;
}

function run(option: HTMLElement | undefined): void {
  if (!option) return;
  dialog()?.close();
  option.click();
}

document.addEventListener("input", (event) => {
  if (event.target === input()) narrow();
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyK") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.target !== input() || event.isComposing) return;
  if (event.code === "ArrowDown") choose(chosen + 1);
  else if (event.code === "ArrowUp") choose(chosen - 1);
  else if (event.code === "Enter") run(options()[chosen]);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  if (target.closest("[data-opens-palette]")) {
    event.preventDefault();
    openPalette();
  }
  // A click beside the box falls on the dialog itself.
  if (target === dialog()) dialog()?.close();
});
