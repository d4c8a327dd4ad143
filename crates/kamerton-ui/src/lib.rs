//! What the browser loads, built into the program: script, style sheet, icons and fonts.

/// A file for browsers.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// What pages call it: `app.js`.
    pub name: &'static str,
    /// What it is called on the wire, with a hash of its content: `app-4F2A9C1B.js`.
    pub file: &'static str,
    /// Media type.
    pub kind: &'static str,
    /// Content.
    pub bytes: &'static [u8],
    /// The same by gzip, where that is worth it.
    pub gzip: Option<&'static [u8]>,
    /// The same by brotli, where that is worth it.
    pub brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The file that pages call `name`.
pub fn named(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// The file that is called `file` on the wire.
pub fn on_the_wire(file: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.file == file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_find_what_they_name() {
        for name in ["app.js", "map.js", "kamerton.css", "icons.svg", "favicon.svg"] {
            let asset = named(name).unwrap();
            assert_eq!(on_the_wire(asset.file).unwrap().name, name);
            assert!(asset.gzip.unwrap().len() < asset.bytes.len(), "{name}");
        }
        assert_eq!(ASSETS.iter().filter(|asset| asset.kind == "font/woff2").count(), 8);
    }

    /// JavaScript 150 kB, styles 40 kB, both packed; fonts 100 kB.
    #[test]
    fn a_first_load_stays_small() {
        let packed = |name| named(name).unwrap().gzip.unwrap().len();
        assert!(packed("app.js") < 60_000, "{}", packed("app.js"));
        assert!(packed("app.js") + packed("map.js") < 150_000, "{}", packed("map.js"));
        assert!(packed("map.js") < 10_000, "{}", packed("map.js"));
        let on_the_sites_page = named("chat.js").unwrap().bytes.len();
        assert!(on_the_sites_page < 15_000, "{on_the_sites_page}");
        assert!(packed("talk.js") < 10_000, "{}", packed("talk.js"));
        assert!(packed("kamerton.css") < 20_000, "{}", packed("kamerton.css"));
        let fonts = ASSETS.iter().filter(|asset| asset.kind == "font/woff2");
        assert!(fonts.map(|asset| asset.bytes.len()).sum::<usize>() < 100_000);
    }

    #[test]
    fn nothing_points_outside() {
        for asset in ASSETS.iter().filter(|asset| asset.kind.starts_with("text/css")) {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            assert!(!text.contains("http://") && !text.contains("https://"), "{}", asset.name);
        }
    }
}
