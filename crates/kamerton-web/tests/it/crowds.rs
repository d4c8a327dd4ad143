//! The form and the talk of a site on their bad days: the rows of the fault table (C1 to C10) that apply where
//! the platform is ourselves. Whoever comes may be anybody, and nothing is asked of anybody.

use kamerton_core::access::UserRole;
use kamerton_core::id::ConnectionId;
use kamerton_web::Limits;
use serde_json::{Value, json};

use crate::harness::{Answer, Browser, World, kinds};
use crate::random::Random;
use crate::visits::{
    OTHER, SECRET, WELL, connect, form_place, hidden, lines, path, said, say, visitor, write,
};

const THIRD: &str = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";

/// The place of the talk of whoever has this secret.
fn talk_place(id: ConnectionId, secret: &str) -> String {
    format!("talk-{}", kamerton_app::channels::visitor(id, secret).unwrap())
}

fn saying(number: usize, text: &str) -> Value {
    json!({"id": format!("{number:032x}"), "text": text})
}

/// C1, the other way round: we are who says «too many». One who floods is told for how long to wait and
/// keeps nobody else from writing or reading, whatever secrets they make up.
#[tokio::test]
async fn c1_a_flood_is_stopped_and_the_others_write() {
    let limits = Limits { visitors: 5, ..Limits::OFF };
    let world = World::with_limits(limits).await;
    let brand = world.brand("Ромашка").await;
    world.user("owner@example.org", &brand, UserRole::Owner).await;
    let id = connect(&world, &brand, &[]).await;
    let (chat, form) = (path(&brand, id, "chat"), path(&brand, id, "form"));
    let mut taken = 0;
    for number in 0..120 {
        let secret = [SECRET, OTHER, THIRD][number % 3];
        // Of one line, as IPv6 gives them out.
        let address = format!("2001:db8:1:2::{number:x}");
        let answer =
            say(&visitor(&world, secret).from(&address), &chat, &saying(number, "спам")).await;
        match answer.status.as_u16() {
            202 => taken += 1,
            429 => {
                let wait: u32 = answer.header("retry-after").parse().unwrap();
                assert!((1..=60).contains(&wait), "{wait}");
            }
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert_eq!(taken, 5, "a minute of one person");
    for _ in 0..20 {
        let answer = world.browser().from("2001:db8:1:2::ff").post(&form, &WELL).await;
        assert_eq!(answer.status, 429, "the form counts with the talk");
    }
    // Reading goes on, and another person writes.
    let flooder = visitor(&world, SECRET).from("2001:db8:1:2::1");
    lines(&flooder, &chat).await;
    let person = visitor(&world, SECRET).from("2001:db8:1:3::1");
    assert_eq!(say(&person, &chat, &saying(500, "здравствуйте")).await.status, 202);
    let mut kept = 0;
    for secret in [SECRET, OTHER, THIRD] {
        kept += said(&world, &brand, &talk_place(id, secret)).await.len();
    }
    assert_eq!(kept, 6, "what was refused is not kept");
}

/// C4: bodies that are too large are refused before they are read, by the form and by the talk.
#[tokio::test]
async fn c4_huge_bodies_are_refused() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[]).await;
    let (chat, form) = (path(&brand, id, "chat"), path(&brand, id, "form"));
    for size in [70_000, 5 << 20] {
        let text = "a".repeat(size);
        let answer = world.browser().post(&form, &[("text", text.as_str())]).await;
        assert_eq!(answer.status, 413, "{size}");
        let answer = say(&visitor(&world, SECRET), &chat, &saying(1, &text)).await;
        assert_eq!(answer.status, 413, "{size}");
        let deep = "[".repeat(size);
        let answer = visitor(&world, SECRET).ask("POST", &chat, Some(deep)).await;
        assert_eq!(answer.status, 413, "{size}");
    }
    nothing_came(&world, &brand, id).await;
}

