//! Reading records out of files that may be larger than memory, or broken.
//!
//! Importers share three needs: lines of a file, elements of a JSON array somewhere inside a file,
//! and bytes turned into text. All of it holds at most one record of
//! [`MAX_RECORD`](crate::import::MAX_RECORD) bytes; a longer record is skipped with only its
//! beginning kept, so that the importer can refuse it by name and go on.

mod decode;
mod files;
mod json_items;
mod json_value;
mod lines;
mod pieces;
mod source;

pub use decode::{decode_text, decode_utf8, read_text};
pub use files::{files, natural_order, total_bytes};
pub use json_items::{Element, JsonItems};
pub use json_value::json_value;
pub use lines::{Line, Lines};
pub use pieces::{Piece, Pieces};
