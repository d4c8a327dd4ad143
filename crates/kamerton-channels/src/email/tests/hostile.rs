//! Mails that break readers: no panic, no time without end.

use std::time::{Duration, Instant as Clock};

use kamerton_core::fact::{Account, Fact};
use proptest::prelude::*;

use crate::email::loops::{addressee, may_answer};
use crate::email::raw::Kept;
use crate::email::read::facts;
use crate::live::About;

fn about() -> About {
    let me = Account { remote_id: "shop@our.example".to_owned(), ..Account::default() };
    About { me: Some(me), ..About::default() }
}

/// Everything that is done with a mail.
fn read(mail: Vec<u8>) {
    let kept = Kept { mail, arrived: Some(1_700_000_000), ..Kept::default() };
    let raw = kept.to_raw();
    let again = Kept::parse(&raw.body).unwrap();
    let first = facts(&again, &about());
    assert_eq!(first, facts(&kept, &about()), "the same mail gives the same facts");
    if let Ok([Fact::Message(message)]) = first.as_deref() {
        let author = message.author.clone().unwrap_or_default();
        let indexed = [&message.key, &message.place.remote_id, &author.remote_id];
        assert!(indexed.iter().all(|id| id.len() <= 1_300 && !id.contains('\0')), "{indexed:?}");
    }
    let _ = (addressee(&kept.mail, &about()), may_answer(&kept.mail, &About::default()));
}

/// Mails of every kind that is told apart.
const MAILS: &[&str] = &[
    "Received: from a by mx.our.example; now\nAuthentication-Results: mx.our.example; spf=pass smtp.mailfrom=a@b.example; dkim=pass (x (y)) header.d=b.example\nFrom: =?utf-8?B?0JDQvdC90LA=?= <a@b.example>\nReply-To: c@d.example\nTo: shop@our.example\nSubject: Re: [x] =?koi8-r?Q?=F0?=\nMessage-ID: <1@b.example>\nIn-Reply-To: <0@b.example>\nReferences: <9@b.example> <0@b.example>\nDate: Tue, 1 Nov 2022 12:30:00 +0300\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nДа\n\nOn Tue, 1 Nov 2022 12:30, A <a@b.example> wrote:\n> old\n\nFrom: a\nSent: b\nTo: c\n\nSent from my iPhone\n--b\nContent-Type: text/html\n\n<p>hi<blockquote>old</blockquote>\n--b\nContent-Disposition: attachment; filename*=utf-8''%D0.png\nContent-Type: image/png\n\nx\n--b--\n",
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\nX-Failed-Recipients: a@b.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\nSorry 550 5.1.1\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@b.example>\nSubject: x\n\nhi\n--b--\n",
    "Return-Path: <>\nFrom: postmaster@mx.example\nSubject: Undeliverable\n\nYour mail to <a@b.example> was not delivered.\n\n--- Below is a copy of the message\n\nReceived: by x\nMessage-ID: <1@b.example>\nTo: a@b.example\n",
    "From: a@b.example\nList-Id: Club <club.b.example>\nList-Post: <mailto:club@b.example>\nPrecedence: list\n\nhi\n-- \nA\n",
];

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), any::<u8>(), 0_u8..4);
    (0..MAILS.len(), prop::collection::vec(edit, 0..12)).prop_map(|(which, edits)| {
        let mut mail = MAILS[which].as_bytes().to_vec();
        for (at, byte, how) in edits {
            let at = at.index(mail.len());
            match how {
                0 => mail[at] = byte,
                1 => mail.insert(at, byte),
                2 => drop(mail.drain(at..(at + usize::from(byte)).min(mail.len()))),
                _ => {
                    let piece = mail[at..(at + usize::from(byte)).min(mail.len())].to_vec();
                    mail.extend(piece);
                }
            }
            mail.push(b'\n');
        }
        mail
    })
}

