// Shows a password while one looks at it.
document.addEventListener("click", (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-shows]");
  const field = button && document.querySelector<HTMLInputElement>(button.dataset.shows ?? "");
  if (!button || !field) return;
  const hidden = field.type === "password";
  field.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
});
