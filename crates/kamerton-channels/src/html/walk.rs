//! Walks over the tags and texts of HTML without building a tree: nothing recurses, so that no
//! depth of nesting can do harm, and broken HTML gives the tokens a browser would see.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// What a walk meets.
#[derive(Debug)]
pub enum Event<'a> {
    /// A start tag with its attributes.
    Open(&'a Tag),
    /// The name of an end tag.
    Close(&'a str),
    /// Characters between tags, entities decoded.
    Text(&'a str),
}

/// A start tag.
#[derive(Debug, Default)]
pub struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    used: usize,
}

impl Tag {
    /// The name in lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of an attribute; empty when it has none or is absent.
    pub fn attribute(&self, name: &str) -> &str {
        let attributes = self.attributes.iter().take(self.used);
        attributes.into_iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// Whether `class` is among the classes.
    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").split_ascii_whitespace().any(|own| own == class)
    }

    /// Whether an element of this name has no content and no end tag.
    pub fn is_void(&self) -> bool {
        matches!(
            self.name.as_str(),
            "area"
                | "base"
                | "br"
                | "col"
                | "embed"
                | "hr"
                | "img"
                | "input"
                | "link"
                | "meta"
                | "source"
                | "track"
                | "wbr"
        )
    }

    fn begin(&mut self, name: &[u8]) {
        self.name.clear();
        self.name.push_str(&text(name));
        self.used = 0;
    }

    /// Strings of earlier tags are used again: a page has hundreds of thousands of attributes.
    fn add_attribute(&mut self, name: &[u8]) {
        if self.used == self.attributes.len() {
            self.attributes.push(Default::default());
        }
        if let Some((own, value)) = self.attributes.get_mut(self.used) {
            own.clear();
            own.push_str(&text(name));
            value.clear();
        }
        self.used += 1;
    }

    fn set_value(&mut self, bytes: &[u8]) {
        let last = self.used.checked_sub(1).and_then(|at| self.attributes.get_mut(at));
        if let Some((_, value)) = last {
            value.push_str(&text(bytes));
        }
    }
}

/// Calls `visit` for each tag and text, in order.
pub fn walk(html: &[u8], mut visit: impl FnMut(Event<'_>)) {
    let mut tag = Tag::default();
    let mut open = false;
    let mut emitter =
        CallbackEmitter::new(move |event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    tag.begin(name);
                    open = true;
                }
                CallbackEvent::AttributeName { name } if open => tag.add_attribute(name),
                CallbackEvent::AttributeValue { value } if open => tag.set_value(value),
                CallbackEvent::CloseStartTag { .. } => {
                    open = false;
                    visit(Event::Open(&tag));
                }
                CallbackEvent::EndTag { name } => visit(Event::Close(&text(name))),
                CallbackEvent::String { value } => visit(Event::Text(&text(value))),
                _ => {}
            }
            None
        });
    // So that `<script>` and `<style>` are read as a browser does, `if (a<b)` included.
    emitter.naively_switch_states(true);
    // The reader is memory and cannot fail.
    let _ = Tokenizer::new_with_emitter(html, emitter).finish();
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(html: &str) -> String {
        let mut seen = String::new();
        walk(html.as_bytes(), |event| match event {
            Event::Open(tag) => {
                seen += &format!("<{} {}|{}>", tag.name(), tag.attribute("id"), tag.has_class("b"));
            }
            Event::Close(name) => seen += &format!("</{name}>"),
            Event::Text(text) => seen += text,
        });
        seen
    }

    #[test]
    fn tags_and_texts_come_in_order() {
        let html = r#"<DIV id="x&amp;y" class="a b">1 &lt; 2<br/></DIV id="z"><p class=bb>"#;
        assert_eq!(seen(html), "<div x&y|true>1 < 2<br |false></div><p |false>");
    }

    #[test]
    fn attributes_of_an_earlier_tag_are_gone() {
        assert_eq!(seen(r#"<i id=1 class=b><i>"#), "<i 1|true><i |false>");
    }

    #[test]
    fn scripts_hide_their_tags() {
        assert_eq!(
            seen("<script>if (a<b) '<div>'</script>x"),
            "<script |false>if (a<b) '<div>'</script>x"
        );
    }
}
