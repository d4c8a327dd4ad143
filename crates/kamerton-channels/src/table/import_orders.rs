//! Rows that are purchases, registrations, subscriptions and refunds.

use kamerton_core::fact::{Fact, OrderFact, OrderKind};

use super::columns::{Field, Known, Shape, plain};
use super::import_people::{
    DISCORD, EMAIL, HANDLE, HANDLE_KIND, MAX, NAME, PHONE, SURNAME, TELEGRAM, VK, WHATSAPP,
};
use super::keys::Keys;
use super::money::{Decimal, amount, currency, currency_of_header, number};
use super::rows::Row;
use super::values::{Repeats, hash, id};
use super::{Converted, Table};
use crate::slug::slug;

/// Where neither the row, the cell nor the column names a currency.
const CURRENCY: &str = "RUB";

/// The source in keys where `--place` names none. Not the file: the export of this month and that
/// of the last overlap, and the same order must not become two.
const SOURCE: &str = "orders";

pub(super) const SHAPE: Shape = Shape {
    fields: &[
        Known {
            field: Field::Number,
            word: "number",
            names: &[
                "номерзаказа",
                "номерпокупки",
                "заказ",
                "номерчека",
                "чек",
                "номерсчета",
                "номер",
                "ordernumber",
                "orderid",
                "orderno",
                "order",
                "invoiceno",
                "invoice",
                "invoicenumber",
                "number",
                "transactionid",
                "idзаказа",
                "id",
            ],
        },
        Known {
            field: Field::Kind,
            word: "kind",
            names: &[
                "тип",
                "вид",
                "типоперации",
                "операция",
                "событие",
                "kind",
                "type",
                "event",
                "ordertype",
            ],
        },
        Known {
            field: Field::Date,
            word: "date",
            names: &[
                "датазаказа",
                "датапокупки",
                "дата",
                "датаивремя",
                "датаоплаты",
                "датасоздания",
                "orderdate",
                "invoicedate",
                "date",
                "datetime",
                "createdat",
                "created",
                "paidat",
                "timestamp",
                "purchasedate",
                "transactiondate",
            ],
        },
        Known {
            field: Field::Amount,
            word: "amount",
            names: &[
                "итого",
                "сумма",
                "суммазаказа",
                "стоимость",
                "стоимостьзаказа",
                "всего",
                "amount",
                "total",
                "totalamount",
                "sum",
                "orderamount",
                "ordertotal",
                "grandtotal",
                "revenue",
                "выручка",
                "оплачено",
            ],
        },
        Known {
            field: Field::UnitPrice,
            word: "unit_price",
            names: &[
                "ценазаединицу",
                "ценазаштуку",
                "ценазашт",
                "unitprice",
                "priceperunit",
                "itemprice",
            ],
        },
        Known { field: Field::Price, word: "price", names: &["цена", "price"] },
        Known {
            field: Field::Quantity,
            word: "quantity",
            names: &["количество", "колво", "штук", "quantity", "qty", "count"],
        },
        Known {
            field: Field::Currency,
            word: "currency",
            names: &["валюта", "currency", "currencycode"],
        },
        Known {
            field: Field::Product,
            word: "product",
            names: &[
                "товар",
                "услуга",
                "наименование",
                "наименованиетовара",
                "продукт",
                "название",
                "тариф",
                "product",
                "productname",
                "item",
                "service",
                "description",
                "plan",
                "sku",
            ],
        },
        EMAIL,
        PHONE,
        Known {
            field: Field::Crm,
            word: "crm",
            names: &[
                "crmid",
                "crm",
                "customerid",
                "clientid",
                "userid",
                "клиентid",
                "idклиента",
                "кодклиента",
                "номерклиента",
            ],
        },
        TELEGRAM,
        VK,
        MAX,
        WHATSAPP,
        DISCORD,
        HANDLE,
        NAME,
        SURNAME,
    ],
    needs: &[
        &[Field::Date],
        &[
            Field::Email,
            Field::Phone,
            Field::Crm,
            Field::Telegram,
            Field::Vk,
            Field::Max,
            Field::Whatsapp,
            Field::Discord,
            Field::Handle,
            Field::Name,
        ],
        &[Field::Amount, Field::UnitPrice, Field::Price, Field::Kind],
    ],
    dates: &[Field::Date],
    example: "amount=\"Сумма с НДС\"",
};

/// The order of a row.
pub(super) fn convert(row: &Row, table: &Table, repeats: &mut Repeats) -> Converted {
    let date = table.one(row, Field::Date).ok_or("the date is empty")?;
    let at = table.dates.instant(date)?;
    let paid = paid(row, table)?;
    let kind = kind(row, table, &paid)?;
    let mut keys = Keys::of(&table.columns, &row.cells, HANDLE_KIND);
    keys.named(table.name(row).as_deref());
    if keys.accounts.is_empty() {
        keys.remarks.push("no e-mail, phone, id, handle or name: nobody bought this".to_owned());
        return Err(keys.remarks.join("; "));
    }
    let amount = if kind == OrderKind::Refund { paid.amount.negative() } else { paid.amount };
    let product = table.one(row, Field::Product).map(str::to_owned);
    let mut order = OrderFact {
        key: String::new(),
        kind,
        at,
        amount_minor: amount.minor(&paid.currency).ok_or("the amount is too large")?,
        currency: paid.currency,
        product,
        accounts: keys.accounts,
    };
    order.key = repeats.numbered(key(row, table, &order));
    Ok((Fact::Order(order), keys.remarks))
}

