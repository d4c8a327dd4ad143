//! A clock that is moved on by hand, one for each test: tests have threads of their own.

use std::cell::Cell;
use std::time::Duration;

use kamerton_core::time::Instant;
use kamerton_fakes::Clock;

thread_local! {
    /// By how much it is ahead, in microseconds.
    static AHEAD: Cell<i64> = const { Cell::new(0) };
}

/// Sets it right, for a fake that was just begun.
pub fn begin() {
    AHEAD.set(0);
}

/// What it shows.
pub fn now() -> Instant {
    crate::stage::now().plus(AHEAD.get())
}

/// Lets time pass, for us and for a fake.
pub fn pass(fake: &Clock, time: Duration) {
    AHEAD.set(AHEAD.get() + i64::try_from(time.as_micros()).unwrap());
    fake.pass(time);
}
