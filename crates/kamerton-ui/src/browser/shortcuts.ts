// Single keys, by their place on the keyboard and not by the letter on it: «о» is J. They are off
// while one types and can be switched off for good (WCAG 2.1.4).
import { openPalette } from "./palette";
import { lastToast } from "./toast";

const on = () => document.documentElement.dataset.shortcuts !== "off";

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest?.("input, textarea, select, [contenteditable], dialog[open]");
}

function rows(): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>("[data-row]"));
}

function current(): HTMLElement | undefined {
  return rows().find((row) => row.contains(document.activeElement));
}

function step(by: number): void {
  const all = rows();
  if (all.length === 0) return;
  const here = current();
  const at = here ? all.indexOf(here) + by : by > 0 ? 0 : all.length - 1;
  all[Math.max(0, Math.min(at, all.length - 1))].querySelector<HTMLElement>("a, button")?.focus();
}

function press(name: string): boolean {
  const button = current()?.querySelector<HTMLElement>(`[data-key="${name}"]`);
  button?.click();
  return !!button;
}

function follow(code: string): boolean {
  const link = document.querySelector<HTMLElement>(`[data-go="${code}"]`);
  link?.click();
  return !!link;
}

function undo(): boolean {
  const button = lastToast()?.querySelector<HTMLElement>("button");
  button?.click();
  return !!button;
}

// When G was pressed, and not when a busy page has come to it.
let afterG = -Infinity;

const KEYS: Record<string, (event: KeyboardEvent) => boolean | void> = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyE: () => press("done"),
  KeyH: () => press("later"),
  KeyU: undo,
  Slash: openPalette,
  KeyG: (event) => {
    afterG = event.timeStamp;
  },
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || isTyping(event.target)) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.code === "KeyZ" && !event.shiftKey && undo()) event.preventDefault();
    return;
  }
  if (!on()) return;
  if (event.code === "Slash" && event.shiftKey) {
    document.querySelector<HTMLDialogElement>("#keys")?.showModal();
    event.preventDefault();
    return;
  }
  if (event.shiftKey) return;
  if (event.timeStamp - afterG < 1_500) {
    afterG = -Infinity;
    if (follow(event.code)) event.preventDefault();
    return;
  }
  const act = KEYS[event.code];
  if (act && act(event) !== false) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const opener = (event.target as HTMLElement).closest<HTMLElement>("[data-opens]");
  if (!opener) return;
  event.preventDefault();
  document.querySelector<HTMLDialogElement>(opener.dataset.opens ?? "")?.showModal();
});
