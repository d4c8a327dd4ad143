//! What a phrase of the lists means for the rules.

/// The meaning of a phrase: a cue for the rules, or a tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// A cue.
    Cue(Cue),
    /// A tone from -100 to 100.
    Tone(i8),
}

impl Sense {
    /// Reads the name of a section: a cue's name or a signed number.
    pub fn parse(name: &str) -> Option<Self> {
        if let Ok(tone) = name.parse() {
            return Some(Self::Tone(tone));
        }
        Cue::ALL.iter().find(|(known, _)| *known == name).map(|(_, cue)| Self::Cue(*cue))
    }
}

macro_rules! cues {
    ($($(#[$doc:meta])* $cue:ident = $name:literal,)*) => {
        /// A hint that a rule weighs with others.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Cue {
            $($(#[$doc])* $cue,)*
        }

        impl Cue {
            /// All cues by the names of their sections.
            const ALL: &[(&str, Self)] = &[$(($name, Self::$cue),)*];
        }
    };
}

cues! {
    /// An interrogative word or turn.
    Asking = "asking",
    /// Asks for help or an answer by itself, question mark or not.
    Request = "request",
    /// A question only in form.
    Rhetorical = "rhetorical",
    /// Announces or invites to something.
    Announce = "announce",
    /// Thanks.
    Thanks = "thanks",
    /// Thanks that are none: refused, ironic, in advance.
    NoThanks = "no thanks",
    /// Strong praise.
    Praise = "praise",
    /// Praise that is a firework by itself.
    Firework = "firework",
    /// Takes strong words back: conditional, comparing, ironic.
    NoPraise = "no praise",
    /// The brand's thing without its name: "the service", "your shop".
    Thing = "thing",
    /// What shops and services are reproached for.
    Shop = "shop",
    /// The brand's own thing pointed at: "your chat", "this course".
    OurThing = "our thing",
    /// An event.
    Event = "event",
    /// Addresses the brand: "you", "your".
    Us = "us",
    /// Advises to others.
    Recommend = "recommend",
    /// To take, to try: what one does with a product that was advised.
    Take = "take",
    /// Advice of another sort.
    NoRecommend = "no recommend",
    /// Uses or used the product.
    Using = "using",
    /// Bought or owns the product.
    Bought = "bought",
    /// Buying by others, or only wished or asked.
    NotBought = "not bought",
    /// Signs of having the thing: "at my place", "mine".
    Mine = "mine",
    /// Speaks of oneself.
    Self_ = "self",
    /// Proposes or made something for the product.
    CoCreate = "co-create",
    /// Proposes, perhaps for somebody else's work.
    CoCreateMaybe = "co-create maybe",
    /// A complaint by itself.
    Complaint = "complaint",
    /// A complaint if it is about us.
    Reproach = "reproach",
    /// A failure that is a complaint only towards somebody.
    Failure = "failure",
    /// Looks like a complaint and is none.
    NoComplaint = "no complaint",
    /// Insults or accuses a person.
    Conflict = "conflict",
    /// A bad name; an insult when somebody is addressed.
    BadName = "bad name",
    /// Looks like a quarrel and is none.
    NoConflict = "no conflict",
    /// Addresses the other person.
    You = "you",
    /// A negative judgement of a thing.
    Negative = "negative",
    /// Looks negative and is not.
    NoNegative = "no negative",
    /// Takes the brand's side.
    Defence = "defence",
    /// Wants to buy.
    Purchase = "purchase",
    /// Wants to buy if it is ours that is talked of.
    PurchaseMaybe = "purchase maybe",
    /// Wants something for oneself.
    Wish = "wish",
    /// Buying that is not from us.
    NoPurchase = "no purchase",
    /// Tells an own experience.
    Story = "story",
    /// An obscene insult.
    Toxic = "toxic",
    /// An obscene word, emotion or insult.
    Obscene = "obscene",
    /// Advertising by itself.
    Spam = "spam",
    /// Half of an advertisement.
    SpamHalf = "spam half",
    /// A quarter of one.
    SpamQuarter = "spam quarter",
    /// Speaks for a real conversation.
    NoSpam = "no spam",
    /// Death, illness, trouble.
    Sensitive = "sensitive",
    /// Trouble if it is about a person close to the author.
    SensitiveMaybe = "sensitive maybe",
    /// Family and other close people.
    Family = "family",
    /// Not trouble: machines, figures of speech.
    NoSensitive = "no sensitive",
    /// Greets.
    Greeting = "greeting",
    /// Introduces oneself.
    Introduction = "introduction",
    /// Confirms.
    Confirms = "confirms",
    /// Confirmation that goes on to doubt.
    NoConfirms = "no confirms",
    /// Instructs.
    Instruct = "instruct",
    /// Instructs if it is not about oneself.
    InstructMaybe = "instruct maybe",
    /// Doubt, chat, no answer of substance.
    NoHelp = "no help",
    /// An opinion: an answer only if it instructs.
    Opinion = "opinion",
    /// A catastrophe: no ordinary question of use.
    Catastrophe = "catastrophe",
    /// An error, a failure: the talk is of a fault, not of owning or enjoying.
    Trouble = "trouble",
    /// "My", "our": points at the next noun and no further.
    Possessive = "possessive",
    /// A word that ends what "my" points at.
    Joint = "joint",
    /// A thing of ours that whoever has it calls theirs, without its name: "my order".
    Owned = "owned",
    /// Used it, in a form that a third person shares: counts with "I" beside it.
    Used = "used",
    /// Asks for something to read, or for others' habits, in the words of a how-to question.
    NoHowTo = "no how to",
    /// Tells what a thing can do, has or is for.
    Property = "property",
    /// Shows a picture of something: "here is", "look at".
    Showing = "showing",
    /// Asks how a thing is done with what one has, beyond doubt.
    HowToDo = "how to do",
    /// Judges a thing: an opinion, a comparison, an experience.
    Judging = "judging",
    /// Asks how a thing is used.
    HowTo = "how to",
    /// Looks like having a thing and is none: "my opinion", "my code".
    NotMine = "not mine",
    /// A thing that one can own, without its name.
    Ware = "ware",
    /// Asks for help or speaks of others' work, though it is worded as a proposal.
    NoCoCreate = "no co-create",
    /// Not a picture of the thing: a screenshot, a log.
    NoPicture = "no picture",
    /// Turns the next words round.
    Negator = "negator",
    /// Ends in negation but does not negate.
    NoNegator = "no negator",
    /// Makes the next words stronger.
    Stronger = "stronger",
    /// Makes the next words weaker.
    Weaker = "weaker",
    /// Says the contrary.
    Irony = "irony",
    /// Laughter.
    Laugh = "laugh",
    /// What comes before counts less.
    But = "but",
    /// A word of Russian, for telling languages apart.
    Russian = "russian",
    /// A word of English.
    English = "english",
}
