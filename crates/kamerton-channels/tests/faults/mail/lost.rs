//! C7: what was handed over, whether the server said so or not.

use kamerton_fakes::MailFault;

use super::{HASTE, Post, answer, mail, patient, way};
use crate::stage::{Findings, kind};

/// Where the word on the final dot is lost it is unknown: looking finds the copy that the server filed, or
/// cannot say, and sends nothing a second time.
#[tokio::test]
async fn c7_an_answer_that_is_lost_is_unknown_and_goes_out_once() {
    let mut findings = Findings::default();
    for files in [false, true] {
        for (number, (fault, happened)) in [
            (MailFault::Lose, true),
            (MailFault::Mute, true),
            (MailFault::CutAfter(2), true),
            (MailFault::Cut, false),
            (MailFault::Silence, false),
            (MailFault::Says("what?".to_owned()), false),
        ]
        .into_iter()
        .enumerate()
        {
            let (mut post, _) = Post::joined().await;
            if files {
                post.fake.files();
            }
            let outgoing = answer(0, &format!("ответ {number}"));
            post.fake.faults().next_of(".", fault.clone());
            post.out = patient(HASTE, "");
            let done = post.send(&outgoing).await;
            findings.one_of(&format!("{fault:?}"), &done, &["unknown"]);
            post.out = way("");
            let proof = post.prove(&outgoing).await;
            let wanted = if files && happened { "done" } else { "unknown" };
            findings.one_of(&format!("{fault:?}, proof, files: {files}"), &proof, &[wanted]);
            if let Ok(proof) = &proof {
                let key = proof.as_ref().and_then(|sent| sent.key.clone());
                let id = format!("email:{}@test.example", outgoing.id);
                findings.demand(key == Some(id), || format!("{proof:?}"));
            }
            let taken = post.fake.taken().len();
            findings.demand(taken == usize::from(happened), || format!("{fault:?}: {taken}"));
            findings.demand(post.fake.count("DATA") == 1, || format!("{fault:?}: sent again"));
        }
    }
    findings.end();
}

/// What is refused at the dot was certainly not taken, and one of us may say: once more. It is the same mail.
#[tokio::test]
async fn c7_a_second_try_is_the_same_mail() {
    let (post, _) = Post::joined().await;
    let outgoing = answer(0, "в пути");
    post.fake.faults().next_of(".", MailFault::Says("554 5.7.1 looks like spam".to_owned()));
    assert_eq!(kind(&post.send(&outgoing).await), "refused");
    post.fake.faults().next_of(".", MailFault::Lose);
    assert_eq!(kind(&post.send(&outgoing).await), "unknown");
    post.send(&outgoing).await.unwrap();
    let taken = post.fake.taken();
    let id = format!("Message-ID: <{}@test.example>", outgoing.id);
    assert_eq!(taken.len(), 2);
    for mail in &taken {
        assert!(String::from_utf8_lossy(&mail.bytes).contains(&id));
        assert_eq!(mail.to, ["anna@example.org"]);
    }
}

/// Once it is sent, nothing that goes wrong with the copy makes it unsent.
#[tokio::test]
async fn c7_a_copy_that_cannot_be_filed_changes_nothing() {
    for fault in [MailFault::Cut, MailFault::Silence, MailFault::Says("NO [OVERQUOTA]".to_owned())]
    {
        let (mut post, _) = Post::joined().await;
        post.out = patient(HASTE, "");
        post.fake.faults().next_of("APPEND", fault);
        post.send(&answer(0, "да")).await.unwrap();
        assert_eq!((post.fake.taken().len(), post.fake.mails("Sent").len()), (1, 0));
    }
    let (post, _) = Post::joined().await;
    post.fake.put("Sent", &mail(7, "прежнее"));
    post.send(&answer(0, "да")).await.unwrap();
    assert_eq!(post.fake.mails("Sent").len(), 2, "else it is filed once");
}
