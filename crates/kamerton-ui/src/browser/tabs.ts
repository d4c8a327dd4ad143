// Tabs that do not fit scroll sideways: the one that is open is brought into sight.
function show(): void {
  for (const here of document.querySelectorAll<HTMLElement>(".views [aria-current]")) {
    const tabs = here.parentElement;
    if (!tabs || tabs.scrollWidth <= tabs.clientWidth) continue;
    const beyond = here.offsetLeft - tabs.offsetLeft + here.offsetWidth / 2 - tabs.clientWidth / 2;
    tabs.scrollLeft = Math.max(0, beyond);
  }
}

document.addEventListener("DOMContentLoaded", show);
document.addEventListener("htmx:afterSettle", show);
