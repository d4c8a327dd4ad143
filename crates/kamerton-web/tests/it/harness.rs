//! An application on a fresh store, and browsers that look at it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use kamerton_app::accounts::sign_in;
use kamerton_app::accounts::users::{self, NewUser};
use kamerton_app::brand::{self, Brand, NewBrand, Settings};
use kamerton_app::sealed::Seal;
use kamerton_core::access::UserRole;
use kamerton_core::time::Instant;
use kamerton_store::{Store, Target};
use kamerton_web::{App, Language, Limits, Options};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::net::TcpListener;
use tower::ServiceExt;

pub const PASSWORD: &str = "верный-пароль-2026";
pub const FIRST_KEY: &str = "first-key";

/// Seconds by which the clock of the tests was moved on.
static LATER: AtomicI64 = AtomicI64::new(0);

pub fn clock() -> Instant {
    Instant::from_seconds(1_790_000_000 + LATER.load(Ordering::SeqCst))
}

/// A clock that stands: what fills with time stays as it is, whatever other tests wait for.
fn standing() -> Instant {
    Instant::from_seconds(1_790_000_000)
}

fn machine() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
}

/// Where worlds are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// The databases there are.
pub fn kinds() -> Vec<Kind> {
    if std::env::var_os("KAMERTON_TEST_POSTGRES").is_some() {
        return vec![Kind::Sqlite, Kind::Postgres];
    }
    eprintln!("KAMERTON_TEST_POSTGRES is not set: SQLite only");
    vec![Kind::Sqlite]
}

/// A new database on the server of the tests.
async fn new_database() -> String {
    let server = std::env::var("KAMERTON_TEST_POSTGRES").unwrap();
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("web_{}_{number}", std::process::id());
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    let mut connection = PgConnection::connect(&server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    let (front, _) = server.rsplit_once('/').unwrap();
    format!("{front}/{name}")
}

static NUMBER: AtomicI64 = AtomicI64::new(0);

/// An application with nothing in it.
pub struct World {
    _folder: tempfile::TempDir,
    pub store: Store,
    pub app: App,
    router: Router,
    clock: fn() -> Instant,
    /// Where it is reached from outside: `http://127.0.0.1:…`; empty where it does not listen.
    pub address: String,
}

impl World {
    pub async fn empty() -> Self {
        Self::with_url(None).await
    }

    pub async fn with_url(public_url: Option<&str>) -> Self {
        Self::with(Kind::Sqlite, public_url, Limits::OFF, clock).await
    }

    /// An application with nothing in it that counts requests, by a clock that stands.
    pub async fn with_limits(limits: Limits) -> Self {
        Self::with(Kind::Sqlite, None, limits, standing).await
    }

    async fn with(
        kind: Kind,
        public_url: Option<&str>,
        limits: Limits,
        clock: fn() -> Instant,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = match kind {
            Kind::Sqlite => Target::Directory(folder.path().to_owned()),
            Kind::Postgres => Target::Postgres(new_database().await),
        };
        let store = Store::create(&target).await.unwrap();
        let options = Options {
            clock,
            public_url: public_url.map(str::to_owned),
            lang: Language::Ru,
            first_key: FIRST_KEY.to_owned(),
            uploads: folder.path().join("uploads"),
            seal: Seal::of_file(&folder.path().join("seal")).unwrap(),
            limits,
            channels_may_ask: kamerton_app::outbound::Allowed::parse(["127.0.0.1"]).unwrap(),
            connectors: kamerton_app::CONNECTORS,
        };
        let app = App::new(store.clone(), options);
        let router = kamerton_web::router(&app);
        Self { _folder: folder, store, app, router, clock, address: String::new() }
    }

    /// An application with a brand and its owner.
    pub async fn with_brand() -> (Self, Brand) {
        Self::with_brand_on(Kind::Sqlite).await
    }

    /// The same on another database.
    pub async fn with_brand_on(kind: Kind) -> (Self, Brand) {
        let world = Self::with(kind, None, Limits::OFF, clock).await;
        let brand = world.brand("Ромашка").await;
        world.user("owner@example.org", &brand, UserRole::Owner).await;
        (world, brand)
    }

    /// The same by the clock of the machine, which others that are no part of it go by too.
    pub async fn at_this_hour(kind: Kind) -> (Self, Brand) {
        let world = Self::with(kind, None, Limits::OFF, machine).await;
        let brand = world.brand("Ромашка").await;
        world.user("owner@example.org", &brand, UserRole::Owner).await;
        (world, brand)
    }

    /// The same, and it listens: platforms call it as they would from outside.
    pub async fn served(kind: Kind) -> (Self, Brand) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut world = Self::with(kind, Some(&address), Limits::OFF, machine).await;
        world.address = address;
        let brand = world.brand("Ромашка").await;
        world.user("owner@example.org", &brand, UserRole::Owner).await;
        let app = world.app.clone();
        // It ends when the application is told to.
        tokio::spawn(async move {
            let never = std::future::pending();
            kamerton_web::serve(&app, listener, never, Duration::ZERO).await.unwrap();
        });
        (world, brand)
    }

    pub async fn brand(&self, name: &str) -> Brand {
        let new = NewBrand {
            name: name.to_owned(),
            zone: "Europe/Moscow".to_owned(),
            lang: "ru".to_owned(),
            settings: Settings::default(),
            demo: false,
        };
        let mut session = self.store.write().await.unwrap();
        let brand = brand::create(&mut session, &new, (self.clock)()).await.unwrap();
        session.commit().await.unwrap();
        brand
    }

    /// Makes a user with the password of all tests.
    pub async fn user(
        &self,
        email: &str,
        brand: &Brand,
        role: UserRole,
    ) -> kamerton_core::id::UserId {
        let new = NewUser {
            email: email.to_owned(),
            name: format!("Имя {role}"),
            password: PASSWORD.to_owned(),
        };
        let user = users::prepare(new, (self.clock)()).await.unwrap();
        let mut session = self.store.write().await.unwrap();
        users::insert(&mut session, &user).await.unwrap();
        users::set_roles(&mut session, brand.id, user.id, &[role]).await.unwrap();
        session.commit().await.unwrap();
        user.id
    }

    /// The cookie of a new session.
    pub async fn session(&self, user: kamerton_core::id::UserId) -> String {
        let mut session = self.store.write().await.unwrap();
        let secret = sign_in::begin(&mut session, user, (self.clock)()).await.unwrap();
        session.commit().await.unwrap();
        format!("kamerton={secret}")
    }

    /// A browser without any cookie.
    pub fn browser(&self) -> Browser<'_> {
        Browser { world: self, cookie: None, headers: vec![], from: None }
    }

    /// A browser that has signed in.
    pub async fn signed_in(&self, email: &str) -> Browser<'_> {
        let user = users::find(&mut self.store.read().await.unwrap(), email).await.unwrap();
        let cookie = self.session(user.id).await;
        Browser { cookie: Some(cookie), ..self.browser() }
    }

    /// An answer that goes on: a stream.
    pub async fn open(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// What comes back to a program.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        read(self.open(request).await).await
    }

    pub fn wait(seconds: i64) {
        LATER.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// A browser: it sends its cookie, and says where a form stands.
#[derive(Clone)]
pub struct Browser<'a> {
    world: &'a World,
    pub cookie: Option<String>,
    headers: Vec<(&'static str, &'static str)>,
    from: Option<SocketAddr>,
}

