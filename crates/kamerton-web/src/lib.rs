//! What people see: so far the words, in Russian and English. Pages come with the application.

pub mod words;
