//! The running text of a message, put together from tags and texts.

use super::{Event, Quoting, Rendered, Tag};

/// Puts text together as tags go by. White space is folded as a browser does it, except in
/// `<pre>`; elements of their own line are put on their own line.
#[derive(Debug)]
pub struct TextBuilder {
    quoting: Quoting,
    spacing: Spacing,
    rendered: Rendered,
    breaks: usize,
    space: bool,
    preformatted: usize,
    left_out: Option<LeftOut>,
    mention: Option<usize>,
    file: Option<usize>,
}

/// What becomes of white space outside of `<pre>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spacing {
    Folded,
    Kept,
}

/// An element whose content is passed over, until its end tag.
#[derive(Debug)]
struct LeftOut {
    name: String,
    depth: usize,
}

impl TextBuilder {
    /// An empty text.
    pub fn new(quoting: Quoting) -> Self {
        Self {
            quoting,
            spacing: Spacing::Folded,
            rendered: Rendered::default(),
            breaks: 0,
            space: false,
            preformatted: 0,
            left_out: None,
            mention: None,
            file: None,
        }
    }

    /// An empty text that keeps white space as it is: for sources whose only line ends are
    /// `<br>`, and where spaces are the writer's own.
    pub fn keeping_space() -> Self {
        Self { spacing: Spacing::Kept, ..Self::new(Quoting::Keep) }
    }

    /// Takes in the next event of a walk.
    pub fn take(&mut self, event: &Event<'_>) {
        if self.passes_over(event) {
            return;
        }
        match event {
            Event::Open(tag) => self.open(tag),
            Event::Close(name) => self.close(name),
            Event::Text(text) if self.preformatted > 0 || self.spacing == Spacing::Kept => {
                self.verbatim(text);
            }
            Event::Text(text) => self.words(text),
        }
    }

    /// The text so far, and an empty builder for the next one.
    pub fn finish(&mut self) -> Rendered {
        let empty = Self { spacing: self.spacing, ..Self::new(self.quoting) };
        let rendered = std::mem::replace(self, empty).rendered;
        Rendered { text: clean(rendered.text), ..rendered }
    }

    /// Whether the event lies inside an element that is left out, or ends it.
    fn passes_over(&mut self, event: &Event<'_>) -> bool {
        let Some(left_out) = &mut self.left_out else {
            return false;
        };
        match event {
            Event::Open(tag) if tag.name() == left_out.name => left_out.depth += 1,
            Event::Close(name) if *name == left_out.name => left_out.depth -= 1,
            _ => {}
        }
        if left_out.depth == 0 {
            self.left_out = None;
        }
        true
    }

    fn open(&mut self, tag: &Tag) {
        if self.is_left_out(tag) {
            self.break_line();
            // The page is another's, the link to it the writer's own.
            self.verbatim(tag.attribute("data-onebox-src"));
            self.break_line();
            self.left_out = Some(LeftOut { name: tag.name().to_owned(), depth: 1 });
            return;
        }
        match tag.name() {
            "br" if self.spacing == Spacing::Kept => self.verbatim("\n"),
            "br" => self.breaks += 1,
            "img" => self.picture(tag),
            "pre" => {
                self.break_line();
                self.preformatted += 1;
            }
            "td" | "th" => self.space = true,
            name if is_block(name) => self.break_line(),
            _ => {}
        }
        if tag.has_class("mention") || tag.has_class("user-mention") {
            self.mention = Some(self.rendered.text.len());
        }
        if tag.has_class("attachment") {
            self.file = Some(self.rendered.text.len());
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" | "span" => self.close_link(),
            "pre" => {
                self.break_line();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            name if is_block(name) => self.break_line(),
            _ => {}
        }
    }

    fn close_link(&mut self) {
        let since = |start: usize| self.rendered.text.get(start..).unwrap_or_default().trim();
        let mention =
            self.mention.take().map(|start| since(start).trim_start_matches('@').to_owned());
        let file = self.file.take().map(|start| since(start).to_owned());
        self.rendered.mentions.extend(mention.filter(|name| !name.is_empty()));
        self.rendered.files.extend(file.filter(|name| !name.is_empty()));
    }

    fn is_left_out(&self, tag: &Tag) -> bool {
        match tag.name() {
            "script" | "style" | "template" | "title" | "svg" => true,
            // The caption of an enlarged picture: file name and size.
            "div" => tag.has_class("meta"),
            "blockquote" => self.quoting == Quoting::LeaveOut,
            "aside" => {
                let of_others = tag.has_class("quote") || tag.has_class("onebox");
                self.quoting == Quoting::LeaveOut && of_others
            }
            _ => false,
        }
    }

    fn picture(&mut self, tag: &Tag) {
        if tag.attribute("class").contains("emoji") {
            let alt = Some(tag.attribute("alt")).filter(|alt| !alt.is_empty());
            return self.verbatim(alt.unwrap_or(tag.attribute("title")));
        }
        let address = tag.attribute("src");
        if !tag.has_class("avatar") && !address.is_empty() {
            self.rendered.pictures.push(address.to_owned());
        }
    }

    fn words(&mut self, text: &str) {
        let mut pieces = text.split([' ', '\t', '\n', '\r', '\x0C']);
        if let Some(first) = pieces.next() {
            self.verbatim(first);
        }
        for piece in pieces {
            self.space = true;
            self.verbatim(piece);
        }
    }

    fn verbatim(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let own = &mut self.rendered.text;
        if self.breaks > 0 {
            let begun = self.spacing == Spacing::Kept && own.ends_with('\n');
            if !own.is_empty() && !begun && text != "\n" {
                // One empty line at most: a text is not made longer by empty elements.
                own.extend(std::iter::repeat_n('\n', self.breaks.min(2)));
            }
        } else if self.space && !own.is_empty() && !own.ends_with(char::is_whitespace) {
            own.push(' ');
        }
        (self.breaks, self.space) = (0, false);
        own.push_str(text);
    }

    fn break_line(&mut self) {
        self.breaks = self.breaks.max(1);
    }
}

/// Trimmed, and free of NUL, which PostgreSQL takes in no text.
fn clean(text: String) -> String {
    let text = if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text };
    let trimmed = text.trim();
    if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "li"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "tr"
            | "table"
            | "blockquote"
            | "aside"
            | "article"
            | "section"
            | "header"
            | "footer"
            | "hr"
            | "dl"
            | "dt"
            | "dd"
            | "details"
            | "summary"
            | "figure"
            | "figcaption"
    )
}

