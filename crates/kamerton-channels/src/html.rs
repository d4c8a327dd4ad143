//! HTML turned into plain text, as messages come in exports and from APIs.

mod text;
mod walk;

pub use text::TextBuilder;
pub use walk::{Event, Tag, walk};

/// Whether the words of others inside a message count as its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Quotes stay where they are.
    Keep,
    /// `<blockquote>`, quote boxes and previews of linked pages are left out.
    LeaveOut,
}

/// What a piece of HTML says and shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The plain text.
    pub text: String,
    /// Addresses of pictures, emoji and avatars excepted.
    pub pictures: Vec<String>,
    /// Names of attached files: links of class `attachment`.
    pub files: Vec<String>,
    /// Those who are addressed: the text of elements of class `mention` or `user-mention`,
    /// without `@`.
    pub mentions: Vec<String>,
}

/// The plain text of `html`, quotes included.
pub fn to_text(html: &str) -> String {
    render(html, Quoting::Keep).text
}

/// The plain text of `html` without the words of others.
pub fn to_text_without_quotes(html: &str) -> String {
    render(html, Quoting::LeaveOut).text
}

/// Who is addressed in `html`, outside of quotes, without `@`.
pub fn mentions(html: &str) -> Vec<String> {
    render(html, Quoting::LeaveOut).mentions
}

/// The plain text of `html` and what else there is in it.
pub fn render(html: &str, quoting: Quoting) -> Rendered {
    let mut builder = TextBuilder::new(quoting);
    walk(html.as_bytes(), |event| builder.take(&event));
    builder.finish()
}
