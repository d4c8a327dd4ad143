//! Edges from a table: `source,target[,weight]`.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use csv::{ByteRecord, ReaderBuilder, Trim};
use kamerton_graph::Edges;

/// Edges by numbers, and whose numbers they are.
pub struct Named {
    /// The names of nodes, in the order in which they first came.
    pub names: Vec<Box<str>>,
    /// The edges.
    pub edges: Edges,
}

/// Reads a file, or standard input for `-`, as a stream: only names and numbers are kept.
///
/// # Errors
/// With the line, when one cannot be read; a graph that lacks some of its edges would say wrong things
/// of all nodes.
pub fn read(input: &Path) -> Result<Named> {
    let name = input.display().to_string();
    let reader: Box<dyn Read> = if input == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(input).with_context(|| format!("cannot open {name}"))?)
    };
    let mut reader = BufReader::with_capacity(1 << 18, reader);
    let mut header = Vec::new();
    reader.read_until(b'\n', &mut header).with_context(|| format!("cannot read {name}"))?;
    let header = header.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(header);
    let mut table = ReaderBuilder::new()
        .delimiter(delimiter(&header))
        .trim(Trim::All)
        .flexible(true)
        .from_reader(Cursor::new(header).chain(reader));
    let columns =
        Columns::find(table.byte_headers().with_context(|| format!("cannot read {name}"))?)
            .with_context(|| format!("{name}, line 1"))?;
    let mut numbers = Numbers::default();
    let mut edges = Edges::new();
    let mut record = ByteRecord::new();
    loop {
        let line = table.position().line();
        let is_read = table.read_byte_record(&mut record);
        let line = record.position().map_or(line, csv::Position::line);
        if !is_read.with_context(|| format!("{name}, line {line}"))? {
            break;
        }
        columns
            .edge(&record, &mut numbers)
            .and_then(|(from, to, weight)| Ok(edges.push(from, to, weight)?))
            .with_context(|| format!("{name}, line {line}, cannot be used; nothing was written"))?;
    }
    Ok(Named { names: numbers.names(), edges })
}

/// What stands between columns is known by the header.
fn delimiter(header: &[u8]) -> u8 {
    [b'\t', b';'].into_iter().find(|byte| header.contains(byte)).unwrap_or(b',')
}

/// Where source, target and weight stand.
struct Columns {
    source: usize,
    target: usize,
    weight: Option<usize>,
}

impl Columns {
    fn find(header: &ByteRecord) -> Result<Self> {
        let place = |names: [&str; 2]| {
            let is_one =
                |field: &[u8]| names.iter().any(|name| field.eq_ignore_ascii_case(name.as_bytes()));
            header.iter().position(is_one)
        };
        let (source, target) = (place(["source", "from"]), place(["target", "to"]));
        let (Some(source), Some(target)) = (source, target) else {
            let found: Vec<_> = header.iter().map(String::from_utf8_lossy).collect();
            bail!(
                "the header has to name the columns source and target, and weight if there is one; \
                 it is «{}»",
                found.join(",")
            );
        };
        Ok(Self { source, target, weight: place(["weight", "weight"]) })
    }

    fn edge(&self, record: &ByteRecord, numbers: &mut Numbers) -> Result<(u32, u32, f64)> {
        let field = |place: usize, what: &str| {
            let bytes = record.get(place).ok_or_else(|| anyhow!("it has no {what}"))?;
            let text = str::from_utf8(bytes).map_err(|_| anyhow!("its {what} is not UTF-8"))?;
            if text.is_empty() { Err(anyhow!("its {what} is empty")) } else { Ok(text) }
        };
        let (source, target) = (field(self.source, "source")?, field(self.target, "target")?);
        let weight = match self.weight {
            None => 1.0,
            Some(place) => {
                let text = field(place, "weight")?;
                text.parse().map_err(|_| anyhow!("the weight «{text}» is no number"))?
            }
        };
        Ok((numbers.of(source)?, numbers.of(target)?, weight))
    }
}

/// Numbers of names.
#[derive(Default)]
struct Numbers(HashMap<Box<str>, u32, foldhash::fast::RandomState>);

impl Numbers {
    fn of(&mut self, name: &str) -> Result<u32> {
        if let Some(number) = self.0.get(name) {
            return Ok(*number);
        }
        let number =
            u32::try_from(self.0.len()).context("there are more than 4,294,967,295 nodes")?;
        self.0.insert(name.into(), number);
        Ok(number)
    }

    fn names(self) -> Vec<Box<str>> {
        let mut names: Vec<(u32, Box<str>)> =
            self.0.into_iter().map(|(name, number)| (number, name)).collect();
        names.sort_unstable_by_key(|(number, _)| *number);
        names.into_iter().map(|(_, name)| name).collect()
    }
}
