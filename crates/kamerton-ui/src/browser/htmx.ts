// htmx under a strict policy: nothing is evaluated, no style is written into the page, no other
// origin is asked.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  scrollBehavior: "auto",
  // A form that was refused comes back with what is wrong in it.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "...", swap: false, error: true },
  ],
});

// Whoever was signed out meanwhile, or met an error, sees the page that says so.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent).detail;
  if (xhr.status === 401) location.assign("/sign-in");
  else location.reload();
});
