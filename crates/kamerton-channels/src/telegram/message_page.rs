//! One message of an exported page, taken apart by the classes of its elements.

use kamerton_core::fact::{Attachment, AttachmentKind, ReactionCount};

use super::chat::{named_account, without_bot};
use crate::html::{Event, Tag, TextBuilder, walk};

/// What stands in the element of one message.
#[derive(Debug, Default)]
pub(super) struct PageMessage {
    /// The element's id: `message4711`.
    pub(super) element: String,
    pub(super) service: bool,
    /// Whether it continues the message before it and leaves out the author.
    pub(super) joined: bool,
    pub(super) date: String,
    pub(super) from: String,
    pub(super) text: String,
    pub(super) reply_to: Option<i64>,
    pub(super) forwarded_from: Option<String>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) reactions: Vec<ReactionCount>,
    /// Whether the element was closed; else the page is cut off inside it.
    pub(super) closed: bool,
}

impl PageMessage {
    /// The message's number; negative for date separators.
    pub(super) fn id(&self) -> Option<i64> {
        self.element.strip_prefix("message")?.parse().ok()
    }
}

/// Reads a piece of a page that begins with a message element.
pub(super) fn page_message(piece: &[u8]) -> PageMessage {
    let mut reader = Reader::default();
    let (opening, rest) = without_picture(piece);
    walk(opening, |event| reader.take(&event));
    walk(rest, |event| reader.take(&event));
    reader.message
}

/// Most messages begin with the same long block of the sender's picture, a third of the page: it
/// is stepped over. The element's own tag and what follows the block are given back.
fn without_picture(piece: &[u8]) -> (&[u8], &[u8]) {
    let whole = (piece, &[][..]);
    let Some(opening) = memchr::memchr(b'>', piece).map(|at| at + 1) else { return whole };
    let (opening, rest) = piece.split_at(opening);
    let picture = b"<div class=\"pull_left userpic_wrap\">";
    if !rest.trim_ascii_start().starts_with(picture) {
        return whole;
    }
    match memchr::memmem::find(rest, b"<div class=\"body\">") {
        Some(body) => (opening, rest.get(body..).unwrap_or_default()),
        None => whole,
    }
}

/// The title of the chat in the head of a page, and whether it is a page of an export at all.
pub(super) fn page_title(head: &[u8]) -> Option<String> {
    let mut reader = Reader { in_head: true, ..Reader::default() };
    walk(head, |event| reader.take(&event));
    reader.is_page.then_some(reader.title)
}

/// What the characters at hand belong to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Text,
    ServiceText,
    From,
    ForwardedFrom,
    ReplyTo,
    MediaTitle,
    Question,
    Emoji,
    Count,
    PageTitle,
}

/// A part that is open, and how deep in elements of its own name it began.
#[derive(Clone, Copy, Debug)]
struct Open {
    part: Part,
    is_span: bool,
    depth: usize,
}

#[derive(Default)]
struct Reader {
    message: PageMessage,
    in_head: bool,
    is_page: bool,
    title: String,
    in_header: bool,
    divs: usize,
    spans: usize,
    open: Option<Open>,
    /// Depth of spans inside a name that are no part of it: a date, `via @bot`.
    aside: Option<usize>,
    forwarded: Option<usize>,
    reaction: Option<(usize, ReactionCount)>,
    scratch: String,
    text: Option<TextBuilder>,
}

