//! Conversations as scripts: who says what kind of thing to whom, how soon, how likely.

use super::lines::{Bank, brand, english, trade, trouble, usage, warm};
use super::lines::{talk, usage::THANKS};

/// Who speaks: members by letter, ours by task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A member of the cast, from 0.
    Member(u8),
    /// The community manager.
    Manager,
    /// Support.
    Support,
    /// The seller.
    Seller,
    /// The founder.
    Founder,
    /// The brand's page.
    Page,
    /// The bot.
    Bot,
    /// Nobody: a service message.
    Nobody,
}

/// Where the words come from.
#[derive(Clone, Copy, Debug)]
pub enum Say {
    /// Any of these.
    Bank(Bank),
    /// The question of the topic.
    Ask,
    /// An answer to it by a member.
    Tell,
    /// An answer to it by one of us.
    OurTell,
    /// First words of the chatter.
    Open,
    /// Further words of it.
    Reply,
}

/// How soon after the line it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Within minutes.
    Now,
    /// Within the hour.
    Soon,
    /// Some hours.
    Hours,
    /// When one of us is at work.
    Work,
    /// Next day or the one after.
    Days,
}

/// What comes with the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// Nothing.
    Words,
    /// A photo, so many times in a thousand.
    Photo(u16),
    /// A sticker, picture or voice message in place of words.
    Instead,
    /// The words are somebody else's.
    Forward,
    /// Soon deleted.
    Short,
}

/// One line of a script.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Who.
    pub who: Who,
    /// What.
    pub say: Say,
    /// Which line it answers.
    pub to: Option<u8>,
    /// How soon.
    pub pace: Pace,
    /// How likely, in a thousand.
    pub chance: u16,
    /// What comes with it.
    pub with: With,
    /// Light-hearted: smiles may be added, others react.
    pub light: bool,
}

impl Line {
    const fn to(mut self, line: u8) -> Self {
        self.to = Some(line);
        self
    }

    const fn at(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    const fn maybe(mut self, per_mille: u16) -> Self {
        self.chance = per_mille;
        self
    }

    const fn photo(mut self, per_mille: u16) -> Self {
        self.with = With::Photo(per_mille);
        self
    }

    const fn with(mut self, with: With) -> Self {
        self.with = with;
        self
    }

    const fn grave(mut self) -> Self {
        self.light = false;
        self
    }
}

const fn line(who: Who, say: Say) -> Line {
    let (with, pace) = (With::Words, Pace::Soon);
    Line { who, say, to: None, pace, chance: 1_000, with, light: true }
}

const A: Who = Who::Member(0);
const B: Who = Who::Member(1);
const C: Who = Who::Member(2);
const D: Who = Who::Member(3);

/// Which people suit a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suits {
    /// Regulars.
    Regulars,
    /// Somebody who writes seldom begins; regulars go on.
    SeldomFirst,
    /// Somebody who writes seldom begins; those who love the brand go on.
    Promoters,
}

/// A conversation.
#[derive(Debug)]
pub struct Script {
    /// Titles of a thread of it; those of the topic where empty.
    pub titles: Bank,
    /// Who plays in it.
    pub suits: Suits,
    /// In English.
    pub english: bool,
    /// What is said. At most [`MOST_LINES`].
    pub lines: &'static [Line],
}

impl Script {
    /// How many members speak in it.
    pub fn members(&self) -> usize {
        let speaks = self.lines.iter().filter_map(|line| match line.who {
            Who::Member(member) => Some(usize::from(member) + 1),
            _ => None,
        });
        speaks.max().unwrap_or(0)
    }
}

/// The most lines a script has.
pub const MOST_LINES: usize = 10;

const fn script(titles: Bank, suits: Suits, lines: &'static [Line]) -> Script {
    assert!(lines.len() <= MOST_LINES);
    Script { titles, suits, english: false, lines }
}

const fn in_english(mut script: Script) -> Script {
    script.english = true;
    script
}

use Pace::{Days, Hours, Now, Work};
use Say::{Ask, Open, OurTell, Reply, Tell};
use Suits::{Promoters, Regulars, SeldomFirst};

const BUYING: Bank = &["Выбор: {p} или {x}", "Что взять, {p}?", "Стоит ли брать {p4}"];
const JOY: Bank = &["{p}: первые впечатления", "{p} дома", "{p} и утро"];
const STORIES: Bank =
    &["Моя история с {p5}", "Как {p} к нам {=приехал|приехала}", "Хвастаюсь: {p}"];
const WOES: Bank = &["Проблема с {p5}", "{p} не работает", "Заказ {order}"];
const WISHES: Bank = &["Идея про {p4}", "Предложение"];
const LETTERS: Bank = &["Заказ {order}", "Вопрос по заказу {order}", "{p}, заказ {order}"];
const MEETING: Bank = &["Встреча: {e}"];

