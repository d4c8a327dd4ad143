//! The words of `analyse identity`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `analyse identity`.
#[derive(Debug, Args)]
pub struct Identity {
    /// A table of people, CSV or TSV, with headings; given twice, the people of one are looked for in
    /// the other.
    #[arg(long, value_name = "FILE", required = true)]
    pub input: Vec<PathBuf>,
    /// The column that names the rows; nothing else is read out of it.
    #[arg(long, value_name = "COLUMN")]
    pub id: String,
    /// Where to write which rows are one person: id, cluster, probability; `-` for standard output.
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
    /// What a column holds, where its heading does not tell: --map surname=COLUMN. Fields: name,
    /// given_name, surname, patronymic, email, phone, handle, platform, picture, talk, birth, gender,
    /// city, postcode, address, number, code, category, text, ignore.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// Rows are taken for one person from this probability on.
    #[arg(long, default_value_t = 0.5, value_name = "0..1")]
    pub threshold: f32,
    /// Also write the pairs, with what speaks for and against each: id, other id, probability, reasons.
    #[arg(long, value_name = "FILE")]
    pub suggestions: Option<PathBuf>,
    /// Each of two files may hold a person several times; without it a row has at most one partner in
    /// the other file and none in its own.
    #[arg(long)]
    pub duplicates: bool,
    /// Pairs that are never one person: a file with two ids on each line, separated by a comma.
    #[arg(long, value_name = "FILE")]
    pub never: Option<PathBuf>,
}
