// Files that are handed over: their names before they are sent, and how far the sending is. Without
// this the form posts them all the same.
const size = (files: FileList) => [...files].reduce((sum, file) => sum + file.size, 0);
const MOST = 4 * 2 ** 30;

document.addEventListener("change", (event) => {
  const input = event.target as HTMLInputElement;
  const form = input.closest<HTMLFormElement>("[data-uploads]");
  if (!form || !input.files) return;
  const names = [...input.files].slice(0, 5).map((file) => file.name);
  const more = input.files.length > 5 ? ` + ${input.files.length - 5}` : "";
  const tooLarge = size(input.files) > MOST;
  input.setCustomValidity(tooLarge ? (form.dataset.most ?? "") : "");
  if (tooLarge) input.reportValidity();
  form.querySelector("[data-chosen]")!.textContent = names.join(", ") + more;
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = (event.target as HTMLElement).closest?.("[data-uploads]");
    form?.classList.toggle("drop-over", kind === "dragover");
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches("[data-uploads]")) return;
  event.preventDefault();
  const button = form.querySelector("button")!;
  const shown = form.querySelector<HTMLElement>(".drop-progress")!;
  const again = () => ([button.disabled, shown.hidden] = [false, true]);
  const request = new XMLHttpRequest();
  request.upload.onprogress = ({ loaded, total }) => {
    const percent = Math.floor((loaded * 100) / Math.max(total, 1));
    shown.querySelector("progress")!.value = percent;
    shown.querySelector("[data-percent]")!.textContent = String(percent);
  };
  request.onload = () => {
    const place = request.getResponseHeader("hx-redirect");
    if (place) return location.assign(place);
    again();
    // A refusal comes as a message.
    document.querySelector("#toasts")!.innerHTML = request.responseText;
  };
  request.onerror = again;
  request.open("POST", form.action);
  request.setRequestHeader("hx-request", "true");
  request.send(new FormData(form));
  button.disabled = true;
  shown.hidden = false;
});
