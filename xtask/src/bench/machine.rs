//! The machine: what it is, how busy it is, what a process takes of it.

use std::fs::read_to_string;

use kamerton_core::time::Instant;

/// The clock.
pub fn now() -> Instant {
    jiff::Timestamp::now().into()
}

/// The largest memory of a running process so far, in MB; 0 when it has ended.
pub fn peak_memory(process: u32) -> f64 {
    field(&format!("/proc/{process}/status"), "VmHWM:")
}

/// The memory of a running process at this moment, in MB; 0 when it has ended.
pub fn memory_of(process: u32) -> f64 {
    field(&format!("/proc/{process}/status"), "VmRSS:")
}

/// The memory of this process, in MB.
pub fn memory() -> f64 {
    field("/proc/self/status", "VmRSS:")
}

fn field(file: &str, name: &str) -> f64 {
    let text = read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let kilobytes = line.split_whitespace().next().and_then(|number| number.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1_024.0
}

/// Processor, cores and memory in a line.
pub fn describe() -> String {
    let processors = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("an unknown processor", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = field("/proc/meminfo", "MemTotal:") / 1_024.0;
    format!("{model}, {cores} cores, {memory:.0} GB of memory, {}", std::env::consts::OS)
}

/// How many processes wanted to run in the last five minutes.
pub fn load() -> String {
    let text = read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().nth(1).unwrap_or("unknown").to_owned()
}