async fn nothing_came(world: &World, brand: &kamerton_app::Brand, id: ConnectionId) {
    assert!(said(world, brand, &form_place(id)).await.is_empty());
    for secret in [SECRET, OTHER, THIRD] {
        assert!(said(world, brand, &talk_place(id, secret)).await.is_empty());
    }
}

/// C5: garbage is refused in a known form, never an error of ours, and nothing of it is kept.
#[tokio::test]
async fn c5_garbage_is_refused() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[("asks", "yes")]).await;
    let (chat, form) = (path(&brand, id, "chat"), path(&brand, id, "form"));
    let mut bodies: Vec<String> = [
        "",
        "null",
        "7",
        "true",
        "\"text\"",
        "[]",
        "[{}]",
        "{",
        "{}",
        "{\"id\":7,\"text\":8}",
        "{\"id\":null,\"text\":null}",
        "{\"text\":{\"a\":1}}",
        "{\"id\":\"\u{0}\",\"text\":\"\u{0}\"}",
        "text=%ff%fe&email=%00&agree=yes",
        "text[]=a&text[]=b",
        "%%%",
        "&&&===",
        "a=b=c",
        "text=1e999",
        "{\"text\":1e999}",
        "\u{feff}{}",
        "{\"id\":\"a\",\"id\":\"b\"}",
    ]
    .map(str::to_owned)
    .to_vec();
    bodies.push("[".repeat(50_000));
    bodies.push("{\"a\":".repeat(10_000));
    bodies.push("a=b&".repeat(15_000));
    let mut random = Random::new(7);
    for _ in 0..300 {
        let length = random.below(200);
        let letters = (0..length).map(|_| char::from(u8::try_from(random.below(256)).unwrap()));
        bodies.push(letters.collect());
    }
    let kinds = ["application/json", "application/x-www-form-urlencoded", "text/plain", "x"];
    for body in &bodies {
        for kind in kinds {
            for address in [&chat, &form] {
                let guest = visitor(&world, SECRET).with("content-type", kind);
                let answer = guest.ask("POST", address, Some(body.clone())).await;
                let status = answer.status.as_u16();
                assert!((400..500).contains(&status), "{status} {kind} {address} {body:.80}");
            }
        }
    }
    nothing_came(&world, &brand, id).await;
}

/// C6: three people write, every saying is sent once to five times, shuffled, many at once: each stands in
/// its own talk, once.
#[tokio::test(flavor = "multi_thread")]
async fn c6_repetition_and_disorder_bring_the_same() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        for seed in 0..15 {
            World::wait(1);
            let id = connect(&world, &brand, &[]).await;
            let chat = path(&brand, id, "chat");
            let mut random = Random::new(seed);
            let mut tries = Vec::new();
            for number in 0..12 {
                let who = random.below(3);
                tries.extend(std::iter::repeat_n((number, who), 1 + random.below(5)));
            }
            for at in (1..tries.len()).rev() {
                tries.swap(at, random.below(at + 1));
            }
            let secrets = [SECRET, OTHER, THIRD];
            for piece in tries.chunks(1 + random.below(9)) {
                let tries = piece.iter().map(|(number, who)| {
                    let guest = visitor(&world, secrets[*who]);
                    let (chat, saying) = (&chat, saying(*number, &format!("слово {number}")));
                    async move { say(&guest, chat, &saying).await.status }
                });
                for status in futures_util::future::join_all(tries).await {
                    assert_eq!(status, 202);
                }
            }
            world.app.intake(&brand).settle().await.unwrap();
            for (who, secret) in secrets.into_iter().enumerate() {
                let mut found: Vec<String> = lines(&visitor(&world, secret), &chat)
                    .await
                    .into_iter()
                    .map(|(theirs, text)| {
                        assert!(theirs);
                        text
                    })
                    .collect();
                found.sort();
                let mut wanted: Vec<String> = tries
                    .iter()
                    .filter(|(_, whose)| *whose == who)
                    .map(|(number, _)| format!("слово {number}"))
                    .collect();
                wanted.sort();
                wanted.dedup();
                assert_eq!(found, wanted, "seed {seed}");
            }
        }
    }
}