proptest! {
    #[test]
    fn no_bytes_break_it(mail in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read(mail);
    }

    #[test]
    fn no_letters_break_it(mail in "[a-z@<>:;=?/\"().>|\\-_ \n\u{0}а-я]{0,400}") {
        read(format!("From: {mail}").into_bytes());
        read(format!("From: MAILER-DAEMON\nSubject: failure notice\n\n{mail}").into_bytes());
        read(format!("From: a@b.example\nAuthentication-Results: {mail}\nSubject: {mail}\n\n{mail}").into_bytes());
    }

    #[test]
    fn no_change_of_a_mail_breaks_it(mail in mutated()) {
        read(mail);
    }

    #[test]
    fn no_body_breaks_the_raw(body in any::<String>()) {
        let _ = Kept::parse(&body);
    }
}

/// A megabyte of anything is read in a time that does not grow with its square.
#[test]
fn large_mails_take_no_long_time() {
    const SIZE: usize = 1 << 20;
    let repeated = |piece: &str, size: usize| piece.repeat(size / piece.len());
    let head = "From: a@b.example\nDate: Tue, 1 Nov 2022 12:30:00 +0300\n";
    let bounce = "Return-Path: <>\nFrom: MAILER-DAEMON@b.example\nSubject: failure notice\n";
    let headers = [
        ("Subject", "[x] Re: "),
        ("Subject", "=?utf-8?B?0JDQ?= "),
        ("From", "\"a\" <a@b>, "),
        ("To", "(a"),
        ("References", "<a@b.example> "),
        ("In-Reply-To", "<"),
        ("Received", "by a "),
        ("List-Id", "<["),
        ("Reply-To", "a@b.example, "),
        ("Authentication-Results", "mx; a=b (c) "),
        ("Message-ID", "\n  x"),
        ("X-Failed-Recipients", "a@b.example "),
        ("Content-Type", "; a=b"),
        ("Date", "1 "),
    ];
    let mut mails: Vec<String> = Vec::new();
    for (name, piece) in headers {
        mails.push(format!("{head}{name}: {}\n\nhi\n", repeated(piece, SIZE)));
    }
    for name in ["Received", "Authentication-Results", "X", "To"] {
        mails.push(format!("{head}{}\nhi\n", repeated(&format!("{name}: by a;x=y\n"), SIZE)));
    }
    for piece in
        ["> ", "On 1 Nov 2022 12:30, A wrote:\n", "@", "a@b.example ", "5.1.1 ", "<", "\n \n"]
    {
        mails.push(format!("{head}\n{}\n", repeated(piece, SIZE / 2)));
        mails.push(format!("{bounce}\n{}\n", repeated(piece, SIZE / 2)));
    }
    let group = "Final-Recipient: x; a\nAction: failed\n\n";
    let group = repeated(group, SIZE);
    mails.push(format!("{bounce}Content-Type: message/delivery-status\n\n{group}"));
    mails.push(format!("{head}Content-Type: text/html\n\n{}\n", repeated("<p>a</p>", SIZE / 2)));
    for mail in mails {
        let began = Clock::now();
        let about: String = mail.chars().skip(30).take(100).collect();
        read(mail.into_bytes());
        let took = began.elapsed();
        if took > Duration::from_secs(2) {
            println!("{took:?}: {about:?}");
        }
        // In a build that checks everything, on a busy machine.
        assert!(took < Duration::from_secs(30), "{took:?}: {about}");
    }
}

#[test]
fn parts_within_parts_end() {
    let mut nested = String::from("From: a@b.example\nDate: Tue, 1 Nov 2022 12:30:00 +0300\n");
    for depth in 0..3_000 {
        nested
            .push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"));
    }
    nested.push_str("\nhi\n");
    read(nested.into_bytes());
    let inner = "Content-Type: message/rfc822\n\n".repeat(3_000);
    read(format!("From: a@b.example\n{inner}\nhi\n").into_bytes());
    let wide = "--b\nContent-Type: text/plain\n\nhi\n".repeat(20_000);
    read(
        format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{wide}")
            .into_bytes(),
    );
}
