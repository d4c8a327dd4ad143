//! Real mail servers for tests: Dovecot keeps mails, Postfix takes and sends them, a sink takes them and
//! keeps them. Each on free ports of this machine, in a folder of its own; they end, and the folder goes,
//! when they are dropped, and when the program ends otherwise: each has a guard that sees to it.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::secure::{KEY, SERVER};

/// The password of everybody on these servers.
pub const PASSWORD: &str = "pw-of-ключ\"all\"";
/// The domain whose mail they take.
pub const DOMAIN: &str = "test.example";

const STARTING: Duration = Duration::from_secs(30);

/// Mail servers at work.
pub struct MailServers {
    folder: PathBuf,
    running: Vec<Running>,
    made: AtomicU32,
    /// Port of IMAP, plain and by STARTTLS.
    pub imap: u16,
    /// Port of IMAP over TLS.
    pub imaps: u16,
    /// Port for handing mails over, plain and by STARTTLS; 0 without Postfix.
    pub smtp: u16,
    /// Port for handing mails over by TLS.
    pub smtps: u16,
    lmtp: u16,
}

struct Running {
    child: Child,
    /// Ends it when its own input ends, which it does with us.
    guard: Child,
}

/// Why there are none: a line for whoever looks at the tests.
pub fn missing(postfix: bool) -> Option<String> {
    let there = |path: &str| Path::new(path).exists();
    if !there("/usr/sbin/dovecot") {
        return Some("Dovecot is not installed (scripts/prepare.sh mail)".to_owned());
    }
    if postfix && !there("/usr/sbin/postfix") {
        return Some("Postfix is not installed (scripts/prepare.sh mail)".to_owned());
    }
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt;
        own.uid() == 0
    });
    (!is_root).then(|| "mail servers need the superuser".to_owned())
}