/// A question, helped by a member, confirmed by us.
pub const HELPED: Script = script(
    &[],
    SeldomFirst,
    &[
        line(A, Ask).grave(),
        line(B, Tell).to(0),
        line(C, Say::Bank(usage::SECOND)).to(1).maybe(330),
        line(A, Say::Bank(usage::DETAIL)).to(1).maybe(200),
        line(B, Tell).to(3),
        line(A, Say::Bank(THANKS)).to(1).maybe(640),
        line(Who::Manager, Say::Bank(usage::CONFIRM)).to(1).at(Work).maybe(480),
    ],
);

/// A question, answered by us.
pub const SUPPORTED: Script = script(
    &[],
    SeldomFirst,
    &[
        line(A, Ask).grave(),
        line(Who::Support, OurTell).to(0).at(Work),
        line(A, Say::Bank(THANKS)).to(1).maybe(700),
    ],
);

/// A question that stays alone.
pub const UNANSWERED: Script = script(&[], SeldomFirst, &[line(A, Ask).grave()]);

/// What to buy: promoters recommend.
pub const ADVICE: Script = script(
    BUYING,
    Promoters,
    &[
        line(A, Say::Bank(warm::ASK_ADVICE)).grave(),
        line(B, Say::Bank(warm::RECOMMEND)).to(0),
        line(C, Say::Bank(warm::RECOMMEND)).to(0).maybe(420),
        line(A, Say::Bank(warm::CONVINCED)).to(1).maybe(700),
        line(Who::Seller, Say::Bank(trade::SELLER_ANSWER)).to(0).at(Work).maybe(350),
    ],
);

/// What to buy: nobody answers.
pub const ADVICE_ALONE: Script =
    script(BUYING, SeldomFirst, &[line(A, Say::Bank(warm::ASK_ADVICE)).grave()]);

/// Wants to buy, and the seller is there.
pub const SALE: Script = script(
    BUYING,
    SeldomFirst,
    &[
        line(A, Say::Bank(trade::INTENT)).grave(),
        line(Who::Seller, Say::Bank(trade::SELLER_ANSWER)).to(0).at(Work),
        line(A, Say::Bank(trade::DEAL)).to(1).maybe(720),
    ],
);

/// Wants to buy, and nobody is there.
pub const SALE_MISSED: Script =
    script(BUYING, SeldomFirst, &[line(A, Say::Bank(trade::INTENT)).grave()]);

/// A firework.
pub const DELIGHTED: Script = script(
    JOY,
    Regulars,
    &[
        line(A, Say::Bank(warm::DELIGHT)).photo(550),
        line(B, Say::Bank(warm::ADMIRE)).to(0),
        line(C, Say::Bank(warm::ADMIRE)).to(0).maybe(420),
        line(Who::Manager, Say::Bank(warm::OUR_JOY)).to(0).at(Work).maybe(550),
    ],
);

/// A photo with the product.
pub const PICTURED: Script = script(
    JOY,
    Regulars,
    &[
        line(A, Say::Bank(warm::PHOTO)).photo(1_000),
        line(B, Say::Bank(warm::ADMIRE)).to(0).maybe(800),
        line(C, Say::Bank(warm::ADMIRE)).to(0).maybe(250),
    ],
);

/// An own story.
pub const TOLD: Script = script(
    STORIES,
    Regulars,
    &[
        line(A, Say::Bank(warm::STORY)).photo(800),
        line(B, Say::Bank(warm::ADMIRE)).to(0),
        line(C, Say::Bank(warm::ADMIRE)).to(0).maybe(500),
        line(Who::Manager, Say::Bank(warm::OUR_JOY)).to(0).at(Work).maybe(600),
    ],
);

/// A story nobody of us has answered yet.
pub const TOLD_LATELY: Script = script(
    STORIES,
    Regulars,
    &[line(A, Say::Bank(warm::STORY)).photo(1_000), line(B, Say::Bank(warm::ADMIRE)).to(0)],
);

/// Chat of this and that.
pub const CHAT: Script = script(
    &[],
    Regulars,
    &[
        line(A, Open),
        line(B, Reply).to(0).at(Now),
        line(C, Reply).at(Now).maybe(750),
        line(A, Say::Bank(talk::FILLER)).to(1).at(Now).maybe(300),
        line(D, Reply).to(0).maybe(550),
        line(B, Say::Bank(talk::FILLER)).at(Now).maybe(200),
        line(C, Reply).to(4).at(Now).maybe(250),
        line(D, Say::Bank(talk::FILLER)).to(2).at(Now).maybe(150),
    ],
);