/// C9: a form that was given out is taken once, whatever is written into it when it is sent again, and only
/// by the pages that gave it out; made up, it is none.
#[tokio::test]
async fn c9_a_form_is_taken_once_and_where_it_was_given_out() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[]).await;
    World::wait(1);
    let other = connect(&world, &brand, &[]).await;
    let (guest, form) = (world.browser(), path(&brand, id, "form"));
    let (thanks, token) = write(&guest, &form, &WELL).await;
    assert_eq!(thanks.status, 200);
    for number in 0..5 {
        let text = format!("ещё раз {number}");
        let again = [
            ("token", token.as_str()),
            ("text", text.as_str()),
            ("email", "x@y.example"),
            ("agree", "1"),
        ];
        assert_eq!(guest.post(&form, &again).await.status, 200);
    }
    let elsewhere =
        [("token", token.as_str()), ("text", "туда"), ("email", "x@y.example"), ("agree", "1")];
    let answer = guest.post(&path(&brand, other, "form"), &elsewhere).await;
    assert_eq!(answer.status, 422, "a form of another page");
    let fresh = hidden(&answer.text, "token");
    assert_ne!(fresh, token);
    let turned: String = token.chars().rev().collect();
    for made_up in ["", "v1:", "v1:AAAA", &token[1..], &format!("{token}A"), &turned] {
        let filled = [("token", made_up), ("text", "а"), ("email", "x@y.example"), ("agree", "1")];
        assert_eq!(guest.post(&form, &filled).await.status, 422, "{made_up}");
    }
    let rows = said(&world, &brand, &form_place(id)).await;
    let talk: Vec<&str> =
        rows.iter().filter(|row| !row.service).map(|row| row.text.as_str()).collect();
    assert_eq!(talk, ["Здравствуйте! Есть места в субботу?"]);
    assert!(said(&world, &brand, &form_place(other)).await.is_empty());
}

/// C9: what another site sends from somebody's browser is refused, by form and talk, and secrets open the
/// talk of one connection only.
#[tokio::test]
async fn c9_wrong_origins_and_foreign_secrets_are_refused() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[]).await;
    World::wait(1);
    let other = connect(&world, &brand, &[]).await;
    let (chat, form) = (path(&brand, id, "chat"), path(&brand, id, "form"));
    let token = hidden(&world.browser().get(&form).await.text, "token");
    World::wait(5);
    let filled = format!("token={}&text=a&email=a%40b.example&agree=1", escaped(&token));
    let foreign: [&[(&'static str, &'static str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://evil.example")],
        // The site that shows the form in a frame writes nothing itself.
        &[("origin", "https://club.example")],
        &[],
    ];
    for headers in foreign {
        let guest = || {
            let plain = world.browser().with("x-visitor", SECRET);
            headers.iter().fold(plain, |guest: Browser<'_>, (name, value)| guest.with(name, value))
        };
        let answer: Answer = guest().ask("POST", &form, Some(filled.clone())).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        let guest = guest().with("content-type", "application/json");
        let answer = guest.ask("POST", &chat, Some(saying(1, "a").to_string())).await;
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    nothing_came(&world, &brand, id).await;
    // The same secret is somebody else at another connection.
    let anna = visitor(&world, SECRET);
    assert_eq!(say(&anna, &chat, &saying(1, "тут")).await.status, 202);
    world.app.intake(&brand).settle().await.unwrap();
    assert_eq!(lines(&anna, &chat).await.len(), 1);
    assert_eq!(lines(&anna, &path(&brand, other, "chat")).await.len(), 0);
    for wrong in ["", "short", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAA"] {
        let nobody = visitor(&world, wrong);
        assert_eq!(say(&nobody, &chat, &saying(2, "мимо")).await.status, 404, "{wrong}");
        assert_eq!(nobody.get(&format!("{chat}/said")).await.status, 404, "{wrong}");
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
