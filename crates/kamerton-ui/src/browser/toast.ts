// The message that says what happened, with the way back. It stays ten seconds, and as long as the
// pointer or the focus is on it.
const SHOWN = 10_000;

function watch(toast: HTMLElement): void {
  let timer = window.setTimeout(close, SHOWN);
  const hold = () => window.clearTimeout(timer);
  const release = () => {
    hold();
    timer = window.setTimeout(close, SHOWN);
  };
  function close(): void {
    toast.remove();
  }
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", release);
  toast.dataset.watched = "";
}

export function lastToast(): HTMLElement | null {
  return document.querySelector<HTMLElement>("#toasts .toast");
}

function watchAll(): void {
  document.querySelectorAll<HTMLElement>("#toasts .toast:not([data-watched])").forEach(watch);
}

document.addEventListener("DOMContentLoaded", watchAll);
document.addEventListener("htmx:afterSettle", watchAll);
document.addEventListener("htmx:oobAfterSwap", watchAll);
