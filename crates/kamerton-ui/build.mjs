// Bundles what the browser loads: node build.mjs FOLDER
//
// Every file gets a name with a hash of its content, so that it may be kept by browsers for ever,
// and lies beside its compressed twins.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.argv[2];
const PACKED = [".js", ".css", ".svg"];
const COPIED = ["icons", "favicon", "strike"].map((name) => `src/browser/${name}.svg`);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

await build({
  entryPoints: {
    app: "src/browser/app.ts",
    // The picture on the page of the community map.
    map: "src/browser/map/map.ts",
    // What visitors of somebody's site load: the button on their page, and the talk in its frame.
    chat: "src/browser/site/button.ts",
    talk: "src/browser/site/talk.ts",
    kamerton: "src/browser/kamerton.css",
  },
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  supported: { nesting: true, "hex-rgba": true },
  outdir: folder,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
});

for (const path of COPIED) {
  const bytes = readFileSync(path);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  const ending = extname(path);
  writeFileSync(join(folder, `${basename(path, ending)}-${hash}${ending}`), bytes);
}

for (const name of readdirSync(folder)) {
  if (!PACKED.includes(extname(name))) continue;
  const bytes = readFileSync(join(folder, name));
  writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, quality));
}
