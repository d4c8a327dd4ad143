//! The words of the command line.

mod access;
mod analyse;
mod channels;
mod identity;
mod messages;
mod places;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use access::{Token, TokenAction, User, UserAction, Webhook, WebhookAction};
pub use analyse::{Analyse, AnalyseWhat, GraphFile};
pub use channels::{Channel, ChannelAct, ChannelAction};
pub use identity::Identity;
pub use messages::Messages;
pub use places::{Places, PlacesAction};

/// Grow a loyal community: know every person, and whom to talk to today and why.
#[derive(Debug, Parser)]
#[command(name = "kamerton", version, about, propagate_version = true)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// Directory of the embedded database (default: ./data).
    #[arg(long, global = true, env = "KAMERTON_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded database: postgres://user@host/database.
    #[arg(
        long,
        global = true,
        env = "KAMERTON_DATABASE_URL",
        value_name = "URL",
        conflicts_with = "data"
    )]
    pub database_url: Option<String>,
    /// Configuration file (default: ./kamerton.toml, if there is one).
    #[arg(long, global = true, env = "KAMERTON_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The brand to work with, where there are several.
    #[arg(
        long = "brand",
        id = "use_brand",
        global = true,
        env = "KAMERTON_BRAND",
        value_name = "NAME"
    )]
    pub brand: Option<String>,
    /// Language of what is printed (default: the brand's).
    #[arg(long, global = true, env = "KAMERTON_LANG")]
    pub lang: Option<Lang>,
    /// Print data as JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

/// What can be done.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "one of it is made in the life of the program")]
pub enum Command {
    /// Serve the application to browsers and programs.
    Serve(Serve),
    /// Make a brand and its administrator; the password is read from standard input.
    Init(Init),
    /// Import a real history, people or orders.
    Import(Import),
    /// Print today's steps: whom to talk to and why.
    Today(Today),
    /// People: list them, look at one, correct what is known.
    People(People),
    /// Search messages.
    Messages(Messages),
    /// Places: how they live.
    Places(Places),
    /// Say what was done with a step.
    Step(Step),
    /// Read texts, drafts or a graph from a file and say what the analyser sees.
    Analyse(Analyse),
    /// Read the history again by this version of the analysis; a running `serve` does it by itself.
    Reread {
        /// Only compare: nothing is stored.
        #[arg(long)]
        dry_run: bool,
    },
    /// Recompute every roll-up and charge and compare.
    Check(Check),
    /// Make the demo brand, or remove it.
    Demo(Demo),
    /// Users: who signs in.
    User(User),
    /// Tokens: by which programs come in.
    Token(Token),
    /// Live channels: connect accounts of platforms, see how they are and what went out.
    Channel(Channel),
    /// Senders of signed calls: by which services without a token hand events in.
    Webhook(Webhook),
    /// Write a backup.
    Backup(Backup),
    /// Restore a backup into an empty place.
    Restore(Restore),
    /// Bring the database up to date.
    Migrate,
    /// Move an embedded installation to PostgreSQL.
    MigrateTo(MigrateTo),
    /// Look whether everything is as it should be.
    Doctor,
    /// Print completions for a shell.
    Completions(Completions),
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port to listen on (default: 127.0.0.1:8080).
    #[arg(long, env = "KAMERTON_LISTEN", value_name = "HOST:PORT")]
    pub listen: Option<String>,
    /// The address under which browsers reach it, behind a proxy: https://kamerton.example.
    #[arg(long, env = "KAMERTON_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// E-mail address of the first administrator.
    #[arg(long)]
    pub admin: String,
    /// Time zone that days are counted in.
    #[arg(long, default_value = "Europe/Moscow")]
    pub zone: String,
    /// Other spellings of the brand's name, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub terms: Vec<String>,
    /// What its products are called, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub products: Vec<String>,
    /// Named competitors, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub competitors: Vec<String>,
    /// How people are addressed: вы or ты.
    #[arg(long, value_enum, default_value = "vy")]
    pub address: Address,
}

