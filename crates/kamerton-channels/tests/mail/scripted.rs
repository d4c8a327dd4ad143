//! Servers that Dovecot is not: without IDLE, with other ways to sign in, with moods, half broken, sly.

use std::net::TcpListener as StdListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kamerton_channels::live::Trouble;
use kamerton_fakes::servers::PASSWORD;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::rig::{Joined, mail, texts};

/// What a server does.
#[derive(Clone)]
struct Script {
    greeting: &'static str,
    can: &'static str,
    /// What a sign-in is answered.
    lets: &'static str,
    mails: Vec<(u32, Vec<u8>)>,
    /// One that it has and cannot show.
    broken: Option<u32>,
    tells_next: bool,
    validity: u32,
    /// What `EXAMINE` is answered, where it is refused.
    shut: Option<&'static str>,
    /// What was asked.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Script {
    fn new() -> Self {
        Self {
            greeting: "* OK here",
            can: "IMAP4rev1",
            lets: "OK in",
            mails: (1..=3)
                .map(|number| (number * 10, mail(number as usize, &format!("{number}"))))
                .collect(),
            broken: None,
            tells_next: true,
            validity: 1,
            shut: None,
            asked: Arc::default(),
        }
    }

    /// Begins; gives the port. It ends with the test.
    fn play(self) -> u16 {
        let listener = StdListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let listener = TcpListener::from_std(listener).unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let script = self.clone();
                tokio::spawn(async move { script.serve(stream).await });
            }
        });
        port
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(format!("{}\r\n", self.greeting).as_bytes()).await?;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            // What is counted out comes when it was asked for.
            while let Some(count) =
                line.trim_end().strip_suffix('}').and_then(|line| line.rsplit('{').next())
            {
                let mut text = vec![0; count.parse().unwrap()];
                stream.write_all(b"+ go\r\n").await?;
                stream.read_exact(&mut text).await?;
                line.push_str(&String::from_utf8_lossy(&text));
                stream.read_line(&mut line).await?;
            }
            let line = line.trim_end().to_owned();
            self.asked.lock().unwrap().push(line.clone());
            let (tag, rest) = line.split_once(' ').unwrap_or((&line, ""));
            stream.write_all(&self.answer(tag, rest)).await?;
        }
    }

    fn status(&self, name: &str) -> String {
        let next = self.mails.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
        format!("* STATUS {name} (UIDNEXT {next} UIDVALIDITY {})", self.validity)
    }

    fn answer(&self, tag: &str, rest: &str) -> Vec<u8> {
        let mut words = rest.split(' ');
        let (mut out, mut end) = (Vec::new(), "OK done".to_owned());
        let mut say = |line: String| out.extend_from_slice(format!("{line}\r\n").as_bytes());
        match (words.next().unwrap_or_default(), words.next().unwrap_or_default()) {
            ("CAPABILITY", _) => say(format!("* CAPABILITY {}", self.can)),
            ("LOGIN", _) => end = self.lets.to_owned(),
            ("LIST", _) => {
                say("* LIST (\\HasNoChildren) \"/\" INBOX".to_owned());
                if rest.contains("STATUS") {
                    say(self.status("Archive"));
                    say(self.status("Lists"));
                }
            }
            ("STATUS", name) => say(self.status(name.trim_matches('"'))),
            ("EXAMINE", _) => {
                say("* FLAGS (\\Seen)".to_owned());
                say(format!("* {} EXISTS", self.mails.len()));
                say(format!("* OK [UIDVALIDITY {}] valid", self.validity));
                if self.tells_next {
                    let next = self.mails.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
                    say(format!("* OK [UIDNEXT {next}] next"));
                }
                end = self.shut.unwrap_or("OK [READ-ONLY] open").to_owned();
            }
            ("IDLE", _) => return b"+ idling\r\n* 3 EXISTS\r\n".to_vec(),
            ("FETCH", "*") => say("* 3 FETCH (UID 30)".to_owned()),
            ("UID", "SEARCH") => say("* SEARCH 30 20 10".to_owned()),
            ("UID", "FETCH") => {
                let set = words.next().unwrap_or_default().to_owned();
                let whole = rest.contains("BODY");
                // Others have something to say as well.
                say("* 1 FETCH (FLAGS (\\Seen) UID 99)".to_owned());
                say("* 4 EXPUNGE".to_owned());
                for (at, (number, mail)) in self.mails.iter().enumerate() {
                    if !fits(&set, *number) {
                        continue;
                    }
                    if whole && self.broken == Some(*number) {
                        end = "NO [SERVERBUG] cannot read it".to_owned();
                        break;
                    }
                    out.extend_from_slice(format!("* {} FETCH (", at + 1).as_bytes());
                    if whole {
                        out.extend_from_slice(format!("BODY[] {{{}}}\r\n", mail.len()).as_bytes());
                        out.extend_from_slice(mail);
                        out.extend_from_slice(b" FLAGS () ");
                    }
                    out.extend_from_slice(
                        format!("RFC822.SIZE {} UID {number})\r\n", mail.len()).as_bytes(),
                    );
                }
            }
            ("STARTTLS", _) => return format!("{tag} OK go\r\n* OK sly\r\n").into_bytes(),
            ("NOOP" | "LOGOUT", _) => {}
            _ if tag == "DONE" => return format!("{} OK\r\n", self.last_tag()).into_bytes(),
            _ => end = "BAD what".to_owned(),
        }
        out.extend_from_slice(format!("{tag} {end}\r\n").as_bytes());
        out
    }

    fn last_tag(&self) -> String {
        let asked = self.asked.lock().unwrap();
        let idle = asked.iter().rev().find(|line| line.ends_with("IDLE")).unwrap();
        idle.split(' ').next().unwrap().to_owned()
    }
}

