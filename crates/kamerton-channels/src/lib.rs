//! The connector contract, the one list of channels, one folder per channel.
//!
//! An importer reads a platform's own export format and hands over [`kamerton_core::fact::Fact`]s,
//! one by one, in the order of the file. It knows nothing of the store; it keeps no more in memory
//! than one record and its buffers, whatever the size of the file.

pub mod import;
