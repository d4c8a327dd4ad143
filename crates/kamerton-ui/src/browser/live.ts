// Open pages hear what has changed and show it without being loaded again: `data-live="facts steps"`
// on an element with an id names what it shows. What one reads, has typed into or points at stays as
// it is until one is done with it.
import htmx from "htmx.org";

// Many changes in a row are shown in one go.
const PACE = 3_000;
// Whoever has scrolled so far down reads what would move.
const READING = -200;

const stale = new Set<string>();
let source: EventSource | undefined;
let timer = 0;
let pointed = 0;

const pieces = () => Array.from(document.querySelectorAll<HTMLElement>("[data-live][id]"));

function hear(word?: string): void {
  pieces()
    .filter((piece) => !word || piece.dataset.live?.split(" ").includes(word))
    .forEach((piece) => stale.add(piece.id));
  if (!timer) void refresh();
}

// What was typed and not sent yet is nowhere else.
function isEdited(place: ParentNode): boolean {
  return Array.from(place.querySelectorAll("input, textarea, select")).some((field) => {
    if (field instanceof HTMLSelectElement) {
      const first = Array.from(field.options).findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(first, 0);
    }
    const input = field as HTMLInputElement;
    return input.value !== input.defaultValue || input.checked !== input.defaultChecked;
  });
}

function isInUse(piece: HTMLElement): boolean {
  const selection = window.getSelection();
  return (
    piece.contains(document.activeElement) ||
    isEdited(piece) ||
    piece.querySelector("details[open]") !== null ||
    (selection?.type === "Range" && piece.contains(selection.anchorNode)) ||
    (piece.matches(":hover") && Date.now() - pointed < PACE) ||
    piece.getBoundingClientRect().top < READING
  );
}

// Asks for the page once, whatever has changed on it.
async function refresh(): Promise<void> {
  timer = window.setTimeout(() => {
    timer = 0;
    if (stale.size > 0) void refresh();
  }, PACE);
  const ready = pieces().filter((piece) => stale.has(piece.id) && !isInUse(piece));
  if (ready.length === 0) return;
  ready.forEach((piece) => stale.delete(piece.id));
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected || isAnother(fresh)) return turn();
    ready.forEach((piece) => replace(piece, fresh.getElementById(piece.id)));
  } catch {
    // The connection is gone: when it comes back, everything is asked for.
  }
}

// Pieces have come or gone: the page was empty, or of somebody who is part of another now.
function isAnother(fresh: Document): boolean {
  const ids = (page: Document) =>
    Array.from(page.querySelectorAll("[data-live][id]"), (piece) => piece.id).sort().join();
  return ids(document) !== ids(fresh);
}

function turn(): void {
  if (!isEdited(document)) location.reload();
}

function replace(piece: HTMLElement, fresh: HTMLElement | null): void {
  if (isInUse(piece) || !fresh) return;
  const adopted = document.adoptNode(fresh);
  piece.replaceWith(adopted);
  htmx.process(adopted);
}

// A page that nobody sees keeps no connection open: browsers have only a few of them.
function listen(): void {
  if (document.hidden || source || pieces().length === 0) return;
  let isFirst = true;
  source = new EventSource("/live");
  source.addEventListener("open", () => {
    if (!isFirst) hear();
    isFirst = false;
  });
  for (const word of ["facts", "people", "places", "steps", "imports", "channels"]) {
    source.addEventListener(word, () => hear(word));
  }
  source.addEventListener("missed", () => hear());
}

function rest(): void {
  source?.close();
  source = undefined;
}

document.addEventListener("pointermove", () => (pointed = Date.now()), { passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return rest();
  listen();
  hear();
});
listen();
