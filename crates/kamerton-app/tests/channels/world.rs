//! A brand with live channels, on SQLite and, where there is a server, on PostgreSQL.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use kamerton_app::accounts::audit::Actor;
use kamerton_app::brand::{self, NewBrand};
use kamerton_app::channels::{Channels, Filled, Options, Tempo};
use kamerton_app::intake::Intakes;
use kamerton_app::live::{Call, Connector, Reply, Settings};
use kamerton_app::outbound::Allowed;
use kamerton_app::sealed::Seal;
use kamerton_app::{Brand, check};
use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef};
use kamerton_core::id::ConnectionId;
use kamerton_core::time::{Instant, MINUTE, SECOND};
use kamerton_store::connections::{self, ConnectionRow};
use kamerton_store::{Store, Target, copy};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::script::{CONNECTORS, WORD};

/// The clock: leases and waits are real here.
pub fn now() -> Instant {
    jiff::Timestamp::now().into()
}

/// The patience of tests.
pub fn tempo() -> Tempo {
    Tempo {
        look: Duration::from_millis(30),
        lease: SECOND,
        renew: Duration::from_millis(150),
        wait: Duration::from_millis(50),
        first_wait: Duration::from_millis(20),
        longest_wait: Duration::from_millis(200),
        gap: MINUTE,
        register: Duration::from_millis(200),
        discover: Duration::from_millis(100),
        search: Duration::from_secs(60),
        naming: Duration::from_millis(50),
        reach: Duration::from_millis(50),
        follow: SECOND / 10,
        follow_look: Duration::from_millis(30),
        follow_gap: Duration::from_millis(5),
        outbox: Duration::from_millis(30),
    }
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The databases there are, each empty.
pub async fn targets(folder: &tempfile::TempDir) -> Vec<Target> {
    let mut targets = vec![Target::Directory(folder.path().join("data"))];
    if let Ok(server) = std::env::var("KAMERTON_TEST_POSTGRES") {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("channels_{}_{number}", std::process::id());
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        let (front, _) = server.rsplit_once('/').unwrap();
        targets.push(Target::Postgres(format!("{front}/{name}")));
    } else {
        eprintln!("KAMERTON_TEST_POSTGRES is not set: checked on SQLite only");
    }
    targets
}

/// A brand with live channels.
pub struct World {
    pub store: Store,
    pub brand: Brand,
    pub intakes: Intakes,
    pub channels: Channels,
    seal: Seal,
}

/// Channels at work.
pub struct Working {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Working {
    /// Ends as a program that is told to.
    pub async fn end(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }

    /// Ends as a program that is killed.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

pub fn by() -> Actor {
    Actor { user: None, name: "Аня".to_owned() }
}

impl World {
    pub async fn on(target: &Target) -> Self {
        let store = Store::create(target).await.unwrap();
        let new = NewBrand {
            name: "Маяк".to_owned(),
            zone: "Europe/Moscow".to_owned(),
            lang: "ru".to_owned(),
            settings: brand::Settings::default(),
            demo: false,
        };
        let mut session = store.write().await.unwrap();
        let brand = brand::create(&mut session, &new, now()).await.unwrap();
        session.commit().await.unwrap();
        Self::of(store, brand, None)
    }

    pub fn of(store: Store, brand: Brand, public_url: Option<&str>) -> Self {
        Self::by(store, brand, public_url, CONNECTORS)
    }

    /// The same with other connectors.
    pub fn by(
        store: Store,
        brand: Brand,
        public_url: Option<&str>,
        connectors: &'static [&'static dyn Connector],
    ) -> Self {
        let seal = Seal::of_text(&"A".repeat(43)).unwrap();
        let intakes = Intakes::new(store.clone(), now, connectors);
        let options = Options {
            clock: now,
            seal: seal.clone(),
            allowed: Allowed::default(),
            public_url: public_url.map(str::to_owned),
            tempo: tempo(),
        };
        let channels = Channels::new(store.clone(), intakes.clone(), connectors, options);
        Self { store, brand, intakes, channels, seal }
    }

    /// Another node on the same store.
    pub fn another(&self, public_url: Option<&str>) -> Self {
        Self::of(self.store.clone(), self.brand.clone(), public_url)
    }

    pub async fn connect(&self, settings: &Settings) -> ConnectionId {
        let filled = Filled { name: "Бот".to_owned(), settings: settings.clone() };
        let id = self.channels.create(&self.brand, WORD, &filled, &by()).await.unwrap();
        self.channels.check(&self.brand, id).await.unwrap().unwrap();
        id
    }

    /// Begins to work.
    pub fn work(&self) -> Working {
        let (stop, stopped) = watch::channel(false);
        Working { stop, task: tokio::spawn(self.channels.clone().run(stopped)) }
    }

    pub async fn row(&self, id: ConnectionId) -> ConnectionRow {
        let mut session = self.store.read().await.unwrap();
        connections::by_id(&mut session, self.brand.id, id).await.unwrap().unwrap()
    }

    /// The secret of our own that the platform was told.
    pub async fn hook_secret(&self, id: ConnectionId) -> String {
        let row = self.row(id).await;
        let opened = self.seal.open(&format!("connection {id}"), &row.sealed_settings).unwrap();
        let fields: std::collections::BTreeMap<String, String> =
            serde_json::from_str(&opened).unwrap();
        fields["hook-secret"].clone()
    }

    /// A call of the platform.
    pub async fn call(
        &self,
        id: ConnectionId,
        secret: &str,
        body: &str,
    ) -> Result<Reply, kamerton_app::channels::NotReceived> {
        let headers = [("x-secret".to_owned(), secret.to_owned())];
        let call = Call { headers: &headers, query: "", body: body.as_bytes(), from: None };
        self.channels.receive(&self.brand, id, &call).await
    }

    /// Waits until everything that came is folded.
    pub async fn settle(&self) {
        self.intakes.of(&self.brand).settle().await.unwrap();
    }

    pub async fn count(&self, table: &str) -> i64 {
        copy::counts(&mut self.store.read().await.unwrap()).await.unwrap()[table]
    }

    /// Recounts everything and expects no difference.
    pub async fn expect_right(&self) {
        let report = check::run(&self.store, &self.brand, false, now(), |_| {}).await.unwrap();
        assert_eq!(report.differences, 0, "{:#?}", report.examples);
    }

    pub async fn close(self) {
        self.intakes.settle().await;
        self.store.close().await;
    }
}

/// Waits until something is so.
pub async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..3_000 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not become so: {what}");
}

pub fn place(remote_id: &str) -> PlaceRef {
    PlaceRef {
        kind: WORD.to_owned(),
        remote_id: remote_id.to_owned(),
        title: format!("Чат {remote_id}"),
        private: remote_id.starts_with("dm-"),
    }
}

pub fn author(id: &str) -> Account {
    Account {
        kind: WORD.to_owned(),
        remote_id: id.to_owned(),
        display_name: Some(format!("Имя {id}")),
        ..Account::default()
    }
}

/// A message of somebody, so many minutes ago.
pub fn message(room: &str, number: usize, who: &str, ago: i64) -> MessageFact {
    MessageFact {
        place: place(room),
        key: format!("{WORD}:{room}:{number}"),
        author: Some(author(who)),
        sent_at: Instant::from_seconds(now().micros() / SECOND).plus(-ago * MINUTE),
        text: format!("спасибо, сообщение {number}"),
        ..MessageFact::default()
    }
}

pub fn said(message: &MessageFact) -> String {
    crate::script::payload(&[Fact::Message(message.clone())])
}
