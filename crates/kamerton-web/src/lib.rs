//! What people see: words in Russian and English, numbers and dates as the reader writes them, and
//! drawn rings and charts. Pages come with the application.

pub mod chart;
pub mod format;
mod path;
pub mod ring;
pub mod words;