impl Reader {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Open(tag) => self.start(tag, event),
            Event::Close(name) => self.end(name, event),
            Event::Text(text) => match self.open {
                Some(Open { part: Part::Text, .. }) => self.continue_text(event),
                Some(_) if self.aside.is_none() => self.scratch.push_str(text),
                _ => {}
            },
        }
    }

    fn start(&mut self, tag: &Tag, event: &Event<'_>) {
        let is_span = tag.name() == "span";
        match tag.name() {
            "div" => self.divs += 1,
            "span" => self.spans += 1,
            _ => {}
        }
        match self.open {
            Some(Open { part: Part::Text, .. }) => self.continue_text(event),
            Some(Open { part: Part::ReplyTo, .. }) if tag.name() == "a" => {
                self.message.reply_to = reply_target(tag.attribute("href"));
            }
            Some(Open { part: Part::ServiceText, .. }) if tag.name() == "br" => {
                self.scratch.push('\n');
            }
            Some(_) if is_span && self.aside.is_none() => self.aside = Some(self.spans),
            Some(_) => {}
            None if self.in_head => self.start_in_head(tag),
            None => self.classify(tag, is_span),
        }
    }

    fn start_in_head(&mut self, tag: &Tag) {
        self.is_page |= tag.has_class("page_wrap") || tag.has_class("chat_page");
        self.in_header |= tag.has_class("page_header");
        if self.in_header && tag.has_class("text") && self.title.is_empty() {
            self.begin(Part::PageTitle, false);
        }
    }

    fn begin(&mut self, part: Part, is_span: bool) {
        self.scratch.clear();
        let depth = if is_span { self.spans } else { self.divs };
        self.open = Some(Open { part, is_span, depth });
    }

    /// Decides by its classes what an element outside of any known part is.
    fn classify(&mut self, tag: &Tag, is_span: bool) {
        let class = tag.attribute("class");
        if self.divs == 1 && self.message.element.is_empty() && !is_span {
            self.message.element = tag.attribute("id").to_owned();
            self.message.service = tag.has_class("service");
            self.message.joined = tag.has_class("joined");
            return;
        }
        if self.reaction.is_some() {
            self.classify_in_reaction(tag, is_span);
        }
        if is_span && tag.has_class("reaction") {
            let empty = ReactionCount { emoji: String::new(), count: 0, accounts: Vec::new() };
            self.reaction = Some((self.spans, empty));
        }
        for class in class.split_ascii_whitespace() {
            if let Some(kind) = attachment_kind(class) {
                self.message.attachments.push(Attachment {
                    kind,
                    name: None,
                    ..Attachment::default()
                });
            }
        }
        if tag.name() == "div" {
            self.classify_block(tag);
        }
    }

    fn classify_block(&mut self, tag: &Tag) {
        let mut classes = tag.attribute("class").split_ascii_whitespace();
        match classes.next().unwrap_or_default() {
            "body" if self.message.service && tag.has_class("details") => {
                self.begin(Part::ServiceText, false);
            }
            "pull_right" if tag.has_class("date") && self.message.date.is_empty() => {
                self.message.date.push_str(tag.attribute("title"));
            }
            "from_name" if self.forwarded.is_some() => self.begin(Part::ForwardedFrom, false),
            "from_name" => self.begin(Part::From, false),
            "forwarded" if tag.has_class("body") => {
                self.forwarded = Some(self.divs);
                self.message.forwarded_from.get_or_insert_default();
            }
            // In a forwarded box it says where the message was put (a topic), not what it answers.
            "reply_to" if self.forwarded.is_none() => self.begin(Part::ReplyTo, false),
            "text" => self.begin_text(),
            "title" => self.begin(Part::MediaTitle, false),
            "question" => self.begin(Part::Question, false),
            _ => {}
        }
    }

    fn classify_in_reaction(&mut self, tag: &Tag, is_span: bool) {
        if let (Some((_, reaction)), Some(account)) =
            (&mut self.reaction, named_account(tag.attribute("title")))
        {
            reaction.accounts.push(account);
        }
        if is_span && tag.has_class("emoji") {
            self.begin(Part::Emoji, true);
        } else if is_span && tag.has_class("count") {
            self.begin(Part::Count, true);
        }
    }

    fn begin_text(&mut self) {
        self.begin(Part::Text, false);
        self.text = Some(TextBuilder::keeping_space());
    }

    fn continue_text(&mut self, event: &Event<'_>) {
        if let Some(text) = &mut self.text {
            text.take(event);
        }
    }

    fn end(&mut self, name: &str, event: &Event<'_>) {
        let depth = match name {
            "div" => &mut self.divs,
            "span" => &mut self.spans,
            _ => return self.continue_text_in_part(event),
        };
        let ended = *depth;
        *depth = depth.saturating_sub(1);
        let is_span = name == "span";
        match self.open {
            Some(open) if open.is_span == is_span && ended <= open.depth => self.finish(open.part),
            _ => self.continue_text_in_part(event),
        }
        if is_span {
            self.aside = self.aside.filter(|aside| ended > *aside);
            self.end_reaction(ended);
        } else {
            self.forwarded = self.forwarded.filter(|forwarded| ended > *forwarded);
            self.message.closed |= ended == 1;
            self.in_header &= self.in_head && ended > 1;
        }
    }

    fn continue_text_in_part(&mut self, event: &Event<'_>) {
        if matches!(self.open, Some(Open { part: Part::Text, .. })) {
            self.continue_text(event);
        }
    }

    fn end_reaction(&mut self, ended: usize) {
        if self.reaction.as_ref().is_none_or(|(depth, _)| ended > *depth) {
            return;
        }
        if let Some((_, mut reaction)) = self.reaction.take() {
            let named = u32::try_from(reaction.accounts.len()).unwrap_or(u32::MAX);
            reaction.count = reaction.count.max(named).max(1);
            if reaction.emoji.is_empty() {
                reaction.emoji = "custom_emoji".to_owned();
            }
            self.message.reactions.push(reaction);
        }
    }

    fn finish(&mut self, part: Part) {
        self.open = None;
        self.aside = None;
        let words = || self.scratch.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        match part {
            Part::Text => self.finish_text(),
            Part::ServiceText => self.message.text = self.scratch.trim().replace('\0', "\u{FFFD}"),
            Part::From => self.message.from = without_bot(&words()).to_owned(),
            Part::ForwardedFrom => {
                self.message.forwarded_from = Some(without_bot(&words()).to_owned());
            }
            Part::ReplyTo => {}
            Part::MediaTitle => self.name_attachment(words()),
            Part::Question => self.name_poll(words()),
            Part::Emoji => self.set_emoji(words()),
            Part::Count => self.set_count(&words()),
            Part::PageTitle => self.title = words(),
        }
    }

    /// A message may hold its own text and, in a box, the forwarded one.
    fn finish_text(&mut self) {
        let Some(text) = self.text.take().map(|mut builder| builder.finish().text) else {
            return;
        };
        if !self.message.text.is_empty() && !text.is_empty() {
            self.message.text.push('\n');
        }
        self.message.text.push_str(&text);
    }

    /// The title of a medium is a file's name, or a word for the kind of medium.
    fn name_attachment(&mut self, title: String) {
        let Some(attachment) = self.message.attachments.last_mut() else {
            return;
        };
        match attachment.kind {
            AttachmentKind::Photo | AttachmentKind::Video => {
                attachment.kind = kind_of_word(&title).unwrap_or(attachment.kind);
            }
            AttachmentKind::File | AttachmentKind::Audio | AttachmentKind::Contact => {
                attachment.name = Some(title).filter(|title| !title.is_empty());
            }
            _ => {}
        }
    }

    fn name_poll(&mut self, question: String) {
        if let Some(attachment) = self.message.attachments.last_mut() {
            attachment.name = Some(question).filter(|question| !question.is_empty());
        }
    }

    fn set_emoji(&mut self, emoji: String) {
        if let Some((_, reaction)) = &mut self.reaction {
            reaction.emoji = emoji;
        }
    }

    fn set_count(&mut self, count: &str) {
        if let Some((_, reaction)) = &mut self.reaction {
            reaction.count = count.parse().unwrap_or(0);
        }
    }
}