/// What came back, with plain spaces.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// As it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it leads.
    pub fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.header("location")
    }

    pub fn cookie(&self) -> Option<String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter().next()?;
        set.to_str().unwrap().split(';').next().map(str::to_owned)
    }
}

impl Browser<'_> {
    /// The same with a header more, or another value of one.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
        self
    }

    /// The same from another address.
    pub fn from(mut self, address: &str) -> Self {
        self.from = Some(SocketAddr::new(address.parse().unwrap(), 40_000));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let has_site = self.headers.iter().any(|(name, _)| *name == "sec-fetch-site");
        let ours = if has_site {
            self.clone()
        } else {
            self.clone().with("sec-fetch-site", "same-origin")
        };
        ours.ask("POST", path, Some(pairs.join("&"))).await
    }

    pub async fn ask(&self, method: &str, path: &str, body: Option<String>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !self.headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "here.test");
        }
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let is_named = self.headers.iter().any(|(name, _)| *name == "content-type");
        if body.is_some() && !is_named {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if let Some(from) = self.from {
            request = request.extension(ConnectInfo(from));
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        read(response).await
    }
}

async fn read(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    // A stream of events has no end to wait for.
    let streams =
        parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
    let body = if streams { Body::empty() } else { body };
    let bytes = axum::body::to_bytes(body, 10_000_000).await.unwrap();
    // Where a line may not break is looked at in a real browser.
    let text = String::from_utf8_lossy(&bytes).replace('\u{a0}', " ");
    if text.starts_with("<!doctype html>") {
        for tag in ["div", "section", "form", "ul", "span"] {
            let (begun, ended) = (format!("<{tag}"), format!("</{tag}>"));
            let counts = (text.matches(&begun).count(), text.matches(&ended).count());
            assert_eq!(counts.0, counts.1, "{tag} is not closed as often as opened: {text}");
        }
    }
    Answer { status: parts.status, headers: parts.headers, text, bytes: bytes.to_vec() }
}

fn escaped(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
