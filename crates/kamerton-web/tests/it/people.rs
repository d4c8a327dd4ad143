//! Lists of people and one person: what is shown, and what is done there.

use kamerton_core::access::UserRole;

use crate::harness::{Browser, World};
use crate::today::demo;

/// The paths of the people on a page.
fn paths(text: &str) -> Vec<String> {
    let links = text.split("<th scope=\"row\"><a href=\"").skip(1);
    links.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

async fn first(browser: &Browser<'_>) -> String {
    paths(&browser.get("/people").await.text).remove(0)
}

async fn with_owner(world: &World) -> Browser<'_> {
    world.signed_in("owner@example.org").await
}

#[tokio::test]
async fn a_list_goes_on_page_by_page_without_repeating() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let page = owner.get("/people?sort=name").await.text;
    let seen = paths(&page);
    assert_eq!(seen.len(), 50);
    let link = page.split("pager\"><a class=\"btn\" href=\"").nth(1).unwrap();
    let next = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let more = paths(&owner.get(&next).await.text);
    assert!(!more.is_empty() && more.iter().all(|path| !seen.contains(path)), "{next}");
}

#[tokio::test]
async fn tabs_get_their_counts_and_filters_narrow() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let counts = owner.get("/people/counts?list=kamertons").await.text;
    let (tabs, beside) = counts.split_once("</nav>").unwrap();
    assert_eq!(tabs.matches("class=\"count\"").count(), 11, "{counts}");
    assert_eq!(beside.matches("hx-swap-oob").count(), 1, "pairs that may be one person: {counts}");
    assert!(counts.contains("list=kamertons\" aria-current=\"page\""), "{counts}");
    let nobody = owner.get("/people?q=Никтоздесьнезоветсятак").await.text;
    assert!(nobody.contains("Таких людей нет.") && nobody.contains("Сбросить"));
    assert!(!nobody.contains("Кривая"), "nothing is said of a list that is empty");
    let none = owner.get("/people?state=kamerton&stage=I").await;
    assert_eq!(none.status, 200);
}

#[tokio::test]
async fn a_person_is_shown_with_ring_and_grounds() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let page = owner.get(&first(&owner).await).await;
    assert_eq!(page.status, 200);
    for part in ["class=\"ring", "class=\"evidence\"", "class=\"timeline\"", "sumline"] {
        assert!(page.text.contains(part), "{part}\n{}", page.text);
    }
    assert!(!page.text.contains(" style="));
    for nobody in ["/people/nonsense", "/people/00000000-0000-0000-0000-000000000000"] {
        assert_eq!(owner.get(nobody).await.status, 404, "{nobody}");
    }
}

#[tokio::test]
async fn notes_and_tags_come_and_are_taken_back() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let path = first(&owner).await;
    let place = owner.post(&format!("{path}/tag"), &[("tag", "Ёж & <b>")]).await;
    let page = owner.get(place.leads_to()).await.text;
    assert!(page.contains("Метка добавлена") && !page.contains("<b>Ёж"), "{page}");
    assert!(page.contains("Ёж &#38; &#60;b&#62;"), "{page}");
    let undo = page
        .split("action=\"")
        .find_map(|rest| rest.split('"').next().filter(|action| action.contains("/untag?")));
    let gone = owner.post(&undo.unwrap().replace("&#38;", "&"), &[]).await;
    assert!(!owner.get(gone.leads_to()).await.text.contains("value=\"Ёж"));
    let noted = owner.post(&format!("{path}/note"), &[("text", "любит горы")]).await;
    let page = owner.get(noted.leads_to()).await.text;
    assert!(page.contains("любит горы") && page.contains("/forget\""), "{page}");
}

