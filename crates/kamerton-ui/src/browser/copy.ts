// Copies the words one begins with. Where the browser does not let a page write to the clipboard
// (plain HTTP on another machine), they are selected for copying by hand.
document.addEventListener("click", async (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-copies]");
  const source = button && document.querySelector<HTMLElement>(button.dataset.copies ?? "");
  if (!button || !source) return;
  try {
    // What one has written into a field is what is to be copied.
    const text = source instanceof HTMLTextAreaElement ? source.value : source.textContent;
    await navigator.clipboard.writeText(text ?? "");
    const before = button.textContent;
    button.textContent = button.dataset.copied ?? before;
    window.setTimeout(() => (button.textContent = before), 2_000);
  } catch {
    if (source instanceof HTMLTextAreaElement) source.select();
    else window.getSelection()?.selectAllChildren(source);
  }
});
