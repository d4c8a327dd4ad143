//! What a plain question is about, so that whoever answers it can begin with the answer.
//!
//! It only chooses words for us to begin with. Nothing of it is stored, so it is none of what
//! [`VERSION`](crate::VERSION) counts.

use crate::tokens::Words;

/// What somebody wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// How to order.
    Order,
    /// Where to buy.
    Buy,
    /// Whether it can be had, or when.
    Stock,
    /// What it costs.
    Price,
    /// How to pay.
    Payment,
    /// Where to, how and when it is sent.
    Delivery,
    /// When we are there.
    Hours,
    /// Where we are.
    Way,
    /// Warranty, repair, return.
    Guarantee,
    /// How something is done.
    HowTo,
    /// What to choose.
    Choice,
}

impl Matter {
    /// The word it is called by in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Buy => "buy",
            Self::Stock => "stock",
            Self::Price => "price",
            Self::Payment => "payment",
            Self::Delivery => "delivery",
            Self::Hours => "hours",
            Self::Way => "way",
            Self::Guarantee => "guarantee",
            Self::HowTo => "how_to",
            Self::Choice => "choice",
        }
    }
}

/// Turns that name a matter, in the order in which it is answered. A word with a star is the beginning
/// of one.
const TURNS: [(Matter, &[&str]); 10] = [
    (
        Matter::Order,
        &[
            "как заказ*",
            "где заказ*",
            "можно заказать",
            "как оформ*",
            "как купить",
            "как можно купить",
            "как приобрести",
            "how to order",
            "how do i order",
            "how do we order",
            "how can i order",
            "how to buy",
            "how do i buy",
            "how can i buy",
            "place an order",
        ],
    ),
    (
        Matter::Buy,
        &[
            "где купить",
            "где можно купить",
            "где приобрести",
            "где прода*",
            "где взять",
            "where to buy",
            "where can i buy",
            "where do i buy",
        ],
    ),
    (
        Matter::Stock,
        &[
            "в наличии",
            "наличие",
            "в продаже",
            "в продажу",
            "когда появ*",
            "когда снова",
            "когда завез*",
            "еще остал*",
            "in stock",
            "available",
            "availability",
            "sold out",
        ],
    ),
    (
        Matter::Price,
        &[
            "сколько стоит",
            "сколько стоят",
            "сколько будет стоить",
            "сколько это стоит",
            "почем",
            "цена",
            "цену",
            "цены",
            "стоимость",
            "стоимости",
            "скидк*",
            "прайс*",
            "how much is",
            "how much are",
            "how much does",
            "how much for",
            "how much would",
            "price",
            "prices",
            "cost",
            "costs",
            "discount*",
        ],
    ),
    (
        Matter::Payment,
        &[
            "оплат*",
            "оплач*",
            "платить",
            "заплатить",
            "картой",
            "наличны*",
            "рассрочк*",
            "по счету",
            "pay",
            "payment*",
            "by card",
            "invoice",
        ],
    ),
    (
        Matter::Delivery,
        &[
            "доставк*",
            "доставл*",
            "доставит*",
            "доставят",
            "самовывоз*",
            "забрать",
            "курьер*",
            "когда отправ*",
            "отправляете",
            "отправите",
            "трек номер*",
            "когда придет",
            "когда приедет",
            "deliver*",
            "ship",
            "ships",
            "shipping",
            "shipped",
            "pick up",
            "pick it up",
            "tracking",
        ],
    ),
    (
        Matter::Hours,
        &[
            "до скольки",
            "со скольки",
            "во сколько открыва*",
            "во сколько закрыва*",
            "вы работаете",
            "вы открыты",
            "работаете ли",
            "график работы",
            "режим работы",
            "часы работы",
            "opening hours",
            "business hours",
            "are you open",
            "do you open",
            "do you close",
        ],
    ),
    (
        Matter::Way,
        &[
            "где вы находитесь",
            "вы находитесь",
            "ваш адрес",
            "какой адрес",
            "как добраться",
            "как проехать",
            "как к вам",
            "your address",
            "are you located",
            "get to you",
            "find you",
        ],
    ),
    (
        Matter::Guarantee,
        &[
            "гаранти*",
            "возврат*",
            "вернуть деньги",
            "можно вернуть",
            "обменять",
            "ремонт*",
            "где сервис",
            "warranty",
            "guarantee",
            "refund*",
            "return it",
            "return policy",
            "exchange it",
            "repair*",
        ],
    ),
    (
        Matter::Choice,
        &[
            "посовет*",
            "порекоменд*",
            "что лучше",
            "какой лучше",
            "какую лучше",
            "какие лучше",
            "помогите выбрать",
            "что выбрать",
            "какой выбрать",
            "какую выбрать",
            "что взять",
            "какой взять",
            "какую взять",
            "стоит ли брать",
            "стоит брать",
            "что подойдет",
            "какой подойдет",
            "какая подойдет",
            "recommend*",
            "which one",
            "which should i",
            "what should i get",
            "what should i buy",
            "help me choose",
            "worth buying",
        ],
    ),
];

