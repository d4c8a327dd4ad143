//! Looking whether it works, without leaving a trace: signing in on both sides, opening folders for
//! reading, sending nothing.

use std::collections::BTreeMap;

use kamerton_core::fact::{Account as Someone, PlaceRef};
use kamerton_core::role::Role;

use super::imap::{Listed, Session};
use super::reading::{same_folder, within};
use super::settings::{Account, Server, domain};
use super::smtp::Smtp;
use super::upset::{SignIn, Upset};
use super::{Live, WORD, known};
use crate::live::{About, Discover, Finding, Found, Grade, Link, Report, Trouble, Work};
use crate::outbound::{Broken, OutboundError};

/// Names of the folder of what was sent, where the server does not tell what it is for.
const SENT: &[&str] = &[
    "Sent",
    "Sent Items",
    "Sent Messages",
    "Sent Mail",
    "[Gmail]/Sent Mail",
    "[Gmail]/Отправленные",
    "INBOX.Sent",
    "INBOX/Sent",
    "Отправленные",
    "Отправленное",
    "SentBox",
];

fn finding(grade: Grade, message: &'static str, arguments: Vec<(&'static str, String)>) -> Finding {
    Finding { grade, message, arguments }
}

/// The folder of what was sent.
pub(super) fn sent_among(listed: &[Listed]) -> Option<&str> {
    let marked =
        listed.iter().find(|one| one.flags.iter().any(|flag| flag.eq_ignore_ascii_case("\\Sent")));
    let named = || {
        let mut names = SENT.iter();
        names.find_map(|name| listed.iter().find(|one| one.name.eq_ignore_ascii_case(name)))
    };
    marked.or_else(named).map(|one| one.name.as_str())
}

/// See [`crate::live::Connector::check`].
pub(super) async fn check(link: &Link<'_>) -> Result<Report, Trouble> {
    let account = Account::of(link.settings);
    if domain(&account.address).is_empty() {
        let arguments = vec![("address", account.address)];
        let broken = finding(Grade::Broken, "channel-email-found-no-address", arguments);
        return Ok(Report { about: None, findings: vec![broken] });
    }
    let mut findings = Vec::new();
    let mut session = match signed_in(link, &account).await {
        Ok(session) => session,
        Err(broken) => return Ok(Report { about: None, findings: vec![broken?] }),
    };
    let listed = session.list().await.map_err(Upset::asking)?;
    let sent = account.sent.clone().or_else(|| sent_among(&listed).map(str::to_owned));
    folders(&mut session, &account, &listed, sent.as_deref(), &mut findings).await?;
    if !session.can("IDLE") {
        findings.push(finding(Grade::Lacking, "channel-email-found-no-idle", Vec::new()));
    }
    session.leave().await;
    sending(link, &account, &mut findings).await?;
    // What is broken stands first, then what is missing.
    findings.sort_by_key(|finding| match finding.grade {
        Grade::Broken => 0,
        Grade::Lacking => 1,
        Grade::Good => 2,
    });
    Ok(Report { about: Some(about(&account, sent)), findings })
}

/// What is known of a mail account.
pub(super) fn about(account: &Account, sent: Option<String>) -> About {
    let name = Some(account.name.clone()).filter(|name| !name.is_empty());
    let me = Someone {
        kind: WORD.to_owned(),
        remote_id: account.address.clone(),
        display_name: name,
        // It speaks in the brand's name.
        role: Some(Role::Brand),
        ..Someone::default()
    };
    let more: BTreeMap<String, String> =
        sent.map(|sent| ("sent".to_owned(), sent)).into_iter().collect();
    let place = Some(place(&account.address));
    About { me: Some(me), title: account.address.clone(), place, more, ..About::default() }
}

/// The place where all that is written to an address stands.
fn place(address: &str) -> PlaceRef {
    PlaceRef {
        kind: WORD.to_owned(),
        remote_id: address.to_owned(),
        title: address.to_owned(),
        private: true,
    }
}

/// A session, or what is broken; trouble that is none of the settings stays trouble.
async fn signed_in(
    link: &Link<'_>,
    account: &Account,
) -> Result<Session, Result<Finding, Trouble>> {
    match Session::open(link.out, &account.imap, &account.login).await {
        Ok(session) => Ok(session),
        Err(Upset::SignIn(status)) => {
            let why = SignIn::of(&status.code_word(), &status.text);
            match refused(account, why, &status.text) {
                Some(finding) => Err(Ok(finding)),
                None => Err(Err(Upset::SignIn(status).asking())),
            }
        }
        Err(Upset::Insecure) => Err(Ok(insecure(&account.imap))),
        Err(Upset::Odd(_)) => Err(Ok(odd(&account.imap))),
        Err(Upset::Out(error)) => match unreached(&account.imap, &error) {
            Some(finding) => Err(Ok(finding)),
            None => Err(Err(Trouble::asking(&error))),
        },
        Err(upset) => Err(Err(upset.asking())),
    }
}

