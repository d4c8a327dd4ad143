//! Signed calls from outside: who may send, and whether a call is theirs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use kamerton_core::id::{WebhookId, WorkspaceId};
use kamerton_core::time::{DAY, Instant, MINUTE, SECOND};
use kamerton_core::webhook::{self, Head, Refused};
use kamerton_store::webhooks::{self, WebhookRow};
use kamerton_store::{Session, Store};
use sha2::Sha256;

use crate::error::{AppError, Result};
use crate::sealed::Seal;

/// How every secret begins, as Standard Webhooks has it.
const BEGINNING: &str = "whsec_";
/// Bytes of a secret.
const LENGTH: usize = 32;
/// Use is written down at most so often.
const NOTED: i64 = 10 * MINUTE;

/// The longest that a secret works on after it was renewed.
const LONGEST_OVERLAP: i64 = 30 * DAY;

/// One secret, ready to check signatures.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Reads `whsec_` and base64.
    ///
    /// # Errors
    /// When it is no such text, or shorter than 24 bytes: an empty secret would let anyone in.
    pub fn parse(text: &str) -> Result<Self> {
        let encoded = text.strip_prefix(BEGINNING).unwrap_or_default();
        let bytes = BASE64.decode(encoded).unwrap_or_default();
        if bytes.len() < 24 {
            return Err(AppError::Asked(
                "a secret is whsec_ and at least 24 bytes in base64".to_owned(),
            ));
        }
        Ok(Self(bytes))
    }

    /// Signs a call, as a sender does: `v1,` and base64.
    pub fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let head = Head { id, timestamp, signatures: "" };
        format!("v1,{}", BASE64.encode(self.mac(&head, body).finalize().into_bytes()))
    }

    /// Checks a call: form, time and signature. The comparison takes equally long wherever the
    /// signatures differ.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(
        &self,
        head: &Head<'_>,
        body: &[u8],
        now: Instant,
    ) -> std::result::Result<(), Refused> {
        let signatures = webhook::check(head, now)?;
        let mut right = false;
        for signature in signatures {
            let given = BASE64.decode(signature).unwrap_or_default();
            right |= self.mac(head, body).verify_slice(&given).is_ok();
        }
        if right { Ok(()) } else { Err(Refused::WrongSignature) }
    }

    fn mac(&self, head: &Head<'_>, body: &[u8]) -> Hmac<Sha256> {
        // Every length of key is taken.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(webhook::signed_head(head).as_bytes());
        mac.update(body);
        mac
    }
}

/// The secrets of a sender: the newest, and the one before for as long as it holds.
///
/// Both are sealed as one text, parted by spaces: `whsec_…`, or `whsec_… whsec_… 1790000000`.
#[derive(Clone)]
pub struct Secrets {
    newest: Secret,
    before: Option<(Secret, Instant)>,
}

impl Secrets {
    fn parse(text: &str) -> Result<Self> {
        let mut parts = text.split(' ');
        let newest = Secret::parse(parts.next().unwrap_or_default())?;
        let before = match (parts.next(), parts.next().and_then(|until| until.parse().ok())) {
            (Some(before), Some(until)) => {
                Some((Secret::parse(before)?, Instant::from_seconds(until)))
            }
            _ => None,
        };
        Ok(Self { newest, before })
    }

    /// Checks a call against the newest secret, then against the one before while that holds.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(
        &self,
        head: &Head<'_>,
        body: &[u8],
        now: Instant,
    ) -> std::result::Result<(), Refused> {
        let checked = self.newest.check(head, body, now);
        match &self.before {
            Some((before, until)) if checked == Err(Refused::WrongSignature) && now < *until => {
                before.check(head, body, now)
            }
            _ => checked,
        }
    }

    /// Until when the secret before the newest works, if it does.
    pub fn before_until(&self, now: Instant) -> Option<Instant> {
        self.before.as_ref().map(|(_, until)| *until).filter(|until| now < *until)
    }
}

/// Makes a sender; gives its secret, which is shown this once, and what is kept.
///
/// # Errors
/// When it has no name, or the store cannot.
pub async fn make(
    session: &mut Session,
    seal: &Seal,
    workspace: WorkspaceId,
    name: &str,
    by: &str,
    now: Instant,
) -> Result<(String, WebhookRow)> {
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(AppError::Asked("name the sender by what it sends".to_owned()));
    }
    let text = random()?;
    let id = WebhookId::derived(&[workspace.0.as_bytes(), text.as_bytes()]);
    let row = WebhookRow {
        id,
        name,
        sealed_secret: seal.seal(&purpose(id), &text)?,
        by: by.to_owned(),
        created_at: now,
        used_at: None,
    };
    webhooks::insert(session, workspace, &row).await?;
    Ok((text, row))
}

