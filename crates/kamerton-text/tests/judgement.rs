//! Every label of the rules against invented sentences that have it and that only look like it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kamerton_text::{Input, Label, Lexicon, by_rules};

fn lexicon() -> Lexicon {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Lexicon::new(&words(&["Камертон", "Kamerton"]), &words(&[""]), &words(&["Метроном"]))
}

/// Lines of `cases` begin with `+` (has the label), `-` (has not) or `#`; `r: ` marks a reply and `p: ` a picture.
#[track_caller]
fn check(label: Label, cases: &str, all_reply: bool) {
    let lexicon = lexicon();
    let mut wrong = Vec::new();
    let mut counts = [0, 0];
    for line in cases.lines() {
        let Some((sign, text)) = line.split_once(' ').filter(|(sign, _)| *sign != "#") else {
            continue;
        };
        let (is_reply, text) =
            text.strip_prefix("r: ").map_or((all_reply, text), |text| (true, text));
        let (photo, text) = text.strip_prefix("p: ").map_or((false, text), |text| (true, text));
        let input = Input { text, photo, is_reply, own_place: true, ..Input::default() };
        let labels = by_rules(&lexicon, &input);
        counts[usize::from(sign == "+")] += 1;
        if labels.has(label) != (sign == "+") {
            wrong.push(format!("{line} -> {:?}", labels.iter().collect::<Vec<_>>()));
        }
    }
    assert!(counts[0] >= 15 && counts[1] >= 15, "too few cases: {counts:?}");
    assert!(wrong.is_empty(), "{label:?}, {} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! labels {
    ($($name:ident $label:ident $reply:literal,)*) => {
        $(#[test]
        fn $name() {
            check(Label::$label, include_str!(concat!("cases/", stringify!($name), ".txt")), $reply);
        })*
    };
}

labels! {
    question Question false,
    thanks Thanks false,
    delight Delight false,
    recommendation Recommendation false,
    complaint Complaint false,
    negative Negative false,
    conflict Conflict false,
    purchaseintent PurchaseIntent false,
    sensitive Sensitive false,
    helps Helps true,
    toxic Toxic false,
    spam Spam false,
    confirms Confirms true,
    greeting Greeting false,
    producttalk ProductTalk false,
    usagequestion UsageQuestion false,
    ownermention OwnerMention false,
    owns Owns false,
    cocreation CoCreation false,
    defence Defence false,
    brandedphoto BrandedPhoto false,
    eventphoto EventPhoto false,
    story Story false,
}