#[cfg(test)]
mod tests {
    use crate::html::{
        Quoting, TextBuilder, mentions, render, to_text, to_text_without_quotes, walk,
    };

    fn check(html: &str, text: &str) {
        assert_eq!(to_text(html), text, "{html}");
    }

    #[test]
    fn lines_and_words() {
        check("<p>One  two\n three</p>\n<p>four<br>five</p>", "One two three\nfour\nfive");
        check("a<br><br><br>b", "a\n\nb");
        check("<ul><li>a<li>b</ul>c", "a\nb\nc");
        check(" a <b> b</b> , c", "a b , c");
        check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
        check("&lt;b&gt; &amp;amp; &#128512; &nbsp;x", "<b> &amp; 😀 \u{A0}x");
        check("", "");
        check("x\0y", "x\u{FFFD}y");
    }

    #[test]
    fn white_space_can_be_kept() {
        let mut builder = TextBuilder::keeping_space();
        walk(b"\na  b<br><br><br> c<pre>d</pre>e\n ", |event| builder.take(&event));
        assert_eq!(builder.finish().text, "a  b\n\n\n c\nd\ne");
    }

    #[test]
    fn code_keeps_its_shape() {
        check(
            "see<pre><code>if a:\n    b  = 1\n</code></pre>done",
            "see\nif a:\n    b  = 1\n\ndone",
        );
        check("<p>a <code>x  y</code></p>", "a x y");
    }

    #[test]
    fn what_is_not_said_is_left_out() {
        check("a<script>var b = '<p>c</p>'</script><style>d</style>e", "a\ne");
        check("a<script>b", "a");
    }

    #[test]
    fn emoji_are_text_and_pictures_are_not() {
        let html = r#"<p>Hi <img class="emoji" alt=":smile:" src="s.png"> <img src="cat.jpg" alt="cat">
            <img class="avatar" src="a.png"><a class="attachment" href="/f">log.txt</a></p>"#;
        let rendered = render(html, Quoting::Keep);
        assert_eq!(rendered.text, "Hi :smile: log.txt");
        assert_eq!(rendered.pictures, ["cat.jpg"]);
        assert_eq!(rendered.files, ["log.txt"]);
    }

    #[test]
    fn quotes_of_others_are_left_out() {
        let html = r#"<aside class="quote" data-username="x"><div class="title">x:</div>
            <aside class="quote">y</aside><blockquote>their words</blockquote></aside><p>mine</p>
            <blockquote>theirs <blockquote>deeper</blockquote> still</blockquote>and mine"#;
        assert_eq!(to_text_without_quotes(html), "mine\nand mine");
        assert!(to_text(html).contains("their words"));
        assert_eq!(to_text_without_quotes("a<blockquote>b"), "a");
    }

    #[test]
    fn those_addressed_are_named() {
        let html = r#"<a class="mention" href="/u/a">@a_b</a> and <span class="user-mention">@C D</span>
            <blockquote><a class="mention">@no</a></blockquote>"#;
        assert_eq!(mentions(html), ["a_b", "C D"]);
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = "<blockquote><pre><div>".repeat(100_000);
        assert_eq!(to_text_without_quotes(&deep), "");
        assert_eq!(to_text(&format!("{deep}x")), "x");
    }
}