impl MailServers {
    /// Starts Dovecot.
    ///
    /// # Errors
    /// When it does not start.
    pub fn dovecot() -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kamerton-mail-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let [imap, imaps, lmtp, smtp, smtps] = ports()?;
        let mut servers = Self {
            folder: folder.clone(),
            running: Vec::new(),
            made: AtomicU32::new(0),
            imap,
            imaps,
            smtp,
            smtps,
            lmtp,
        };
        fs::create_dir_all(folder.join("home"))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        own_by_mail(&folder.join("home"))?;
        fs::write(folder.join("server.pem"), SERVER)?;
        fs::write(folder.join("key.pem"), KEY)?;
        fs::set_permissions(folder.join("key.pem"), fs::Permissions::from_mode(0o600))?;
        let conf = folder.join("dovecot.conf");
        let text = DOVECOT
            .replace("$D", &folder.to_string_lossy())
            .replace("$PASSWORD", PASSWORD)
            .replace("$IMAPS", &imaps.to_string())
            .replace("$IMAP", &imap.to_string())
            .replace("$LMTP", &lmtp.to_string());
        fs::write(&conf, text)?;
        let mut command = Command::new("/usr/sbin/dovecot");
        // Postfix makes a group of its own, and cannot where it leads one already.
        command.process_group(0).arg("-F").arg("-c").arg(&conf);
        servers.start(command)?;
        servers.wait(imap, "* OK")?;
        Ok(servers)
    }

    /// Starts Dovecot and Postfix: what is handed over for somebody of the domain lands in their mailbox,
    /// anything else at `relay`, a port of this machine.
    ///
    /// # Errors
    /// When they do not start.
    pub fn with_postfix(relay: u16) -> io::Result<Self> {
        let mut servers = Self::dovecot()?;
        let folder = servers.folder.clone();
        let conf = folder.join("postfix");
        for name in ["postfix", "q", "data"] {
            fs::create_dir_all(folder.join(name))?;
        }
        run(Command::new("chown").arg("postfix").arg(folder.join("data")))?;
        let parent = folder.parent().unwrap_or(&folder);
        let text = POSTFIX
            .replace("$DOMAIN", DOMAIN)
            .replace("$PARENT", &parent.to_string_lossy())
            .replace("$D", &folder.to_string_lossy())
            .replace("$LMTP", &servers.lmtp.to_string())
            .replace("$RELAY", &relay.to_string());
        fs::write(conf.join("main.cf"), text)?;
        fs::write(conf.join("master.cf"), master(servers.smtp, servers.smtps)?)?;
        // It makes the queue. Its own way to start puts a shell between, which would outlive us.
        run(Command::new("/usr/sbin/postfix").arg("-c").arg(&conf).arg("check"))?;
        let mut command = Command::new("/usr/lib/postfix/sbin/master");
        command.arg("-s").arg("-c").arg(&conf);
        servers.start(command)?;
        servers.wait(servers.smtp, "220 ")?;
        Ok(servers)
    }

    fn start(&mut self, mut command: Command) -> io::Result<()> {
        let log = fs::File::create(self.folder.join(format!("log-{}", self.running.len())))?;
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        self.running.push(Running::of(child, &self.folder)?);
        Ok(())
    }

    /// Waits until a server greets.
    fn wait(&mut self, port: u16, greeting: &str) -> io::Result<()> {
        let began = Instant::now();
        while began.elapsed() < STARTING {
            if greets(port, greeting) {
                return Ok(());
            }
            let ended = self.running.last_mut().and_then(|one| one.child.try_wait().ok().flatten());
            if let Some(status) = ended {
                return Err(io::Error::other(format!(
                    "a mail server ended: {status}: {}",
                    self.log()
                )));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(io::Error::other(format!("no mail server greets: {}", self.log())))
    }

    /// What the servers wrote.
    pub fn log(&self) -> String {
        let mut text = String::new();
        for name in ["log-0", "log", "log-1", "q/log"] {
            text += &fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        }
        text
    }

    /// Puts a mail straight into somebody's folder, as one that came a month ago. Its lines have to end as
    /// those of mails do.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, user: &str, folder: &str, mail: &[u8]) -> io::Result<()> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let cur = self.made_folder(user, folder)?.join("cur");
        let (at, size) = (1_700_000_000 + number, mail.len());
        let path = cur.join(format!("{at}.M{number}.test,S={size},W={size}:2,"));
        fs::write(&path, mail)?;
        let month = Duration::from_secs(30 * 86_400);
        fs::File::open(&path)?.set_modified(std::time::SystemTime::now() - month)?;
        let (user, group) = mail_user()?;
        std::os::unix::fs::chown(path, Some(user), Some(group))
    }

    /// The folder on the disk, made where it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn made_folder(&self, user: &str, folder: &str) -> io::Result<PathBuf> {
        let home = self.folder.join("home").join(user);
        let maildir = home.join("Maildir");
        let path = if folder == "INBOX" { maildir } else { maildir.join(format!(".{folder}")) };
        if !path.join("cur").exists() {
            for name in ["cur", "new", "tmp"] {
                fs::create_dir_all(path.join(name))?;
            }
            own_by_mail(&home)?;
        }
        Ok(path)
    }

    /// Mails in a folder, as the server would give them, the oldest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn mails(&self, user: &str, folder: &str) -> io::Result<Vec<String>> {
        let path = self.made_folder(user, folder)?;
        let mut found = Vec::new();
        for name in ["cur", "new"] {
            for entry in fs::read_dir(path.join(name))? {
                let entry = entry?;
                found.push((entry.metadata()?.modified()?, fs::read(entry.path())?));
            }
        }
        found.sort();
        Ok(found.into_iter().map(|(_, mail)| String::from_utf8_lossy(&mail).into_owned()).collect())
    }

    /// Delivers a mail as it comes from outside.
    ///
    /// # Errors
    /// When the server does not take it.
    pub fn deliver(&self, user: &str, mail: &[u8]) -> io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.lmtp))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let lines = ["LHLO test", "MAIL FROM:<>", &format!("RCPT TO:<{user}@{DOMAIN}>"), "DATA"]
            .map(str::to_owned);
        expect(&mut stream, "220")?;
        for (line, wanted) in lines.iter().zip(["250", "250", "250", "354"]) {
            stream.write_all(format!("{line}\r\n").as_bytes())?;
            expect(&mut stream, wanted)?;
        }
        stream.write_all(mail)?;
        stream.write_all(b"\r\n.\r\n")?;
        expect(&mut stream, "250")
    }

    /// Runs `doveadm` for somebody.
    ///
    /// # Errors
    /// When it fails.
    pub fn doveadm(&self, arguments: &[&str]) -> io::Result<()> {
        let conf = self.folder.join("dovecot.conf");
        run(Command::new("/usr/bin/doveadm").arg("-c").arg(conf).args(arguments))
    }
}