/// Turns that ask how something is done; in Russian an infinitive after «как» or «чем» does, too.
const HOW_TO: [&str; 5] = ["how to", "how do i", "how do you", "how can i", "how should i"];

/// An infinitive so many words after «как» belongs to it: «как на весах включить таймер».
const REACH: usize = 4;

/// Words by which a sentence asks without its mark.
const REQUESTS: [&str; 8] = [
    "подскаж*",
    "скажите",
    "посовет*",
    "помогите",
    "интересует",
    "tell me",
    "please advise",
    "advise me",
];

/// What a message asks, in the order in which it is answered; nothing where no plain turn tells it.
pub fn matters(text: &str) -> Vec<Matter> {
    let words = Words::cut(text);
    let mut found: Vec<Matter> = Vec::new();
    let mut how_to = false;
    for sentence in sentences(text) {
        let inside = words.all.iter().filter(|word| sentence.contains(&(word.start as usize)));
        let forms: Vec<&str> = inside.map(|word| words.form(word)).collect();
        let has = |turns: &[&str]| turns.iter().any(|turn| stands(turn, &forms));
        if !text.get(sentence).is_some_and(|said| said.ends_with('?')) && !has(&REQUESTS) {
            continue;
        }
        found.extend(TURNS.iter().filter(|(_, turns)| has(turns)).map(|(matter, _)| *matter));
        how_to |= has(&HOW_TO) || asks_how(&forms);
    }
    let answered = TURNS.iter().map(|(matter, _)| *matter).filter(|matter| found.contains(matter));
    let mut answered: Vec<Matter> = answered.collect();
    // Whoever asks what something costs has chosen, or wants the figures to choose by.
    if answered.len() > 1 {
        answered.retain(|matter| *matter != Matter::Choice);
    }
    if answered.is_empty() && how_to {
        answered.push(Matter::HowTo);
    }
    answered
}

/// Where the sentences of a text stand, each with the sign that ends it.
fn sentences(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut from = 0;
    text.split_inclusive(['.', '!', '?', '\n']).map(move |said| {
        let sentence = from..from + said.len();
        from = sentence.end;
        sentence
    })
}

/// Whether the words of a turn stand one after the other.
fn stands(turn: &str, forms: &[&str]) -> bool {
    let turn: Vec<&str> = turn.split(' ').collect();
    forms.windows(turn.len()).any(|near| {
        near.iter().zip(&turn).all(|(form, word)| match word.strip_suffix('*') {
            Some(beginning) => form.starts_with(beginning),
            None => form == word,
        })
    })
}

/// Whether «как» or «чем» is followed by an infinitive.
fn asks_how(forms: &[&str]) -> bool {
    const ENDS: [&str; 8] = ["ать", "ить", "еть", "ять", "уть", "ыть", "ться", "йти"];
    forms.iter().enumerate().any(|(at, form)| {
        let after = forms.iter().skip(at + 1).take(REACH);
        let mut verbs = after.filter(|form| form.chars().count() > 3);
        matches!(*form, "как" | "чем")
            && verbs.any(|form| ENDS.iter().any(|end| form.ends_with(end)))
    })
}

#[cfg(test)]
mod tests {
    use super::Matter::{
        Buy, Choice, Delivery, Guarantee, Hours, HowTo, Order, Payment, Price, Stock, Way,
    };
    use super::*;

    #[test]
    fn plain_questions_tell_what_they_are_about() {
        let cases: [(&str, &[Matter]); 25] = [
            ("Как заказать? Оплата картой?", &[Order, Payment]),
            ("Здравствуйте! Сколько стоит чайник с доставкой в Тверь?", &[Price, Delivery]),
            ("А весы когда снова будут? Возьму две", &[Stock]),
            ("Почём весы?", &[Price]),
            ("До скольки вы сегодня работаете?", &[Hours]),
            ("Подскажите, как к вам добраться на автобусе.", &[Way]),
            ("Какая гарантия на турку?", &[Guarantee]),
            ("Как на весах включить таймер?", &[HowTo]),
            ("Чем чистить медь снаружи?", &[HowTo]),
            ("Что посоветуете маме, чайник или что-то попроще?", &[Choice]),
            ("Помогите выбрать, какая цена у обоих?", &[Price]),
            ("Можно забрать самому? Где купить фильтры?", &[Buy, Delivery]),
            ("Привезли с доставкой за день, цена отличная. Как откалибровать?", &[HowTo]),
            ("Заказали, оплатили, ждём доставку.", &[]),
            ("Какое зерно сейчас пьёте?", &[]),
            ("Как прошла ночь, как дети?", &[]),
            ("", &[]),
            ("Is it in stock? I'd like to order two", &[Stock]),
            ("Hi! How much is it with shipping to Georgia?", &[Price, Delivery]),
            ("How do I order, and can I pay by card?", &[Order, Payment]),
            ("What are your opening hours?", &[Hours]),
            ("Do you ship to Serbia?", &[Delivery]),
            ("How do I descale the kettle?", &[HowTo]),
            ("Which one would you recommend?", &[Choice]),
            ("What is the return policy?", &[Guarantee]),
        ];
        for (text, expected) in cases {
            assert_eq!(matters(text), expected, "{text}");
        }
    }
}
