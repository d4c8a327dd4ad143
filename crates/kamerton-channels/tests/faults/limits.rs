//! C1, C2: told to wait, told to go.

use std::time::Duration;

use kamerton_channels::live::{Grade, Trouble};
use kamerton_fakes::{Fault, Form};

use crate::stage::{Findings, Joined, reply};
use crate::subjects::Subject;

/// 429 in every form is a wait of exactly what was named, and nobody asks a second time.
pub async fn a_wait_is_as_long_as_the_platform_says(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    let learnt = joined.learn_group().await;
    let mut findings = Findings::default();
    let seven = Duration::from_secs(7);
    let mut waits: Vec<(Fault, Option<Duration>)> = Vec::new();
    for form in [Form::Own, Form::Seconds, Form::Date, Form::Silent] {
        let names = form != Form::Own || joined.subject.names_wait;
        let wait = Some(seven).filter(|_| form != Form::Silent && names);
        waits.push((Fault::TooMany { after: seven, form }, wait));
    }
    let hour = Duration::from_secs(3_600);
    let wait = Some(hour).filter(|_| joined.subject.names_wait);
    waits.push((Fault::TooMany { after: hour, form: Form::Own }, wait));
    waits.extend(joined.subject.waits.iter().map(|(fault, wait)| (fault.clone(), Some(*wait))));
    for (number, (fault, wait)) in waits.into_iter().enumerate() {
        for doing in [false, true] {
            let before = joined.subject.fake.ledger().len();
            joined.subject.fake.faults().next(fault.clone());
            let done = if doing {
                let outgoing = reply(&learnt.said, &format!("ответ {number}"));
                joined.act(&outgoing).await.map(drop)
            } else {
                joined.ask().await
            };
            joined.subject.fake.faults().clear();
            let asked = joined.subject.fake.ledger().len() - before;
            let what = format!("{fault:?}, doing: {doing}");
            findings.demand(asked == 1, || format!("{what}: asked {asked} times"));
            findings.one_of(&what, &done, &["limited"]);
            if let (Err(Trouble::Limited { after, .. }), Some(wait)) = (done, wait) {
                // A date knows whole seconds only.
                let short = wait - Duration::from_secs(1);
                findings.demand((short..=wait).contains(&after), || format!("{what}: {after:?}"));
            }
        }
    }
    findings.demand(joined.ours(&joined.subject.fake.group()).is_empty(), || {
        "something was said that was refused".to_owned()
    });
    findings.end();
}

/// A revoked sign-in is said at once, by whatever is asked, and asked for once.
pub async fn a_revoked_sign_in_stops_at_once(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    let learnt = joined.learn_group().await;
    let mut findings = Findings::default();
    joined.subject.fake.revoke_token();
    let before = joined.subject.fake.ledger().len();
    findings.one_of("looking", &joined.ask().await, &["sign in"]);
    findings.one_of("saying", &joined.act(&reply(&learnt.said, "да")).await, &["sign in"]);
    let asked = joined.subject.fake.ledger().len() - before;
    findings.demand(asked == joined.subject.looks + 1, || {
        format!("asked {asked} times for two things")
    });
    let report = joined.subject.connector.check(&joined.link()).await;
    match report {
        Err(trouble) => findings.demand(false, || format!("the check: {trouble:?}")),
        Ok(report) => findings.demand(
            report.about.is_none()
                && report.findings.iter().any(|finding| finding.grade == Grade::Broken),
            || format!("the check finds {report:?}"),
        ),
    }
    findings.end();
}
