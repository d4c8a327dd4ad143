//! Mails of corpora and mails that break readers.

mod corpora;
mod hostile;