fn fits(set: &str, number: u32) -> bool {
    set.split(',').any(|part| {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        (from.parse().unwrap()..=to.parse().unwrap()).contains(&number)
    })
}

fn joined(port: u16) -> Joined {
    Joined::plain("help", port, 1).patient(Duration::from_secs(5))
}

#[tokio::test]
async fn a_server_of_old_is_read_all_the_same() {
    let script = Script { tells_next: false, ..Script::new() };
    let asked = Arc::clone(&script.asked);
    let joined = joined(script.play());
    assert_eq!(texts(&joined.past(0).await), ["1", "2", "3"]);
    let mut cursor = String::new();
    assert_eq!(texts(&joined.news(&mut cursor).await.unwrap()), ["1", "2", "3"]);
    // It cannot tell of news: it is asked again after a while, and nobody waits on the line.
    let began = Instant::now();
    let polled = joined.poll(&cursor, 25).await.unwrap();
    assert!(polled.pause == Duration::from_secs(20) && began.elapsed() < Duration::from_secs(2));
    // A password of any letters arrives as it is.
    let asked = asked.lock().unwrap().join("\n");
    assert!(
        asked.contains(&format!("LOGIN \"help\" {{{}}}\r\n{PASSWORD}", PASSWORD.len())),
        "{asked}"
    );
}

#[tokio::test]
async fn a_server_that_tells_of_nothing_is_not_asked_in_circles() {
    let joined = joined(Script { can: "IMAP4rev1 IDLE", ..Script::new() }.play());
    let mut cursor = String::new();
    joined.news(&mut cursor).await.unwrap();
    let polled = joined.poll(&cursor, 2).await.unwrap();
    assert!(polled.raws.is_empty() && polled.pause >= Duration::from_secs(1), "{polled:?}");
}

#[tokio::test]
async fn a_mail_that_cannot_be_shown_hides_no_other() {
    let joined = joined(Script { broken: Some(20), ..Script::new() }.play());
    assert_eq!(texts(&joined.past(0).await), ["1", "3"]);
    let script = Script { broken: Some(10), mails: vec![(10, mail(1, "1"))], ..Script::new() };
    let all = self::joined(script.play());
    let polled = all.poll("", 0).await;
    assert!(matches!(polled, Err(Trouble::Passing(_))), "nothing can be read: {polled:?}");
}