/// What a refused sign-in means with this provider.
fn refused(account: &Account, why: SignIn, text: &str) -> Option<Finding> {
    let provider = known::of(domain(&account.address)).or_else(|| known::at(&account.imap.host));
    let message = match (why, provider.map(|known| known.word)) {
        (SignIn::NotNow | SignIn::TooMany, _) => return None,
        (SignIn::Off, _) => "channel-email-found-imap-off",
        (_, Some("yandex")) => "channel-email-found-refused-yandex",
        (_, Some("mailru")) => "channel-email-found-refused-mailru",
        (_, Some("gmail")) => "channel-email-found-refused-gmail",
        (_, Some("rambler")) => "channel-email-found-refused-rambler",
        (_, Some("microsoft")) => "channel-email-found-refused-microsoft",
        (SignIn::AppPassword, _) => "channel-email-found-app-password",
        (SignIn::Refused, _) => "channel-email-found-refused",
    };
    let host = account.imap.host.clone();
    let text = text.to_owned();
    let arguments = vec![("host", host), ("user", account.login.user.clone()), ("why", text)];
    Some(finding(Grade::Broken, message, arguments))
}

fn at(server: &Server) -> Vec<(&'static str, String)> {
    vec![("host", server.host.clone()), ("port", server.port.to_string())]
}

fn insecure(server: &Server) -> Finding {
    finding(Grade::Broken, "channel-email-found-insecure", at(server))
}

fn odd(server: &Server) -> Finding {
    finding(Grade::Broken, "channel-email-found-other-server", at(server))
}

/// Why a server is not reached, where that is a matter of the settings.
fn unreached(server: &Server, error: &OutboundError) -> Option<Finding> {
    let message = match (error, error.broken()) {
        (OutboundError::Private(_), _) => "channel-email-found-private",
        (OutboundError::NoAddress(_) | OutboundError::Elsewhere(_), _)
        | (_, Some(Broken::Name)) => "channel-email-found-no-host",
        (_, Some(Broken::Refused)) => "channel-email-found-nobody",
        (_, Some(Broken::Tls)) => "channel-email-found-tls",
        (OutboundError::Late(_), _) => "channel-email-found-late",
        _ => return None,
    };
    Some(finding(Grade::Broken, message, at(server)))
}

async fn folders(
    session: &mut Session,
    account: &Account,
    listed: &[Listed],
    sent: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<(), Trouble> {
    let there =
        |name: &str| listed.iter().any(|one| same_folder(&one.name, name) && one.is_selectable());
    let names: Vec<&str> = listed.iter().map(|one| one.name.as_str()).take(30).collect();
    for name in &account.folders {
        if !there(name) {
            let arguments = vec![("folder", name.clone()), ("folders", names.join(", "))];
            findings.push(finding(Grade::Broken, "channel-email-found-missing-folder", arguments));
            continue;
        }
        let opened = session.examine(name).await.map_err(Upset::asking)?;
        let arguments = vec![("folder", name.clone()), ("count", opened.count.to_string())];
        findings.push(finding(Grade::Good, "channel-email-found-folder", arguments));
    }
    match sent {
        Some(sent) if there(sent) => {
            let arguments = vec![("folder", sent.to_owned())];
            findings.push(finding(Grade::Good, "channel-email-found-sent", arguments));
        }
        _ => {
            let arguments = vec![("folders", names.join(", "))];
            findings.push(finding(Grade::Lacking, "channel-email-found-no-sent", arguments));
        }
    }
    Ok(())
}

/// Signs in where mails are handed over, and says goodbye.
async fn sending(
    link: &Link<'_>,
    account: &Account,
    findings: &mut Vec<Finding>,
) -> Result<(), Trouble> {
    let server = &account.smtp;
    let done = async {
        let mut smtp = Smtp::connect(link.out, server, &account.address).await?;
        smtp.sign_in(&account.login).await?;
        smtp.leave().await;
        Ok::<(), Trouble>(())
    };
    let found = match done.await {
        Ok(()) => finding(Grade::Good, "channel-email-found-sends", at(server)),
        Err(Trouble::SignIn(why)) => {
            let mut arguments = at(server);
            arguments.push(("why", why.said));
            finding(Grade::Broken, "channel-email-found-smtp-refused", arguments)
        }
        Err(trouble @ Trouble::Limited { .. }) => return Err(trouble),
        Err(trouble) => {
            let mut arguments = at(server);
            let why = trouble.reason();
            let id = Some(why.message).filter(|id| !id.is_empty());
            arguments.push(("why", id.map_or_else(|| format!("«{}»", why.said), str::to_owned)));
            finding(Grade::Broken, "channel-email-found-no-smtp", arguments)
        }
    };
    findings.push(found);
    Ok(())
}

impl Discover for Live {
    /// One place, the account's own; whether mail can be handed over is not tried for that.
    fn discover<'a>(&'a self, link: &'a Link<'a>, _: &'a [PlaceRef]) -> Work<'a, Vec<Found>> {
        Box::pin(async move {
            let account = Account::of(link.settings);
            within(link, &account, async |session: &mut Session| session.greet().await).await?;
            let place = place(&account.address);
            Ok(vec![Found { place, people: None, writable: true }])
        })
    }
}
