//! One person in plain text.

use anyhow::Result;
use kamerton_app::people::show::{Evidence, Shown, money};

use crate::output::line;

type Text = fn(&'static str) -> &'static str;

/// Prints one person: where they stand, why, and all that is known.
pub fn print(shown: &Shown, text: Text) -> Result<()> {
    head(shown, text)?;
    grounds(shown, text)?;
    papers(shown, text)?;
    line(&format!("{}:", text("timeline")))?;
    for one in &shown.timeline.happened {
        let place = one.place.as_deref().map_or(String::new(), |place| format!(" [{place}]"));
        line(&format!("  {}  {}{place}  {}", one.at, text(one.kind), one.text))?;
    }
    match &shown.timeline.next {
        Some(next) => line(&format!("{}: --after {next}", text("next"))),
        None => Ok(()),
    }
}

fn head(shown: &Shown, text: Text) -> Result<()> {
    let person = &shown.person;
    line(&format!("{}  {}", person.name, person.id))?;
    let since = person.state_since.as_deref().unwrap_or("—");
    line(&format!(
        "{} {:.1}, {} {:.1}; {} ({} {since}); {} {}; {}: {}; {}",
        text("ring"),
        person.ring,
        text("bond"),
        person.bond,
        text(person.state),
        text("since"),
        text("stage"),
        person.stage,
        text("purchase"),
        text(person.purchase_basis),
        text(person.role),
    ))?;
    if let Some(contact) = &person.contact {
        line(&format!(
            "{}: {}, {}, {}",
            text("contact"),
            contact.with.as_deref().unwrap_or("—"),
            contact.at.as_deref().unwrap_or("—"),
            contact.place.as_deref().unwrap_or("—"),
        ))?;
    }
    if !person.tags.is_empty() {
        line(&format!("{}: {}", text("tags"), person.tags.join(", ")))?;
    }
    if shown.corrections.is_object() {
        line(&format!("{}: {}", text("by_hand"), shown.corrections))?;
    }
    Ok(())
}

fn grounds(shown: &Shown, text: Text) -> Result<()> {
    if !shown.why.evidence.is_empty() {
        line(&format!("{}:", text("why")))?;
    }
    for one in &shown.why.evidence {
        line(&ground(one, text))?;
    }
    if !shown.why.confirmations.is_empty() {
        let days = shown.why.confirmation_days;
        line(&format!("{} ({days} {}):", text("confirmations"), text("days")))?;
    }
    for one in &shown.why.confirmations {
        line(&ground(one, text))?;
    }
    if let Some(next) = &shown.why.next {
        line(&format!("{}: {} — {}", text("if_nothing"), next.day, text(next.state)))?;
    }
    let moves: Vec<String> =
        shown.moves.iter().map(|step| format!("{} {}", step.day, text(step.state))).collect();
    if !moves.is_empty() {
        line(&format!("{}: {}", text("moves"), moves.join(" → ")))?;
    }
    Ok(())
}

fn ground(one: &Evidence, text: Text) -> String {
    let quoted = one.text.as_deref().map_or(String::new(), |words| format!(" «{words}»"));
    let place = one.place.as_deref().map_or(String::new(), |place| format!(" [{place}]"));
    format!("  {}  {:+.1}  {}{place}{quoted}", one.day, one.weight, text(one.kind))
}

fn papers(shown: &Shown, text: Text) -> Result<()> {
    for one in &shown.order_list {
        let amount = money(one.amount_minor, &one.currency);
        let product = one.product.as_deref().unwrap_or_default();
        line(&format!("{}: {}  {amount} {product} ({})", text("order"), one.day, one.source))?;
    }
    for one in &shown.notes {
        line(&format!("{}: {}  {}: {}", text("note"), one.at, one.by, one.text))?;
    }
    for one in &shown.provenance {
        line(&format!(
            "{}: {} {} ({}, {}; {}, {}, {}, {} {})",
            text("account"),
            one.kind,
            one.name,
            text(one.role),
            one.role_source,
            one.source,
            one.basis,
            one.retention,
            text("since"),
            one.first_seen_at,
        ))?;
    }
    Ok(())
}