/// Owners talk of what they have.
pub const OWNERS: Script = script(
    JOY,
    Regulars,
    &[
        line(A, Say::Bank(warm::OWNERS_TALK)),
        line(B, Say::Bank(warm::OWNERS_TALK)).to(0).maybe(350),
        line(C, Say::Bank(talk::FILLER)).to(0).maybe(500),
    ],
);

/// An idea.
pub const PROPOSED: Script = script(
    WISHES,
    Regulars,
    &[
        line(A, Say::Bank(warm::IDEA)),
        line(B, Say::Bank(warm::IDEA_ECHO)).to(0).maybe(800),
        line(C, Say::Bank(warm::IDEA_ECHO)).to(0).maybe(350),
        line(Who::Founder, Say::Bank(warm::OUR_IDEA)).to(0).at(Work).maybe(650),
    ],
);

/// Thanks to us.
pub const GRATEFUL: Script = script(
    &["Спасибо!"],
    SeldomFirst,
    &[
        line(A, Say::Bank(warm::THANK_US)),
        line(Who::Manager, Say::Bank(warm::OUR_JOY)).to(0).at(Work).maybe(500),
    ],
);

/// A complaint that ends well.
pub const SOLVED: Script = script(
    WOES,
    SeldomFirst,
    &[
        line(A, Say::Bank(trouble::COMPLAINT)).grave(),
        line(Who::Support, Say::Bank(trouble::OUR_SORRY)).to(0).at(Work).grave(),
        line(A, Say::Bank(trouble::SETTLED)).to(1).at(Days),
    ],
);

/// A complaint that does not.
pub const UNSOLVED: Script = script(
    WOES,
    SeldomFirst,
    &[
        line(A, Say::Bank(trouble::COMPLAINT)).grave(),
        line(Who::Support, Say::Bank(trouble::OUR_SORRY)).to(0).at(Work).maybe(400).grave(),
        line(A, Say::Bank(trouble::STILL_ANGRY)).to(0).at(Days).maybe(600).grave(),
    ],
);

/// A complaint nobody has answered.
pub const COMPLAINED: Script =
    script(WOES, SeldomFirst, &[line(A, Say::Bank(trouble::COMPLAINT)).grave()]);

/// A reproach, and one who defends us.
pub const DEFENDED: Script = script(
    WOES,
    Promoters,
    &[
        line(A, Say::Bank(trouble::NEGATIVE)).grave(),
        line(B, Say::Bank(trouble::DEFENCE)).to(0).grave(),
        line(C, Say::Bank(trouble::DEFENCE)).to(0).maybe(250).grave(),
        line(Who::Manager, Say::Bank(trouble::OUR_SORRY)).to(0).at(Work).maybe(400).grave(),
    ],
);

/// A reproach that becomes a quarrel.
pub const QUARRELLED: Script = script(
    WOES,
    Promoters,
    &[
        line(A, Say::Bank(trouble::NEGATIVE)).grave(),
        line(B, Say::Bank(trouble::DEFENCE)).to(0).grave(),
        line(A, Say::Bank(trouble::QUARREL)).to(1).at(Now).grave(),
        line(B, Say::Bank(trouble::QUARREL)).to(2).at(Now).maybe(500).grave(),
        line(Who::Manager, Say::Bank(trouble::CALM)).to(2).at(Work).grave(),
    ],
);

/// Something a human should read.
pub const CONFIDED: Script = script(
    &["Не про кофе"],
    SeldomFirst,
    &[
        line(A, Say::Bank(trouble::SENSITIVE)).grave(),
        line(B, Say::Bank(trouble::COMFORT)).to(0).grave(),
        line(C, Say::Bank(trouble::COMFORT)).to(0).grave(),
    ],
);

/// Advertising; it is deleted soon.
pub const SPAMMED: Script = script(
    &["Заработок"],
    SeldomFirst,
    &[line(A, Say::Bank(trouble::SPAM)).grave().with(With::Short)],
);

/// A newcomer says hello and is welcomed.
pub const WELCOMED: Script = script(
    &["Знакомимся"],
    Regulars,
    &[
        line(A, Say::Bank(talk::HELLO)),
        line(B, Say::Bank(talk::WELCOME)).to(0).at(Now),
        line(Who::Manager, Say::Bank(talk::WELCOME)).to(0).at(Work).maybe(500),
    ],
);

/// A newcomer says hello into silence.
pub const UNWELCOMED: Script =
    script(&["Знакомимся"], Regulars, &[line(A, Say::Bank(talk::HELLO))]);

/// A fresh buyer tells of it.
pub const BOUGHT: Script = script(
    JOY,
    Regulars,
    &[
        line(A, Say::Bank(warm::BOUGHT)),
        line(B, Say::Bank(warm::ADMIRE)).to(0).maybe(800),
        line(Who::Manager, Say::Bank(warm::OUR_JOY)).to(0).at(Work).maybe(350),
    ],
);

