//! The only way to the platform: a call is made a request, asked, and its answer read.

use std::time::Duration;

use serde_json::Value;

use super::call::{Call, batch, who_may};
use super::fault::{Fault, TOO_MANY};
use super::settings::{Conf, Who};
use super::wire::list;
use crate::live::{Link, Reason, Request, Trouble};
use crate::outbound::Answer;

/// After how long a status of 429 is forgotten when it names no time.
const BUSY: Duration = Duration::from_secs(60);
/// So often something is called again that was too much within a second.
const AGAIN: usize = 5;
/// Calls in one `execute`.
pub(super) const TOGETHER: usize = 25;

/// One connected community, to be asked.
pub(super) struct Api<'a> {
    pub link: &'a Link<'a>,
    pub conf: Conf<'a>,
}

impl<'a> Api<'a> {
    /// Of a link.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn of(link: &'a Link<'a>) -> Result<Self, Trouble> {
        Ok(Self { link, conf: Conf::of(link)? })
    }

    /// Calls a method in the name of whoever may; where one may not, the next is tried: an error that
    /// says so says that nothing was done.
    pub async fn call(&self, call: &Call) -> Result<Value, Fault> {
        let mut last = Fault::from(Trouble::Settings(Reason::of("channel-vk-why-no-key")));
        for who in who_may(call.method, &self.conf) {
            match self.call_as(who, call).await {
                Err(fault) if fault.is_of_the_key() => last = fault,
                other => return other,
            }
        }
        Err(last)
    }

    /// The same for what takes many calls in a row: where there were too many within a second, it is
    /// called again a second later. An error that says so says that nothing was done.
    pub async fn patiently(&self, call: &Call) -> Result<Value, Fault> {
        for _ in 0..AGAIN {
            match self.call(call).await {
                Err(fault) if fault.is_too_many() => tokio::time::sleep(TOO_MANY).await,
                answer => return answer,
            }
        }
        self.call(call).await
    }

    /// Calls a method in somebody's name.
    pub async fn call_as(&self, who: Who, call: &Call) -> Result<Value, Fault> {
        let mut answer = self.whole(who, call).await?;
        Ok(answer.get_mut("response").map(Value::take).unwrap_or_default())
    }

    async fn whole(&self, who: Who, call: &Call) -> Result<Value, Fault> {
        let request = call.request(&self.conf, who);
        let answer = self.link.ask(request).await.map_err(|error| match call.does {
            true => Trouble::doing(&error),
            false => Trouble::asking(&error),
        })?;
        let value = content(&answer, call.method, call.does, who.bucket())?;
        match value.get("error") {
            Some(error) => Err(Fault::of(error, call.method, who, call.does, &self.conf)),
            None if value.get("response").is_some() => Ok(value),
            None => Err(unclear(call.method, call.does, "there is no response in it").into()),
        }
    }

    /// Asks several things: at once where `execute` may be used, else one after the other. What failed by
    /// itself is a fault of its own.
    ///
    /// # Errors
    /// When asking as a whole failed.
    pub async fn all(&self, calls: &[Call]) -> Result<Vec<Result<Value, Fault>>, Fault> {
        let mut answers = Vec::with_capacity(calls.len());
        if self.conf.key(Who::User).is_none() || calls.len() < 2 {
            for call in calls {
                match self.call(call).await {
                    Err(fault) if fault.code.is_none() => return Err(fault),
                    Err(fault)
                        if matches!(
                            fault.trouble,
                            Trouble::Limited { .. } | Trouble::SignIn(_)
                        ) =>
                    {
                        return Err(fault);
                    }
                    answer => answers.push(answer),
                }
            }
            return Ok(answers);
        }
        for together in calls.chunks(TOGETHER) {
            let whole = self.whole(Who::User, &batch(together)).await?;
            let mut errors = list(&whole, "execute_errors").iter();
            let found = list(&whole, "response");
            for (at, call) in together.iter().enumerate() {
                answers.push(match found.get(at) {
                    Some(value) if *value != Value::Bool(false) => Ok(value.clone()),
                    _ => {
                        let error = errors.next().unwrap_or(&Value::Null);
                        Err(Fault::of(error, call.method, Who::User, call.does, &self.conf))
                    }
                });
            }
        }
        Ok(answers)
    }

    /// Asks what is no method: Long Poll, an upload.
    ///
    /// # Errors
    /// When there is no answer that can be read.
    pub async fn plain(&self, request: Request, what: &str) -> Result<Value, Trouble> {
        let answer = self.link.ask(request).await.map_err(|error| Trouble::asking(&error))?;
        let value = content(&answer, what, false, "")?;
        match value.get("error").filter(|error| error.is_object()) {
            Some(error) => Err(Fault::of(error, what, Who::Community, false, &self.conf).into()),
            None => Ok(value),
        }
    }
}

fn content(answer: &Answer, what: &str, does: bool, bucket: &str) -> Result<Value, Trouble> {
    let status = answer.status;
    match status {
        429 => Err(Trouble::Limited {
            after: answer.retry_after.unwrap_or(BUSY),
            bucket: bucket.to_owned(),
            why: format!("{what}: status 429").into(),
        }),
        401 | 403 => Err(Trouble::SignIn(format!("{what}: status {status}").into())),
        500.. if does => Err(Trouble::Unknown(format!("{what}: status {status}").into())),
        500.. => Err(Trouble::Passing(format!("{what}: status {status}").into())),
        _ => serde_json::from_slice(&answer.body)
            .ok()
            .filter(Value::is_object)
            .ok_or_else(|| unclear(what, does, &format!("status {status}, no object of JSON"))),
    }
}

/// An answer that cannot be read: what was done may have been done.
pub(super) fn unclear(what: &str, does: bool, why: &str) -> Trouble {
    match does {
        true => Trouble::Unknown(format!("{what}: {why}").into()),
        false => Trouble::Unreadable(format!("{what}: {why}").into()),
    }
}
