//! `kamerton step reply`: a step of the morning is answered on the command line, and a running `serve` says it
//! where the question stands; also through a proxy, and with a log that is as talkative as can be.

use kamerton_fakes::{CREDENTIALS, Platform, Proxy, Telegram};

use crate::harness::postgres;
use crate::house::{House, WISH, until};

/// Waits for what we said about a question.
fn answered(fake: &Telegram, question: &str) -> kamerton_fakes::Seen {
    until("it is seen there", || {
        let mut all = fake.seen(&fake.group()).into_iter();
        all.find(|seen| seen.ours && seen.reply_to.as_deref() == Some(question))
    })
}

#[test]
fn a_step_is_answered_with_words_and_a_file() {
    let postgres = postgres();
    let databases: Vec<Vec<&str>> = [Some(vec!["--data", "data"])]
        .into_iter()
        .chain([postgres.as_deref().map(|url| vec!["--database-url", url])])
        .flatten()
        .collect();
    for database in databases {
        let house = House::new(&database);
        let fake = Telegram::start().unwrap();
        house.connect(&fake, &[]);
        let _node = house.serve(&[]);
        let anna = fake.person("Анна");
        let question = fake.say(&anna, &fake.group(), WISH);
        let step = house.step(WISH);

        // What cannot be sent is refused in a sentence, and the step stays as it was.
        let mute = house.run(&["step", "reply", &step]).failed();
        assert!(mute.contains("step reply STEP TEXT"), "{mute}");
        let lost = house.run(&["step", "reply", &step, "да", "--file", "нет.txt"]).failed();
        assert!(lost.contains("нет.txt"), "{lost}");
        std::fs::write(house.place.path("пусто.txt"), "").unwrap();
        let empty = house.run(&["step", "reply", &step, "--file", "пусто.txt"]).failed();
        assert!(empty.contains("пусто.txt"), "{empty}");
        let large = std::fs::File::create(house.place.path("много.bin")).unwrap();
        large.set_len(51 << 20).unwrap();
        let large = house.run(&["step", "reply", &step, "да", "--file", "много.bin"]).failed();
        assert!(large.contains("много.bin") && large.contains("53477376"), "{large}");
        assert!(fake.seen(&fake.group()).iter().all(|seen| !seen.ours));

        std::fs::write(house.place.path("прайс.pdf"), "%PDF-1.4 чайники").unwrap();
        let reply = ["step", "reply", &step, "Оформим здесь.", "--file", "прайс.pdf"];
        let said = house.json(&reply);
        assert_eq!(said["status"], "done", "{said}");
        let seen = answered(&fake, &question);
        assert_eq!((seen.text.as_str(), seen.files.len()), ("Оформим здесь.", 1));
        let sent = fake.ledger().of("sendDocument").pop().unwrap();
        let file = &sent.asked.files[0];
        assert_eq!((file.name.as_str(), file.kind.as_str()), ("прайс.pdf", "application/pdf"));
        assert_eq!(file.bytes, "%PDF-1.4 чайники".as_bytes());
        until("it says that it was sent", || {
            let sent = house.json(&["channel", "sent"]);
            (sent[0]["id"] == said["outgoing"] && sent[0]["state"] == "sent").then_some(())
        });
        // Said once more, it is the same answer.
        house.run(&reply).ok();
        let ours = fake.seen(&fake.group()).into_iter().filter(|seen| seen.ours).count();
        assert_eq!((ours, fake.ledger().count("sendDocument")), (1, 1));
        let check = house.json(&["check"]);
        assert_eq!(check["differences"], 0, "{check}");
    }
}

/// The secret stands in the path of every request to a Bot API, and a proxy has one of its own.
#[test]
fn no_log_tells_the_token_of_a_channel_behind_a_proxy() {
    let house = House::new(&["--data", "data"]);
    let fake = Telegram::start().unwrap();
    let proxy = Proxy::to(fake.stage().port()).unwrap();
    std::fs::write(house.place.path("token"), fake.token()).unwrap();
    std::fs::write(house.place.path("proxy"), proxy.address()).unwrap();
    // Only the proxy knows where this is.
    let fields = ["token=@token", "proxy=@proxy", "mode=poll", "address=http://bots.invalid"];
    let set: Vec<&str> = fields.iter().flat_map(|field| ["--set", field]).collect();
    let add = ["channel", "add", "telegram", "--name", "Бот"];
    house.run(&[&add[..], &set[..]].concat()).ok();
    let node = house.serve(&[("KAMERTON_LOG", "trace")]);
    let anna = fake.person("Анна");
    let question = fake.say(&anna, &fake.group(), WISH);
    let step = house.step(WISH);
    house.run(&["step", "reply", &step, "Оформим здесь."]).ok();
    answered(&fake, &question);
    let asked = proxy.asked();
    assert!(!asked.is_empty(), "the way leads through the proxy");
    assert!(asked.iter().all(|one| one.ends_with(" bots.invalid")), "{asked:?}");
    // And when it is gone, what is told of the failure tells no secret either.
    drop(proxy);
    let list = || house.json(&["channel", "list"]).to_string();
    until("that it is broken is said", || list().contains("broken").then_some(()));
    fake.revoke_token();

    let said = node.said();
    assert!(said.contains("\"level\":\"TRACE\""), "it was talkative");
    assert!(said.contains("bots.invalid") || said.contains("127.0.0.1"), "also of what was asked");
    let (name, password) = CREDENTIALS.split_once(':').unwrap();
    let token = fake.token();
    let (number, rest) = token.split_once(':').unwrap();
    for secret in [token.as_str(), rest, &format!("bot{number}"), name, password] {
        for place in [&said, &list()] {
            let line = place.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
    }
}
