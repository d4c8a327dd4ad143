//! Answers as they should be, and as they should not.

use std::io::{self, Read};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::fault::Fault;
use crate::reply::Reply;

/// A whole answer.
pub(crate) async fn whole(stream: &mut TcpStream, reply: &Reply) -> io::Result<()> {
    let mut bytes = opening(reply).into_bytes();
    bytes.extend_from_slice(&reply.body);
    stream.write_all(&bytes).await?;
    stream.flush().await
}

/// Answers with a fault. Gives whether the connection is still good.
pub(crate) async fn by(
    stream: &mut TcpStream,
    fault: &Fault,
    reply: Option<Reply>,
) -> io::Result<bool> {
    let empty = Reply::text(200, "application/json", "");
    let reply = reply.unwrap_or(empty);
    match fault {
        Fault::Status { .. } | Fault::TooMany { .. } | Fault::Garbage(_) | Fault::Delay(_) => {
            whole(stream, &reply).await?;
            return Ok(true);
        }
        Fault::WrongType(kind) => {
            whole(stream, &Reply { kind: kind.clone(), ..reply }).await?;
            return Ok(true);
        }
        Fault::ResetAtOnce | Fault::AcceptThenLoseAnswer => {}
        Fault::ResetBeforeBody => {
            let head = format!("{}content-length: 500\r\n\r\n", reply.head());
            arrive(stream, head.as_bytes()).await?;
        }
        Fault::ResetMidBody => {
            let mut bytes = opening(&reply).into_bytes();
            bytes.extend_from_slice(reply.body.get(..reply.body.len() / 2).unwrap_or_default());
            arrive(stream, &bytes).await?;
        }
        Fault::Drip(pause) => {
            let mut bytes = opening(&reply).into_bytes();
            bytes.extend_from_slice(&reply.body);
            for byte in bytes {
                stream.write_all(&[byte]).await?;
                tokio::time::sleep(*pause).await;
            }
            return Ok(true);
        }
        Fault::EndlessHeaders => {
            stream.write_all(reply.head().as_bytes()).await?;
            for number in 0_u64.. {
                let line = format!("x-filler-{number}: {}\r\n", "a".repeat(900));
                stream.write_all(line.as_bytes()).await?;
            }
        }
        Fault::Huge(bytes, true) => {
            let head = format!("{}content-length: {bytes}\r\n\r\n", reply.head());
            stream.write_all(head.as_bytes()).await?;
            let piece = vec![b' '; 64 << 10];
            let mut left = *bytes;
            while left > 0 {
                let now = left.min(64 << 10);
                let now = piece.get(..usize::try_from(now).unwrap_or(0)).unwrap_or_default();
                stream.write_all(now).await?;
                left = left.saturating_sub(64 << 10);
            }
            return Ok(true);
        }
        Fault::Huge(bytes, false) => {
            let head = format!("{}transfer-encoding: chunked\r\n\r\n", reply.head());
            stream.write_all(head.as_bytes()).await?;
            let piece = format!("10000\r\n{}\r\n", " ".repeat(64 << 10));
            for _ in 0..bytes / (64 << 10) {
                stream.write_all(piece.as_bytes()).await?;
            }
            stream.write_all(b"0\r\n\r\n").await?;
            return Ok(true);
        }
        Fault::GzipBomb(bytes) => {
            bomb(stream, &reply, *bytes).await?;
            return Ok(true);
        }
        Fault::BadChunks => {
            let head = format!("{}transfer-encoding: chunked\r\n\r\n", reply.head());
            let lie = "fffffffffffffffff\r\n{}\r\n-1\r\n\r\n";
            arrive(stream, format!("{head}{lie}").as_bytes()).await?;
        }
        Fault::Silence => {
            std::future::pending::<()>().await;
        }
    }
    // Dropping it sends a reset: nothing lingers.
    stream.set_zero_linger()?;
    Ok(false)
}

/// Bytes that have arrived before the connection is reset: a reset throws away what is under way.
async fn arrive(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await?;
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok(())
}

/// Zeros of one member: little enough to be compressed in no time by code that is not optimised.
const MEMBER: u64 = 256 << 10;
/// Members that are sent at once.
const AT_ONCE: usize = 128;

/// Zeros, compressed a thousandfold, in members that follow each other as RFC 1952 lets them.
async fn bomb(stream: &mut TcpStream, reply: &Reply, bytes: u64) -> io::Result<()> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    io::copy(&mut io::repeat(0).take(MEMBER), &mut encoder)?;
    let members = encoder.finish()?.repeat(AT_ONCE);
    let all = MEMBER.saturating_mul(u64::try_from(AT_ONCE).unwrap_or(1));
    let count = bytes.div_ceil(all);
    let length = count * u64::try_from(members.len()).unwrap_or(0);
    let head =
        format!("{}content-encoding: gzip\r\ncontent-length: {length}\r\n\r\n", reply.head());
    stream.write_all(head.as_bytes()).await?;
    for _ in 0..count {
        stream.write_all(&members).await?;
    }
    Ok(())
}

fn opening(reply: &Reply) -> String {
    format!("{}content-length: {}\r\n\r\n", reply.head(), reply.body.len())
}