#[tokio::test]
async fn a_correction_outlives_the_figures_and_is_forgotten_again() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let path = first(&owner).await;
    let set = [("state", "detractor"), ("purchase", "yes")];
    let page = owner.post(&format!("{path}/correct"), &set).await;
    let text = owner.get(page.leads_to()).await.text;
    assert!(text.contains("Почему противник") && text.contains("поправлена вручную"), "{text}");
    owner.post(&format!("{path}/correct"), &[("state", ""), ("purchase", "")]).await;
    assert!(!owner.get(&path).await.text.contains("Почему противник"));
    assert_eq!(owner.post(&format!("{path}/role"), &[("role", "king")]).await.status, 404);
}

#[tokio::test]
async fn two_people_are_joined_and_parted() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let all = paths(&owner.get("/people").await.text);
    let (into, from) = (&all[0], &all[1]);
    let with = from.trim_start_matches("/people/");
    let plan = owner.get(&format!("{into}/join/{with}")).await.text;
    for word in ["Это один человек?", "Что перейдёт", "Как станет", "Станет частью"]
    {
        assert!(plan.contains(word), "{word}: {plan}");
    }
    assert_eq!(owner.get(from).await.status, 200, "a plan changes nothing");
    let said = [("with", with), ("reason", "одна и та же рука")];
    let joined = owner.post(&format!("{into}/join"), &said).await;
    let page = owner.get(joined.leads_to()).await.text;
    assert!(page.contains("Объединено в одного человека"), "{page}");
    assert!(page.contains("одна и та же рука"), "{page}");
    assert_eq!(
        owner.get(from).await.leads_to(),
        into,
        "the old address leads to the one who is left"
    );
    let undo = page
        .split("action=\"")
        .find_map(|rest| rest.split('"').next().filter(|action| action.ends_with("/undo")));
    owner.post(undo.unwrap(), &[]).await;
    assert_eq!(owner.get(from).await.status, 200);
}

#[tokio::test]
async fn accounts_are_parted_off_and_come_back() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let all = paths(&owner.get("/people").await.text);
    let (into, from) = (&all[0], &all[1]);
    let with = from.trim_start_matches("/people/");
    owner.post(&format!("{into}/join"), &[("with", with)]).await.leads_to();
    let choice = owner.get(&format!("{into}/split")).await.text;
    let accounts: Vec<&str> = choice
        .split("name=\"account\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(accounts.len() > 1, "{choice}");
    let plan = owner.get(&format!("{into}/split?account={}", accounts[0])).await.text;
    assert!(plan.contains("станет отдельным человеком") && plan.contains("переходит"), "{plan}");
    let said = [("account", accounts[0]), ("reason", "чужой аккаунт")];
    let parted = owner.post(&format!("{into}/split"), &said).await;
    let made = parted.leads_to().split('?').next().unwrap().to_owned();
    assert_ne!(&made, into);
    let page = owner.get(parted.leads_to()).await.text;
    assert!(page.contains("Аккаунты отделены") && page.contains("чужой аккаунт"), "{page}");
    let undo = page
        .split("action=\"")
        .find_map(|rest| rest.split('"').next().filter(|action| action.ends_with("/undo")));
    let back = owner.post(undo.unwrap(), &[]).await;
    assert!(back.leads_to().starts_with(into.as_str()), "{}", back.leads_to());
    assert_eq!(
        owner.get(&made).await.leads_to(),
        into,
        "the address of whoever was made leads there"
    );
    // Nothing to part off, and all of them: refused.
    assert_eq!(owner.post(&format!("{into}/split"), &[]).await.status, 422);
    let all: Vec<(&str, &str)> = accounts.iter().map(|id| ("account", *id)).collect();
    assert_eq!(owner.post(&format!("{into}/split"), &all).await.status, 422);
}