/// A letter to support.
pub const LETTER: Script = script(
    LETTERS,
    SeldomFirst,
    &[
        line(A, Say::Bank(trade::LETTER)).grave(),
        line(Who::Support, Say::Bank(trade::LETTER_ANSWER)).to(0).at(Work).maybe(930).grave(),
        line(A, Say::Bank(THANKS)).to(1).at(Hours).maybe(450),
    ],
);

/// An invitation to a meeting.
pub const INVITED: Script = script(
    MEETING,
    Regulars,
    &[
        line(Who::Manager, Say::Bank(brand::INVITE)),
        line(A, Say::Bank(brand::COMING)).to(0),
        line(B, Say::Bank(brand::COMING)).to(0).at(Hours),
        line(C, Say::Bank(brand::COMING)).to(0).at(Hours).maybe(800),
        line(D, Say::Bank(brand::COMING)).to(0).at(Hours).maybe(600),
    ],
);

/// After a meeting.
pub const MET: Script = script(
    MEETING,
    Regulars,
    &[
        line(A, Say::Bank(brand::AFTER)).photo(850),
        line(B, Say::Bank(warm::ADMIRE)).to(0),
        line(C, Say::Bank(brand::AFTER)).at(Hours).photo(500).maybe(500),
        line(Who::Manager, Say::Bank(warm::OUR_JOY)).to(0).at(Hours).maybe(700),
    ],
);

/// A post of the brand on its wall.
pub const POSTED: Script =
    script(&[], Regulars, &[line(Who::Page, Say::Bank(brand::POSTS)).photo(700)]);

/// Something the platform says.
pub const SERVICE: Script =
    script(&[], Regulars, &[line(Who::Nobody, Say::Bank(brand::SERVICE)).grave()]);

/// The bot greets who has joined.
pub const GREETED: Script =
    script(&[], Regulars, &[line(Who::Bot, Say::Bank(brand::BOT_HELLO)).grave()]);

/// A foreign post is passed on.
pub const FORWARDED: Script = script(
    &["Новости"],
    Regulars,
    &[
        line(A, Say::Bank(brand::FORWARDED)).grave().with(With::Forward),
        line(B, Say::Bank(talk::FILLER)).to(0).maybe(700),
        line(C, Say::Bank(talk::FILLER)).to(0).maybe(300),
    ],
);

/// A sticker or picture without words.
pub const WORDLESS: Script =
    script(&["Просто так"], Regulars, &[line(A, Say::Bank(&[""])).grave().with(With::Instead)]);

/// Chat in English.
pub const ENGLISH_CHAT: Script = in_english(script(
    &[],
    Regulars,
    &[line(A, Open).grave(), line(B, Reply).to(0), line(C, Reply).to(0).maybe(600)],
));

/// A question in English.
pub const ENGLISH_HELP: Script = in_english(script(
    &["Question about {lp}"],
    SeldomFirst,
    &[
        line(A, Say::Bank(english::ASK)).grave(),
        line(B, Say::Bank(english::TELL)).to(0).grave(),
        line(A, Say::Bank(english::THANKS)).to(1).maybe(750).grave(),
    ],
));

/// Delight in English.
pub const ENGLISH_JOY: Script = in_english(script(
    &["My {lp}"],
    SeldomFirst,
    &[line(A, Say::Bank(english::DELIGHT)).photo(500).grave()],
));

/// A wish to buy in English.
pub const ENGLISH_SALE: Script = in_english(script(
    &["Buying {lp}"],
    SeldomFirst,
    &[line(A, Say::Bank(english::INTENT)).grave()],
));

/// The everyday life of the community: how often each conversation comes up by itself.
pub const EVERYDAY: &[(u32, &Script)] = &[
    (600, &CHAT),
    (52, &WORDLESS),
    (46, &HELPED),
    (74, &SUPPORTED),
    (9, &UNANSWERED),
    (8, &ADVICE),
    (4, &ADVICE_ALONE),
    (34, &SALE),
    (5, &SALE_MISSED),
    (8, &OWNERS),
    (3, &PICTURED),
    (2, &TOLD),
    (6, &PROPOSED),
    (12, &GRATEFUL),
    (9, &DEFENDED),
    (3, &QUARRELLED),
    (6, &SOLVED),
    (4, &UNSOLVED),
    (1, &COMPLAINED),
    (1, &CONFIDED),
    (2, &SPAMMED),
    (75, &LETTER),
    (7, &FORWARDED),
    (24, &ENGLISH_CHAT),
    (16, &ENGLISH_HELP),
    (2, &ENGLISH_JOY),
    (4, &ENGLISH_SALE),
];