/// How people are addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Address {
    /// «Вы».
    Vy,
    /// «Ты».
    Ty,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// telegram, zulip, discourse, discord, slack, mbox, messages, people or orders.
    pub kind: String,
    /// Files or folders.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Name of the place, where the source does not tell it better.
    #[arg(long)]
    pub place: Option<String>,
    /// Zone of times that carry none: Europe/Moscow, +03:00.
    #[arg(long)]
    pub zone: Option<String>,
    /// Who of the authors is one of us: names, handles or ids separated by commas, or a file with
    /// one on each line. May be given several times.
    #[arg(long, value_name = "FILE|NAME,…")]
    pub staff: Vec<String>,
    /// Which accounts speak as the brand; as --staff.
    #[arg(long = "brand-account", value_name = "FILE|NAME,…")]
    pub brand_account: Vec<String>,
    /// Which authors are programs; as --staff.
    #[arg(long, value_name = "FILE|NAME,…")]
    pub bot: Vec<String>,
    /// Which column holds what, for tables: --map text="Текст сообщения".
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub columns: Vec<String>,
}

/// Arguments of `today`.
#[derive(Debug, Args)]
pub struct Today {
    /// Plan of 09:00 of this day, from what was known then; nothing is written.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub at: Option<String>,
    /// Plan anew what was planned already today.
    #[arg(long)]
    pub again: bool,
}

/// Arguments of `people`.
#[derive(Debug, Args)]
pub struct People {
    /// What to do with people; without it they are listed.
    #[command(subcommand)]
    pub action: Option<PeopleAction>,
    /// Filters of the list.
    #[command(flatten)]
    pub filter: Filter,
    /// How much of it.
    #[command(flatten)]
    pub part: Part,
}

/// How much of a list.
#[derive(Debug, Args)]
pub struct Part {
    /// How many.
    #[arg(long, default_value_t = 50)]
    pub limit: i64,
    /// The page after the one whose last line printed this cursor.
    #[arg(long)]
    pub after: Option<String>,
    /// Count them instead.
    #[arg(long)]
    pub count: bool,
}

/// Filters and order of a list of people.
#[derive(Debug, Args)]
pub struct Filter {
    /// Only this state: detractor, cold, warm, passive_promoter, kamerton.
    #[arg(long)]
    pub state: Option<String>,
    /// Only this stage: 1, 2 or 3.
    #[arg(long)]
    pub stage: Option<i64>,
    /// Only this position on the commerce axis: none, first, repeat.
    #[arg(long)]
    pub commerce: Option<String>,
    /// Only people with this tag.
    #[arg(long)]
    pub tag: Option<String>,
    /// Only this role: member, staff, brand, bot, unknown.
    #[arg(long, default_value = "member")]
    pub role: String,
    /// Only people whose first name or surname begins so.
    #[arg(long)]
    pub name: Option<String>,
    /// Only people who talked with one of us in the last so many days.
    #[arg(long, value_name = "DAYS")]
    pub contact: Option<i64>,
    /// Only people who wrote in the last so many days.
    #[arg(long, value_name = "DAYS")]
    pub active: Option<i64>,
    /// Only people who did not talk with any of us in the last so many days; 0: who never did.
    #[arg(long, value_name = "DAYS")]
    pub no_contact: Option<i64>,
    /// Only people who did not write in the last so many days; 0: who never did.
    #[arg(long, value_name = "DAYS")]
    pub silent: Option<i64>,
    /// Only people first seen in the last so many days.
    #[arg(long, value_name = "DAYS")]
    pub new: Option<i64>,
    /// Only people with orders, or without: yes, no.
    #[arg(long, value_name = "yes|no")]
    pub orders: Option<String>,
    /// Only people who wrote in the place of this title.
    #[arg(long, value_name = "TITLE")]
    pub place: Option<String>,
    /// Only people of this segment: its name, or a description such as
    /// 'stage: promoter and not wrote for 30 days', in Russian or English.
    #[arg(long, value_name = "TEXT")]
    pub segment: Option<String>,
    /// A list that is asked for often, by its word, such as kamertons or new-this-month; other
    /// filters narrow it.
    #[arg(long, value_name = "WORD")]
    pub list: Option<String>,
    /// Order: charge, active, contact, name, new (default: the list's, else charge).
    #[arg(long)]
    pub sort: Option<String>,
}

/// How people are merged or split.
#[derive(Debug, clap::Args)]
pub struct How {
    /// Why; it stays in the person's history.
    #[arg(long, default_value = "")]
    pub reason: String,
    /// Only say what would move, what clashes, and how people would look.
    #[arg(long)]
    pub dry_run: bool,
}