#[tokio::test]
async fn who_may_not_read_private_talk_sees_none_of_it() {
    let world = demo().await;
    let row = kamerton_store::workspaces::all(&mut world.store.read().await.unwrap()).await;
    let brand = kamerton_app::Brand::of(&row.unwrap()[0]).unwrap();
    world.user("smm@example.org", &brand, UserRole::Smm).await;
    let sql = "UPDATE place SET private = 1";
    let mut session = world.store.write().await.unwrap();
    session.execute(sql, vec![]).await.unwrap();
    session.commit().await.unwrap();
    let (owner, smm) = (with_owner(&world).await, world.signed_in("smm@example.org").await);
    let path = first(&owner).await;
    assert!(owner.get(&path).await.text.contains("<blockquote"));
    for page in [path.as_str(), "/", "/people"] {
        let text = smm.get(page).await.text;
        assert!(
            !text.contains("<blockquote") && !text.contains("class=\"clip\""),
            "{page}: {text}"
        );
    }
    assert!(smm.get(&path).await.text.contains("личный разговор"));
}

#[tokio::test]
async fn a_purchase_is_entered_in_the_brands_currency() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let path = first(&owner).await;
    let orders = format!("{path}?view=orders");
    assert!(owner.get(&orders).await.text.contains("Сумма, ₽</label>"));
    let settings = owner.get("/settings").await.text;
    assert!(settings.contains("value=\"RUB\" selected>российский рубль, ₽"), "{settings}");
    let set = |currency| [("name", "Утро"), ("zone", "Europe/Moscow"), ("currency", currency)];
    owner.post("/settings", &set("KZT")).await.leads_to();
    assert!(owner.get(&orders).await.text.contains("Сумма, ₸</label>"));
    let bought = [("day", "2026-01-05"), ("amount", "12 990,50"), ("product", "Струны")];
    owner.post(&format!("{path}/order"), &bought).await.leads_to();
    let page = owner.get(&orders).await.text;
    assert!(page.contains("12 990,50 ₸"), "{page}");
    let timeline = owner.get(&path).await.text;
    assert!(!timeline.contains("KZT"), "{timeline}");
    // What is stored stays in its own; a currency without minor units takes whole numbers.
    owner.post("/settings", &set("JPY")).await.leads_to();
    let page = owner.get(&orders).await.text;
    assert!(page.contains("12 990,50 ₸") && page.contains("Сумма, ¥</label>"), "{page}");
    assert!(page.contains("inputmode=\"numeric\"") && page.contains("Целым числом"), "{page}");
    let wrong = owner.post("/settings", &set("рубли")).await;
    assert!(wrong.status == 422 && wrong.text.contains("«рубли» — не валюта"), "{}", wrong.text);
}

#[tokio::test]
async fn reasons_are_said_in_the_visitors_language() {
    let world = demo().await;
    let owner = with_owner(&world).await;
    let path = first(&owner).await;
    let order = |day, amount| [("day", day), ("amount", amount)];
    for (form, why) in [
        (order("2026-01-05", "десять"), "«десять» — не сумма"),
        (order("вчера", "10"), "«вчера» — не дата"),
        (order("2099-01-05", "10"), "ещё не наступило"),
    ] {
        let answer = owner.post(&format!("{path}/order"), &form).await;
        assert!(answer.status == 422 && answer.text.contains(why), "{why}: {}", answer.text);
        assert!(!answer.text.contains("nothing was stored"), "{}", answer.text);
    }
    let own = path.trim_start_matches("/people/");
    let joined = owner.post(&format!("{path}/join"), &[("with", own)]).await;
    assert!(joined.text.contains("это тот же человек"), "{}", joined.text);
    let toast = owner.clone().with("hx-request", "true");
    let toast = toast.post(&format!("{path}/order"), &order("2026-01-05", "x")).await;
    assert!(toast.text.contains("Так не получится: «x» — не сумма"), "{}", toast.text);
    owner.post("/me", &[("lang", "en")]).await;
    let english = owner.post(&format!("{path}/order"), &order("2026-01-05", "x")).await;
    assert!(english.text.contains("“x” is not an amount"), "{}", english.text);
    let old = owner.get(&format!("{path}?after=zzz")).await;
    assert!(old.status == 422 && old.text.contains("out of date"), "{}", old.text);
}