/// `messages3.html#go_to_message123` answers message 123 of this chat; a link into another folder
/// or to the web answers one elsewhere.
fn reply_target(href: &str) -> Option<i64> {
    let (file, target) = href.split_once("#go_to_message")?;
    if file.contains('/') {
        return None;
    }
    target.parse().ok().filter(|id| *id > 0)
}

fn attachment_kind(class: &str) -> Option<AttachmentKind> {
    Some(match class {
        "media_photo" | "photo_wrap" => AttachmentKind::Photo,
        "media_video" | "video_file_wrap" | "media_video_message" => AttachmentKind::Video,
        "media_voice_message" => AttachmentKind::Voice,
        "media_audio_file" => AttachmentKind::Audio,
        "sticker_wrap" | "media_sticker" => AttachmentKind::Sticker,
        "animated_wrap" | "media_animation" => AttachmentKind::Animation,
        "media_poll" => AttachmentKind::Poll,
        "media_location" | "media_live_location" | "media_venue" => AttachmentKind::Location,
        "media_contact" => AttachmentKind::Contact,
        "media_file" | "media_game" | "media_invoice" | "media_call" => AttachmentKind::File,
        _ => return None,
    })
}

fn kind_of_word(title: &str) -> Option<AttachmentKind> {
    Some(match title.to_lowercase().as_str() {
        "sticker" | "стикер" => AttachmentKind::Sticker,
        "animation" | "gif" | "анимация" => AttachmentKind::Animation,
        "video file" | "video message" | "видео" | "видеосообщение" => {
            AttachmentKind::Video
        }
        _ => return None,
    })
}