/// What to do with people.
#[derive(Debug, Subcommand)]
pub enum PeopleAction {
    /// One person: charge, state and stage with the messages behind them, orders, notes.
    Show {
        /// Id or name.
        who: String,
        /// The page of the timeline after the one whose end printed this.
        #[arg(long)]
        after: Option<String>,
        /// How much of the timeline.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Write a whole list into a file for spreadsheets, .csv or .xlsx; the audit log remembers it.
    Export {
        /// The file to write; it must not be there.
        file: PathBuf,
        /// Whom.
        #[command(flatten)]
        filter: Box<Filter>,
    },
    /// Say what an account is: member, staff, brand, bot or unknown.
    Role {
        /// Id, name or handle.
        who: String,
        /// The role.
        role: String,
    },
    /// Propose roles from how accounts behave.
    ProposeRoles,
    /// Who matters: leaders among clients, newcomers, outsiders who speak of us.
    Leaders,
    /// Who may be one person, with how likely and why; accounts that wait are looked at first.
    Suggestions {
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// The page after the one whose end printed this.
        #[arg(long)]
        after: Option<String>,
    },
    /// Say that two people are two: they are never suggested again.
    Never {
        /// Id or name.
        one: String,
        /// Id or name.
        other: String,
    },
    /// Take back that two people are two.
    Maybe {
        /// Id or name.
        one: String,
        /// Id or name.
        other: String,
    },
    /// Join two people into one.
    Merge {
        /// Who is left: id or name.
        into: String,
        /// Who becomes part of them: id or name.
        from: String,
        #[command(flatten)]
        how: How,
    },
    /// Part accounts that are somebody else's off a person.
    Split {
        /// Id or name.
        who: String,
        /// An account that goes, by the id that `show --json` gives; may be said several times.
        #[arg(long = "account", required = true)]
        accounts: Vec<String>,
        #[command(flatten)]
        how: How,
    },
    /// Take a merge or a split back, whatever came after it.
    Undo {
        /// What `merge` or `split` printed.
        line: String,
    },
    /// Add a tag.
    Tag {
        /// Id or name.
        who: String,
        /// The tag; with a leading minus it is taken off.
        #[arg(allow_hyphen_values = true)]
        tag: String,
    },
    /// Add a note; the person may ask to see it.
    Note {
        /// Id or name.
        who: String,
        /// The note.
        text: String,
    },
    /// Set by hand what outlives every recomputation: state=warm, stage=2, purchase=yes, or
    /// «state=» to forget it.
    Correct {
        /// Id or name.
        who: String,
        /// What.
        what: String,
    },
    /// Enter an order by hand.
    Order {
        /// Id or name.
        who: String,
        /// Day: 2026-03-01.
        #[arg(long)]
        day: String,
        /// Amount in major units: 1990 or 1990.50.
        #[arg(long)]
        amount: String,
        /// Currency; the brand's when not named.
        #[arg(long)]
        currency: Option<String>,
        /// What was bought.
        #[arg(long)]
        product: Option<String>,
        /// purchase, registration, subscription_start, subscription_renewal, subscription_end,
        /// refund.
        #[arg(long, default_value = "purchase")]
        kind: String,
    },
    /// The share of kamertons among the people active in each month.
    Shares,
}

/// Arguments of `step`.
#[derive(Debug, Args)]
pub struct Step {
    /// What was done.
    #[arg(value_enum)]
    pub act: Act,
    /// The step's id, or its number in today's list.
    pub step: String,
    /// For «reply»: what we say, by the channel the message came to.
    pub text: Option<String>,
    /// For «reply»: a file along with it; may be given several times.
    #[arg(long = "file", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// For «later»: in so many days.
    #[arg(long, default_value_t = 3)]
    pub days: i32,
}

/// What was done with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Act {
    /// Done.
    Done,
    /// Not now.
    Later,
    /// Never propose this to this person again.
    Never,
    /// Take back what was said last.
    Undo,
    /// Answer the message that it is about; the step is then done.
    Reply,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Store what was recomputed where it differs.
    #[arg(long)]
    pub repair: bool,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// How many people.
    #[arg(long)]
    pub people: Option<u64>,
    /// How many messages.
    #[arg(long)]
    pub messages: Option<u64>,
    /// Remove the demo brand with everything in it.
    #[arg(long)]
    pub remove: bool,
    /// Make a user for it, whose password stands in the data directory, and print both.
    #[arg(long)]
    pub user: bool,
    /// Another world, as believable.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The last day of the demo's history (default: today).
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<String>,
}

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write.
    pub file: PathBuf,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
}

/// Arguments of `migrate-to`.
#[derive(Debug, Args)]
pub struct MigrateTo {
    /// postgres://user@host/database, empty.
    pub url: String,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
