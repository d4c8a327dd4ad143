//! Measures the models that are in the program.

mod others;
pub mod own;
pub mod taught;

use anyhow::Result;

/// Prints all figures, and writes them to `docs/text-quality.md` where asked.
///
/// # Errors
/// When the corpus cannot be read.
pub fn run(write: bool) -> Result<()> {
    let mut report = String::new();
    for lang in crate::learn::LANGS {
        own::measure(lang, &mut report)?;
    }
    others::measure(&mut report)?;
    speed(&mut report)?;
    println!("{report}");
    if write {
        let file =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/text-quality.md");
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        let head = before.split("<!-- measured -->").next().unwrap_or("").trim_end();
        std::fs::write(&file, format!("{head}\n\n<!-- measured -->\n\n{report}"))?;
    }
    Ok(())
}

/// Prints the speed alone.
///
/// # Errors
/// When the corpus cannot be read.
pub fn run_speed() -> Result<()> {
    let mut report = String::new();
    speed(&mut report)?;
    println!("{report}");
    Ok(())
}

/// How many messages of our corpus one core reads in a second, all judgements together: the median
/// of five rounds, by themselves and with the messages that they stand under.
fn speed(report: &mut String) -> Result<()> {
    use std::fmt::Write;
    writeln!(report, "\n## Speed, one core\n")?;
    for lang in crate::learn::LANGS {
        let samples = crate::corpus::read(lang)?;
        let bytes: usize = samples.iter().map(|sample| sample.text.len()).sum();
        let round = |with_context: bool| {
            let start = std::time::Instant::now();
            for sample in &samples {
                let input = sample.input();
                let context = input.context.filter(|_| with_context);
                let input = kamerton_text::Input { context, ..input };
                std::hint::black_box(kamerton_text::read_all(&sample.section.lexicon, &input));
            }
            samples.len() as f64 / start.elapsed().as_secs_f64()
        };
        let median = |with_context: bool| {
            let mut rates: Vec<f64> = (0..5).map(|_| round(with_context)).collect();
            rates.sort_by(f64::total_cmp);
            rates.get(2).copied().unwrap_or_default()
        };
        writeln!(
            report,
            "- {lang}: {:.0} messages a second of {} bytes each, {:.0} with those above them",
            median(false),
            bytes / samples.len().max(1),
            median(true)
        )?;
    }
    Ok(())
}
