//! On the page of a person: what they bought and what else is in the list of their orders.

use kamerton_app::people::show::{self, Shown};
use kamerton_core::time::Day;

use super::person::day;
use crate::format;
use crate::pages::page::Page;

/// An order.
pub struct Bought {
    pub day: String,
    pub kind: String,
    pub product: String,
    pub amount: String,
}

/// How many purchases, and for how much, where all were paid in one currency.
pub fn bought(page: &Page, shown: &Shown) -> String {
    let count = page.count("person-orders", &shown.person.orders);
    let mut orders = shown.order_list.iter();
    let first = orders.next().map(|order| order.currency.clone());
    let Some(currency) = first.filter(|one| orders.all(|order| order.currency == *one)) else {
        return count;
    };
    // Money that went back is below nothing by itself.
    let sum: i64 = shown.order_list.iter().map(|order| order.amount_minor).sum();
    if sum <= 0 {
        return count;
    }
    format!("{count}, {}", format::money(page.lang, sum, &currency))
}

/// What the list of orders is called: by what it holds beside purchases.
pub fn view(page: &Page, shown: &Shown) -> String {
    let others = shown.order_list.len() as i64 - shown.person.orders;
    let registrations = shown.order_list.iter().filter(|order| order.kind == "registration");
    let registrations = registrations.count() as i64;
    page.say(match others {
        ..=0 => "person-orders-view",
        others if others == registrations => "person-orders-registrations",
        _ => "person-orders-more",
    })
}

/// The orders as the table has them.
pub fn all(page: &Page, shown: &Shown, today: Day) -> Vec<Bought> {
    shown.order_list.iter().map(|one| order(page, one, today)).collect()
}

/// An order as the table has it.
fn order(page: &Page, one: &show::Ordered, today: Day) -> Bought {
    Bought {
        day: day(page, Some(&one.day), today).unwrap_or_default(),
        kind: page.word("order", one.kind),
        product: one.product.clone().unwrap_or_default(),
        amount: amount(page, one).unwrap_or_else(|| "—".to_owned()),
    }
}

/// What was paid or went back; nothing where no money moved.
fn amount(page: &Page, one: &show::Ordered) -> Option<String> {
    let moved = one.amount_minor != 0;
    moved.then(|| format::money(page.lang, one.amount_minor, &one.currency))
}

/// An order of the timeline: how much, and what for. What kind it is stands beside it.
pub fn line(page: &Page, one: &show::Ordered) -> String {
    let parts = amount(page, one).into_iter().chain(one.product.clone());
    parts.collect::<Vec<String>>().join(", ")
}
