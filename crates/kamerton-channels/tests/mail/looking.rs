//! The check against real servers: what is right, and what is wrong in every way that people meet.

use std::time::Duration;

use kamerton_channels::live::{Discover, Grade, Trouble};
use kamerton_fakes::servers::{DOMAIN, MailServers, PASSWORD};
use kamerton_fakes::{AUTHORITY, Between, Mood};

use crate::rig::{Joined, are_missing, connector, mail, way};

#[tokio::test]
async fn a_check_looks_and_leaves_no_trace() {
    if are_missing(true) {
        return;
    }
    let servers = MailServers::with_postfix(1).unwrap();
    servers.deliver("help", &mail(1, "привет")).unwrap();
    let joined = Joined::plain("help", servers.imap, servers.smtp);
    let report = joined.check().await.unwrap();
    assert!(report.is_usable(), "{:?} {}", report.findings, servers.log());
    let found: Vec<_> = report.findings.iter().map(|finding| finding.message).collect();
    assert_eq!(
        found,
        ["channel-email-found-folder", "channel-email-found-sent", "channel-email-found-sends"]
    );
    let about = report.about.unwrap();
    assert_eq!(about.title, format!("help@{DOMAIN}"));
    assert_eq!(about.more["sent"], "Sent");
    let place = about.place.unwrap();
    assert!(place.private && place.remote_id == format!("help@{DOMAIN}"));
    // What lies in «new» was seen by nobody.
    let inbox = servers.made_folder("help", "INBOX").unwrap();
    let flagged = std::fs::read_dir(inbox.join("cur")).unwrap();
    let seen =
        flagged.filter(|one| one.as_ref().unwrap().file_name().to_string_lossy().ends_with('S'));
    assert_eq!(seen.count(), 0);
    let discover: &dyn Discover = connector().discover().unwrap();
    let places = discover.discover(&joined.link(), &[]).await.unwrap();
    assert!(places.len() == 1 && places[0].writable);
    for security in ["tls", "starttls"] {
        let (imap, smtp) = match security {
            "tls" => (servers.imaps, servers.smtps),
            _ => (servers.imap, servers.smtp),
        };
        let mut secure = Joined::plain("help", imap, smtp)
            .with("imap-security", security)
            .with("smtp-security", security);
        assert_eq!(
            secure.finds().await,
            ["channel-email-found-tls"],
            "{security}: nobody trusts it"
        );
        secure.out = way(AUTHORITY, Duration::from_secs(20));
        assert_eq!(secure.finds().await, found, "{security} {}", servers.log());
    }
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    if are_missing(true) {
        return;
    }
    let servers = MailServers::with_postfix(1).unwrap();
    let joined = || Joined::plain("help", servers.imap, servers.smtp);
    let finds = async |joined: Joined| {
        let report = joined.check().await.unwrap();
        let text = format!("{report:?}");
        assert!(!text.contains("wrong-password") && !text.contains(PASSWORD), "{text}");
        assert!(!report.is_usable(), "{text}");
        report.findings.into_iter().map(|finding| finding.message).next().unwrap()
    };
    let found = finds(joined().with("password", "wrong-password")).await;
    assert_eq!(found, "channel-email-found-refused");
    // The provider is known by the address, whatever the server.
    let found = finds(joined().with("password", "wrong-password").with("address", "a@ya.ru")).await;
    assert_eq!(found, "channel-email-found-refused-yandex");
    assert_eq!(finds(joined().with("address", "help")).await, "channel-email-found-no-address");
    let found = finds(joined().with("folders", "INBOX\nЗаказы")).await;
    assert_eq!(found, "channel-email-found-missing-folder");
    assert_eq!(finds(joined().with("imap-port", "1")).await, "channel-email-found-nobody");
    assert_eq!(finds(joined().with("smtp-port", "1")).await, "channel-email-found-no-smtp");
    // SMTP where IMAP should be, and TLS where there is none yet.
    let found = finds(joined().with("imap-port", &servers.smtp.to_string())).await;
    assert_eq!(found, "channel-email-found-other-server");
    assert_eq!(finds(joined().with("imap-security", "tls")).await, "channel-email-found-tls");
    let silent = Between::before(servers.imap).unwrap();
    silent.mood(Mood::Stall(0));
    let late = joined().with("imap-port", &silent.port().to_string());
    let late = late.patient(Duration::from_secs(1)).check().await;
    assert!(matches!(late, Err(Trouble::Passing(_))), "{late:?}");
    let mut private = joined();
    private.out = kamerton_channels::outbound::Outbound::new(Default::default()).unwrap();
    assert_eq!(finds(private).await, "channel-email-found-private");
    // A sign-in that is refused stops all the rest as well.
    let refused = joined().with("password", "wrong-password").poll("", 0).await;
    assert!(matches!(refused, Err(Trouble::SignIn(_))), "{refused:?}");
    let missing = joined().with("sent-folder", "Nirgends").check().await.unwrap();
    assert!(missing.is_usable());
    assert_eq!(missing.findings[0].message, "channel-email-found-no-sent");
    assert_eq!(missing.findings[0].grade, Grade::Lacking);
}
