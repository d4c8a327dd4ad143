// The program from outside the browser: its command line, and events as other programs hand them in.
import { execFileSync } from "node:child_process";
import { given } from "./browser.mjs";

/** Runs the command line on the data that are served, and gives what it prints as JSON. */
export function kamerton(...words) {
  const said = execFileSync(given.program, [...words, "--data", given.data, "--json"], { encoding: "utf8" });
  return JSON.parse(said);
}

/** Hands events in with a token of its own; the brand is named where there are several. */
export async function hand(events, ...brand) {
  const { token } = kamerton("token", "add", "shop", "--scope", "events:write", ...brand);
  const answer = await fetch(`${given.address}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ events }),
  });
  if (!answer.ok) throw new Error(`events are answered with ${answer.status}: ${await answer.text()}`);
}
