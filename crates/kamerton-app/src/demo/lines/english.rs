//! Talk in English: a few people everywhere write it.

use super::{Bank, Chatter};

/// Small talk.
pub const CHATTER: &[Chatter] = &[
    Chatter {
        title: "English corner",
        open: &[
            "[Hi all/Hello everyone/Hey folks]! Anyone here [from Tbilisi/speaking English]? My Russian is [slow/terrible], sorry :)",
            "Good morning from [Yerevan/Almaty/Belgrade] ☕ [What are you brewing?/Raining again/]",
            "How do you keep beans fresh in summer? [Freezer or no?/Mine go flat in two weeks]",
        ],
        reply: &[
            "[Hi/Hello/Welcome]! [Plenty of us do/Write in English, it's fine/Nice to see you here]",
            "[lol same/same here/haha true]",
            "freezer works, [small bags, no air/just don't open it cold]",
            "[Washed Ethiopian, as usual/Second cup already/Decaf, don't judge]",
            "good morning! [sunny here/snow here/cold here]",
        ],
    },
    Chatter {
        title: "Brewing talk",
        open: &[
            "What ratio do you use for [filter/cold brew]? I'm at 1:16 and it's a bit [weak/flat]",
            "Tried a natural from Yemen today, [tastes like wine/too funky for me/wow]",
        ],
        reply: &[
            "1:15 for me, [slightly finer/hotter water too]",
            "[go finer first/check your water/try 94 degrees], then change the ratio",
            "funky is the point :)",
            "[nice/cool/noted], will try",
        ],
    },
];

/// Questions of use.
pub const ASK: Bank = &[
    "How many clicks do you use on {lp} for [pour over/filter]? I'm at {k} and it [drains too fast/chokes]",
    "Anyone using {lp} for [light roasts/Kenya]? [How do you dial it in?/Mine comes out sour]",
    "New {lp} owner here. [What recipe do you start with?/Any recipe for one cup?]",
];

/// Answers.
pub const TELL: Bank = &[
    "I use {k} with {g} g, [about 2:40 total/works great]. Go one click finer if it's sour",
    "Start with {g} g to 250, {t} degrees, three pours. Then change one thing at a time",
    "Sour means coarser than it should be. Go finer, {t} degrees, [mine took a week to learn/you'll get there]",
];

/// Thanks.
pub const THANKS: Bank =
    &["Thanks a lot[!/, that helped!/ {n}!]", "Thank you[!/, works now :)/, will try tomorrow]"];

/// Delight.
pub const DELIGHT: Bank = &[
    "Got my {lp} yesterday and I absolutely love it! [Best coffee I ever made at home/Amazing quality] 😍",
    "{lp} is amazing, [so happy with it/can't stop smiling]! Thank you Utrovar ❤️",
];

/// Buying.
pub const INTENT: Bank = &[
    "Hi! How much is {lp} with shipping to [Georgia/Armenia/Serbia]?",
    "Is {lp} in stock? [I'd like to order two/Want to buy one for my brother]",
];