#[tokio::test]
async fn the_moods_of_servers_are_told_apart() {
    let kind = async |script: Script| match joined(script.play()).poll("", 0).await {
        Ok(_) => "fine",
        Err(Trouble::Limited { after, .. }) if after == Duration::from_secs(300) => "limited",
        Err(Trouble::SignIn(_)) => "sign in",
        Err(Trouble::Passing(_)) => "passing",
        Err(Trouble::Settings(_)) => "settings",
        Err(_) => "other",
    };
    let lets = |lets| Script { lets, ..Script::new() };
    assert_eq!(kind(lets("OK in")).await, "fine");
    assert_eq!(kind(lets("NO [AUTHENTICATIONFAILED] wrong")).await, "sign in");
    assert_eq!(kind(lets("NO wrong password")).await, "sign in");
    assert_eq!(kind(lets("NO [UNAVAILABLE] the database is away")).await, "passing");
    assert_eq!(kind(lets("NO [LIMIT] Too many simultaneous connections")).await, "limited");
    let greets = |greeting| Script { greeting, ..Script::new() };
    assert_eq!(kind(greets("* BYE Too many connections from your address")).await, "limited");
    assert_eq!(kind(greets("* BYE maintenance")).await, "passing");
    let shut = |shut| Script { shut: Some(shut), ..Script::new() };
    assert_eq!(kind(shut("NO [THROTTLED] later")).await, "limited");
    assert_eq!(kind(shut("NO Server Unavailable. 15")).await, "passing");
}

/// What stands on the line before it is secured could be anybody's.
#[tokio::test]
async fn nothing_is_believed_that_came_before_the_line_was_secured() {
    for can in ["IMAP4rev1", "IMAP4rev1 STARTTLS"] {
        let script = Script { can, ..Script::new() };
        let asked = Arc::clone(&script.asked);
        let joined = joined(script.play()).with("imap-security", "starttls");
        assert_eq!(joined.finds().await, ["channel-email-found-insecure"], "{can}");
        assert!(!asked.lock().unwrap().iter().any(|line| line.contains("LOGIN")), "{can}");
    }
}

/// Folders in which nothing is new are asked about and not opened: at once where the server can.
#[tokio::test]
async fn only_folders_with_something_new_are_opened() {
    for (can, command) in [
        ("IMAP4rev1", "STATUS \"Archive\" (UIDNEXT UIDVALIDITY)"),
        (
            "IMAP4rev1 LIST-EXTENDED LIST-STATUS",
            "LIST \"\" (\"Lists\" \"Archive\") RETURN (STATUS (UIDNEXT UIDVALIDITY))",
        ),
    ] {
        let script = Script { can, ..Script::new() };
        let asked = Arc::clone(&script.asked);
        let mut later = script.clone();
        later.mails.push((40, mail(4, "4")));
        let (port, later) = (script.play(), later.play());
        let folders = |port| joined(port).with("folders", "INBOX\nArchive\nLists");
        let before = folders(port);
        let mut cursor = String::new();
        before.news(&mut cursor).await.unwrap();
        let opened = || {
            let asked = asked.lock().unwrap();
            asked.iter().filter(|line| line.contains("EXAMINE")).cloned().collect::<Vec<_>>()
        };
        assert!(opened().iter().any(|line| line.contains("Archive")), "{:?}", opened());
        asked.lock().unwrap().clear();
        let polled = before.poll(&cursor, 0).await.unwrap();
        assert!(polled.raws.is_empty() && polled.cursor == cursor, "{polled:?}");
        let opened = opened();
        let all = asked.lock().unwrap().join("\n");
        assert!(opened.len() == 1 && opened[0].contains("INBOX"), "{can}: {opened:?}");
        assert!(all.contains(command), "{can}: {all}");
        // The same folders with one mail more.
        asked.lock().unwrap().clear();
        let found = folders(later).news(&mut cursor).await.unwrap();
        assert_eq!(texts(&found), ["4"], "{can}");
        let opened = asked.lock().unwrap().join("\n");
        assert!(opened.contains("EXAMINE \"Archive\""), "{can}: {opened}");
    }
}
