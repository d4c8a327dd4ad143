//! What is counted, in the form that Prometheus reads. Numbers only: no name, no address, no path
//! of a person.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::errors::WebError;
use super::limits::Asker;
use super::peer;
use crate::app::App;

/// Upper ends of the ranges in which the time of answers is counted, in milliseconds.
const RANGES: [u64; 8] = [5, 10, 20, 50, 100, 250, 1_000, 5_000];

/// Counters since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    answers: [AtomicU64; 5],
    within: [AtomicU64; RANGES.len()],
    total_micros: AtomicU64,
    sign_ins: AtomicU64,
    failed_sign_ins: AtomicU64,
    foreign: AtomicU64,
    events: AtomicU64,
    limited: [AtomicU64; Asker::WORDS.len()],
}

fn add(counter: &AtomicU64, number: u64) {
    counter.fetch_add(number, Ordering::Relaxed);
}

fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

impl Metrics {
    /// Counts an answer with its time.
    pub fn answered(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).clamp(1, self.answers.len()) - 1;
        add(&self.answers[class], 1);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        add(&self.total_micros, micros);
        for (counter, end) in self.within.iter().zip(RANGES) {
            if micros <= end * 1_000 {
                add(counter, 1);
            }
        }
    }

    /// Counts a sign-in, or one that failed.
    pub fn signed_in(&self, well: bool) {
        add(if well { &self.sign_ins } else { &self.failed_sign_ins }, 1);
    }

    /// Counts a request of another site that wanted to change something.
    pub fn refused_origin(&self) {
        add(&self.foreign, 1);
    }

    /// Counts events that programs sent and that are on the disk.
    pub fn took_events(&self, count: usize) {
        add(&self.events, count as u64);
    }

    /// Counts a request that was refused because its asker had asked too often.
    pub fn limited(&self, asker: Asker) {
        add(&self.limited[asker.number()], 1);
    }

    fn text(&self) -> String {
        let mut text = String::from("# TYPE kamerton_answers_total counter\n");
        for (class, counter) in self.answers.iter().enumerate() {
            let (class, count) = (class + 1, read(counter));
            let _ = writeln!(text, "kamerton_answers_total{{status=\"{class}xx\"}} {count}");
        }
        let count: u64 = self.answers.iter().map(read).sum();
        text.push_str("# TYPE kamerton_answer_seconds histogram\n");
        for (counter, end) in self.within.iter().zip(RANGES) {
            let (count, end) = (read(counter), end as f64 / 1_000.0);
            let _ = writeln!(text, "kamerton_answer_seconds_bucket{{le=\"{end}\"}} {count}");
        }
        let sum = read(&self.total_micros) as f64 / 1e6;
        let _ = writeln!(text, "kamerton_answer_seconds_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(text, "kamerton_answer_seconds_sum {sum}");
        let _ = writeln!(text, "kamerton_answer_seconds_count {count}");
        for (name, counter) in [
            ("kamerton_sign_ins_total", &self.sign_ins),
            ("kamerton_failed_sign_ins_total", &self.failed_sign_ins),
            ("kamerton_foreign_requests_total", &self.foreign),
            ("kamerton_events_total", &self.events),
        ] {
            let _ = writeln!(text, "# TYPE {name} counter\n{name} {}", read(counter));
        }
        text.push_str("# TYPE kamerton_limited_total counter\n");
        for (word, counter) in Asker::WORDS.iter().zip(&self.limited) {
            let _ = writeln!(text, "kamerton_limited_total{{by=\"{word}\"}} {}", read(counter));
        }
        text
    }
}

/// Shows the counters to whoever asks from this machine; for all others there is no such page.
///
/// # Errors
/// When the request comes from elsewhere.
pub async fn show(State(app): State<App>, request: Request) -> Result<Response, WebError> {
    if !peer::is_here(request.extensions(), request.headers()) {
        return Err(WebError::NotFound);
    }
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], app.metrics().text()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_contain_each_other() {
        let metrics = Metrics::default();
        metrics.answered(200, Duration::from_millis(7));
        metrics.answered(404, Duration::from_secs(60));
        let text = metrics.text();
        for line in [
            "kamerton_answers_total{status=\"2xx\"} 1",
            "kamerton_answers_total{status=\"4xx\"} 1",
            "kamerton_answer_seconds_bucket{le=\"0.005\"} 0",
            "kamerton_answer_seconds_bucket{le=\"0.01\"} 1",
            "kamerton_answer_seconds_bucket{le=\"5\"} 1",
            "kamerton_answer_seconds_bucket{le=\"+Inf\"} 2",
            "kamerton_answer_seconds_sum 60.007",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
    }
}