/// Gives a sender another secret, which is returned to be shown this once; the one before works on
/// for `overlap`. Nothing when there is no such sender.
///
/// # Errors
/// When the store cannot.
pub async fn renew(
    session: &mut Session,
    seal: &Seal,
    workspace: WorkspaceId,
    webhook: WebhookId,
    overlap: i64,
    now: Instant,
) -> Result<Option<String>> {
    let Some(row) = webhooks::by_id(session, workspace, webhook).await? else { return Ok(None) };
    let text = random()?;
    let purpose = purpose(webhook);
    // What does not open any more cannot work on either; a new secret is then the way out.
    let before = seal.open(&purpose, &row.sealed_secret).ok();
    let before = before.as_deref().and_then(|text| text.split(' ').next());
    let until = now.plus(overlap.clamp(0, LONGEST_OVERLAP)).micros() / SECOND;
    let both = match before {
        Some(before) if overlap > 0 => format!("{text} {before} {until}"),
        _ => text.clone(),
    };
    webhooks::set_secret(session, workspace, webhook, &seal.seal(&purpose, &both)?).await?;
    Ok(Some(text))
}

fn random() -> Result<String> {
    let mut bytes = [0_u8; LENGTH];
    getrandom::fill(&mut bytes)
        .map_err(|error| AppError::Asked(format!("no random numbers can be had: {error}")))?;
    Ok(format!("{BEGINNING}{}", BASE64.encode(bytes)))
}

/// Opens the secrets of a sender.
///
/// # Errors
/// When they do not open with this key.
pub fn open(seal: &Seal, row: &WebhookRow) -> Result<Secrets> {
    Secrets::parse(&seal.open(&purpose(row.id), &row.sealed_secret)?)
}

/// The secrets of a sender, if there is one of this id.
///
/// # Errors
/// When the store cannot, or the secrets do not open.
pub async fn secrets(
    store: &Store,
    seal: &Seal,
    workspace: WorkspaceId,
    webhook: WebhookId,
) -> Result<Option<Secrets>> {
    let row = webhooks::by_id(&mut store.read().await?, workspace, webhook).await?;
    row.map(|row| open(seal, &row)).transpose()
}

/// Notes that a sender was heard, unless that was noted lately.
///
/// # Errors
/// When the store cannot.
pub async fn heard(
    store: &Store,
    workspace: WorkspaceId,
    webhook: WebhookId,
    now: Instant,
) -> Result<()> {
    let row = webhooks::by_id(&mut store.read().await?, workspace, webhook).await?;
    let used = row.and_then(|row| row.used_at);
    if used.is_none_or(|used| now.since(used) > NOTED) {
        let mut session = store.write().await?;
        webhooks::used(&mut session, workspace, webhook, now).await?;
        session.commit().await?;
    }
    Ok(())
}

fn purpose(webhook: WebhookId) -> String {
    format!("webhook {webhook}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the published specification and its libraries.
    #[test]
    fn the_published_example_is_right() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn only_what_was_signed_is_taken() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let now = Instant::from_seconds(1_614_265_330);
        let signature = secret.sign("msg_1", "1614265330", b"body");
        let check = |id: &str, timestamp: &str, signatures: &str, body: &[u8]| {
            secret.check(&Head { id, timestamp, signatures }, body, now)
        };
        assert_eq!(check("msg_1", "1614265330", &signature, b"body"), Ok(()));
        let rotated = format!("v1,AAAA {signature}");
        assert_eq!(check("msg_1", "1614265330", &rotated, b"body"), Ok(()));
        let wrong = Err(Refused::WrongSignature);
        assert_eq!(check("msg_2", "1614265330", &signature, b"body"), wrong);
        assert_eq!(check("msg_1", "1614265331", &signature, b"body"), wrong);
        assert_eq!(check("msg_1", "1614265330", &signature, b"body "), wrong);
        assert_eq!(check("msg_1", "1614265330", "v1,", b"body"), wrong);
        assert_eq!(check("msg_1", "1614260000", &signature, b"body"), Err(Refused::Stale));
        assert_eq!(check("msg_1", "1614265330", "", b"body"), Err(Refused::Unsigned));
    }

    #[test]
    fn the_secret_before_works_until_its_time_is_over() {
        let [new, old] =
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"];
        let until = Instant::from_seconds(1_614_265_400);
        let secrets = Secrets::parse(&format!("{new} {old} 1614265400")).unwrap();
        let check = |with: &str, now: Instant| {
            let seconds = (now.micros() / SECOND).to_string();
            let signatures = Secret::parse(with).unwrap().sign("msg_1", &seconds, b"body");
            let head = Head { id: "msg_1", timestamp: &seconds, signatures: &signatures };
            secrets.check(&head, b"body", now)
        };
        assert_eq!(check(new, until), Ok(()));
        assert_eq!(check(old, until.plus(-1)), Ok(()));
        assert_eq!(check(old, until), Err(Refused::WrongSignature));
        assert_eq!(secrets.before_until(until.plus(-1)), Some(until));
        assert_eq!(secrets.before_until(until), None);
        assert!(Secrets::parse(&format!("{new} whsec_ 1614265400")).is_err());
        assert!(Secrets::parse(new).unwrap().before.is_none());
    }

    #[test]
    fn short_secrets_are_none() {
        for text in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(Secret::parse(text).is_err(), "{text}");
        }
    }
}