/// What was paid.
struct Paid {
    amount: Decimal,
    currency: String,
    /// A negative amount or quantity: something went back.
    negative: bool,
}

fn paid(row: &Row, table: &Table) -> Result<Paid, String> {
    let quantity = match table.one(row, Field::Quantity) {
        Some(cell) => Some(number(cell).ok_or_else(|| format!("«{cell}» is no quantity"))?),
        None => None,
    };
    let has_quantity = table.columns.has(Field::Quantity);
    let field = [Field::Amount, Field::UnitPrice, Field::Price]
        .into_iter()
        .find(|field| table.columns.has(*field));
    // A `price` beside a quantity is the price of one; alone it is what was paid.
    let each = field == Some(Field::UnitPrice) || field == Some(Field::Price) && has_quantity;
    let cell = field.and_then(|field| table.one(row, field));
    let (value, sign) = match cell {
        Some(cell) => amount(cell).ok_or_else(|| format!("«{}» is no amount", short(cell)))?,
        None if table.one(row, Field::Kind).is_some() => (Decimal::ZERO, None),
        None => return Err("the amount is empty".to_owned()),
    };
    let total = match quantity {
        Some(quantity) if each => value.times(quantity).ok_or("the amount is too large")?,
        _ => value,
    };
    Ok(Paid {
        amount: total,
        currency: currency_of(row, table, sign, field)?,
        negative: total.is_negative() || quantity.is_some_and(Decimal::is_negative),
    })
}

/// The sign in the cell wins, then the column `currency`, then the name of the amount's column.
fn currency_of(
    row: &Row,
    table: &Table,
    sign: Option<String>,
    field: Option<Field>,
) -> Result<String, String> {
    if let Some(sign) = sign {
        return Ok(sign);
    }
    if let Some(cell) = table.one(row, Field::Currency) {
        return currency(cell).ok_or_else(|| format!("«{}» is no currency", short(cell)));
    }
    let header = field.and_then(|field| table.columns.first(field));
    let header = header.and_then(|at| table.header.get(at));
    Ok(header.and_then(|name| currency_of_header(name)).unwrap_or_else(|| CURRENCY.to_owned()))
}

fn kind(row: &Row, table: &Table, paid: &Paid) -> Result<OrderKind, String> {
    let Some(cell) = table.one(row, Field::Kind) else {
        return Ok(if paid.negative { OrderKind::Refund } else { OrderKind::Purchase });
    };
    kind_named(&plain(cell)).ok_or_else(|| {
        let words: Vec<_> = OrderKind::ALL.iter().map(|kind| kind.word()).collect();
        format!("«{}» is no kind of order; the kinds are {}", short(cell), words.join(", "))
    })
}

fn kind_named(word: &str) -> Option<OrderKind> {
    Some(match word {
        "покупка" | "заказ" | "продажа" | "оплата" | "purchase" | "order" | "sale" | "payment" => {
            OrderKind::Purchase
        }
        "регистрация" | "registration" | "signup" | "register" => {
            OrderKind::Registration
        }
        "подписка"
        | "началоподписки"
        | "оформлениеподписки"
        | "subscription"
        | "subscriptionstart"
        | "subscribe"
        | "start" => OrderKind::SubscriptionStart,
        "продление" | "продлениеподписки" | "renewal" | "subscriptionrenewal" | "renew" => {
            OrderKind::SubscriptionRenewal
        }
        "отменаподписки"
        | "отписка"
        | "конецподписки"
        | "окончаниеподписки"
        | "end"
        | "subscriptionend"
        | "cancellation"
        | "cancel"
        | "unsubscribe" => OrderKind::SubscriptionEnd,
        "возврат" | "возвраттовара" | "refund" | "return" => OrderKind::Refund,
        _ => return None,
    })
}

/// The number in its system with what tells the lines of one order apart: its product, and its
/// kind unless that is a purchase. Without a number, a hash of the row.
fn key(row: &Row, table: &Table, order: &OrderFact) -> String {
    let source = table.place.as_deref().map_or_else(|| SOURCE.to_owned(), slug);
    let product = order.product.as_deref().unwrap_or_default();
    let Some(number) = table.one(row, Field::Number) else {
        let (instant, amount) = (order.at.micros().to_string(), order.amount_minor.to_string());
        let buyer = order.accounts.first();
        let name = buyer.and_then(|buyer| buyer.display_name.as_deref()).unwrap_or_default();
        let handle = buyer.and_then(|buyer| buyer.handle.as_deref()).unwrap_or_default();
        let id = buyer.map_or("", |buyer| buyer.remote_id.as_str());
        // The name of somebody with a key may be written in many ways.
        let name = if id.is_empty() && handle.is_empty() { name } else { "" };
        let parts = [&instant, order.kind.word(), &amount, &order.currency, product];
        return format!("order:{source}:row:{}", hash(&[&parts[..], &[id, handle, name]].concat()));
    };
    let mut key = format!("order:{source}:{}", id(number));
    if !product.is_empty() {
        key.push(':');
        key.extend(hash(&[product]).chars().take(16));
    }
    if order.kind != OrderKind::Purchase {
        key.push(':');
        key.push_str(order.kind.word());
    }
    key
}

fn short(cell: &str) -> String {
    cell.chars().take(80).collect()
}