impl Drop for MailServers {
    fn drop(&mut self) {
        for one in self.running.iter_mut().rev() {
            one.end();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Waits for the end of its input; then ends a process and those that it made, and takes the folder away.
const GUARD: &str = r#"
cat >/dev/null
kill -TERM "$0"
for turn in $(seq 50); do kill -0 "$0" || break; sleep 0.1; done
kill -KILL -- "-$0"
rm -rf "$1"
"#;

impl Running {
    fn of(mut child: Child, folder: &Path) -> io::Result<Self> {
        let guard = Command::new("sh")
            .args(["-c", GUARD, &child.id().to_string()])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // What ends us by the keyboard does not end it.
            .process_group(0)
            .spawn();
        match guard {
            Ok(guard) => Ok(Self { child, guard }),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    fn end(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.child.wait();
        let _ = self.guard.wait();
    }
}

/// A server that takes every mail and keeps it in a file.
pub struct Sink {
    running: Running,
    folder: PathBuf,
    /// Its port.
    pub port: u16,
}

impl Sink {
    /// Starts it with options of `smtp-sink`: `-W .:30` waits so many seconds after the final dot.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(options: &[&str]) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kamerton-sink-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        own_by_mail(&folder)?;
        let [port] = ports()?;
        let mut command = Command::new("/usr/sbin/smtp-sink");
        command.args(["-u", "mail"]).args(options).arg("-d").arg(folder.join("%M."));
        command.arg(format!("127.0.0.1:{port}")).arg("100");
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let sink = Self { running: Running::of(child, &folder)?, folder, port };
        let began = Instant::now();
        while !greets(port, "220") {
            if began.elapsed() > STARTING {
                return Err(io::Error::other("the sink does not greet"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(sink)
    }

    /// The mails that it took.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn mails(&self) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let text = String::from_utf8_lossy(&fs::read(entry?.path())?).into_owned();
            if text.contains("Message-ID") {
                found.push(text);
            }
        }
        Ok(found)
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.running.end();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn run(command: &mut Command) -> io::Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!("{command:?}: {}: {why}", output.status)))
}

/// The numbers of the user `mail`, which every system has.
fn mail_user() -> io::Result<(u32, u32)> {
    static FOUND: OnceLock<Option<(u32, u32)>> = OnceLock::new();
    let find = || {
        let text = fs::read_to_string("/etc/passwd").ok()?;
        let line = text.lines().find(|line| line.starts_with("mail:"))?;
        let mut words = line.split(':').skip(2);
        Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
    };
    FOUND.get_or_init(find).ok_or_else(|| io::Error::other("there is no user mail"))
}

fn own_by_mail(path: &Path) -> io::Result<()> {
    run(Command::new("chown").arg("-R").arg("mail:mail").arg(path))
}

/// Ports that are free; held together, so that none comes twice.
fn ports<const N: usize>() -> io::Result<[u16; N]> {
    let mut held = Vec::with_capacity(N);
    let mut ports = [0; N];
    for port in &mut ports {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        *port = listener.local_addr()?.port();
        held.push(listener);
    }
    Ok(ports)
}

fn greets(port: u16, greeting: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let mut bytes = [0; 64];
    let count = stream.read(&mut bytes).unwrap_or(0);
    bytes.get(..count).unwrap_or_default().starts_with(greeting.as_bytes())
}

fn expect(stream: &mut TcpStream, wanted: &str) -> io::Result<()> {
    let mut bytes = [0; 4_096];
    let count = stream.read(&mut bytes)?;
    let text = String::from_utf8_lossy(bytes.get(..count).unwrap_or_default()).into_owned();
    if text.starts_with(wanted) { Ok(()) } else { Err(io::Error::other(text)) }
}

const DOVECOT: &str = "
base_dir = $D/run
state_dir = $D/state
log_path = $D/log
protocols = imap lmtp
listen = 127.0.0.1
hostname = mx.test.example
ssl = yes
ssl_cert = <$D/server.pem
ssl_key = <$D/key.pem
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
auth_failure_delay = 0
passdb {
  driver = static
  args = password=$PASSWORD
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$D/home/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = $IMAPS
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTP
  }
}
service auth {
  unix_listener $D/auth-client {
    mode = 0666
  }
}
";

const POSTFIX: &str = "
compatibility_level = 3.6
queue_directory = $D/q
data_directory = $D/data
maillog_file = $D/q/log
maillog_file_prefixes = $PARENT
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.test.example
mydestination =
local_recipient_maps =
alias_maps =
virtual_mailbox_domains = $DOMAIN
virtual_transport = lmtp:inet:127.0.0.1:$LMTP
relayhost = [127.0.0.1]:$RELAY
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtpd_sasl_type = dovecot
smtpd_sasl_path = $D/auth-client
smtpd_tls_auth_only = no
smtpd_tls_cert_file = $D/server.pem
smtpd_tls_key_file = $D/key.pem
smtpd_tls_security_level = may
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
";

/// The distribution's own services, none of them locked into a folder, and two doors of ours.
fn master(smtp: u16, smtps: u16) -> io::Result<String> {
    let text = fs::read_to_string("/usr/share/postfix/master.cf.dist")?;
    let mut lines = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        if line.starts_with(' ') || words.len() < 8 {
            let _ = writeln!(lines, "{line}");
        } else if words.get(..2) != Some(["smtp", "inet"].as_slice()) {
            if let Some(locked) = words.get_mut(4) {
                *locked = "n";
            }
            let _ = writeln!(lines, "{}", words.join(" "));
        }
    }
    let signed = "-o smtpd_sasl_auth_enable=yes \
                  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject";
    let _ = writeln!(lines, "127.0.0.1:{smtp} inet n - n - - smtpd {signed}");
    let _ = writeln!(
        lines,
        "127.0.0.1:{smtps} inet n - n - - smtpd {signed} -o smtpd_tls_wrappermode=yes"
    );
    Ok(lines)
}
