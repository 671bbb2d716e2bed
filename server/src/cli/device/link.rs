//! `tabard device link`.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use serde_json::json;
use tabard_core::client::LinkReport;
use tabard_core::link::Side;

use super::session::{Place, Session};
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;
use crate::said::words::counted;

/// A link whose other side says nothing for so long is over.
const SILENCE: Duration = Duration::from_secs(30);
const PIECE: usize = 64 * 1024;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "One device listens, the other connects; both show that they are of one region, and each gives\nwhat the other may read. No server is needed. Only this machine's own addresses are used: other\nroads carry the same bytes.\n\nExample:\n  tabard device link --vault ./phone1 --listen 127.0.0.1:7001\n  tabard device link --vault ./phone2 --connect 127.0.0.1:7001"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// Wait here for one other device; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS", conflicts_with = "connect")]
    listen: Option<SocketAddr>,
    /// Go to a device that listens there
    #[arg(long, value_name = "ADDRESS", required_unless_present = "listen")]
    connect: Option<SocketAddr>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let (stream, side) = self.pipe(output)?;
        let report = exchange(&mut session, stream, side)?;
        output.say(|| words(&report), || figures(&report))?;
        match report.complete {
            true => Ok(Exit::Done),
            false => Err(Failure::new(
                "link_cut",
                "the link ended before everything was exchanged: what came is kept; link again",
            )),
        }
    }

    fn pipe(&self, output: &Output) -> Result<(TcpStream, Side), Failure> {
        let (stream, side) = match (self.listen, self.connect) {
            (Some(at), _) => (listen(loopback(at)?, output)?, Side::Listens),
            (None, Some(to)) => {
                let stream = TcpStream::connect_timeout(&loopback(to)?, SILENCE);
                let nobody = |_| {
                    Failure::new(
                        "no_device",
                        "no device listens at that address: start the other one first",
                    )
                };
                (stream.map_err(nobody)?, Side::Connects)
            }
            (None, None) => {
                return Err(Failure::input("no_end", "say --listen or --connect"));
            }
        };
        stream.set_read_timeout(Some(SILENCE)).map_err(|error| cut(&error))?;
        stream.set_write_timeout(Some(SILENCE)).map_err(|error| cut(&error))?;
        stream.set_nodelay(true).map_err(|error| cut(&error))?;
        Ok((stream, side))
    }
}

/// The device's reports are for those who stand beside it.
fn loopback(address: SocketAddr) -> Result<SocketAddr, Failure> {
    match address.ip().is_loopback() {
        true => Ok(address),
        false => Err(Failure::input(
            "not_loopback",
            "a link uses this machine's own addresses alone, such as 127.0.0.1:0",
        )),
    }
}

fn listen(at: SocketAddr, output: &Output) -> Result<TcpStream, Failure> {
    let taken = |error: std::io::Error| match error.kind() {
        ErrorKind::AddrInUse => {
            Failure::input("address_in_use", "that port is taken: choose another")
        }
        kind => {
            Failure::new("network", format!("the system does not let it listen there ({kind})"))
        }
    };
    let listener = TcpListener::bind(at).map_err(taken)?;
    let at = listener.local_addr().map_err(taken)?;
    output.say(
        || format!("Waiting for the other device at {at}."),
        || json!({ "listening": at.to_string() }),
    )?;
    Ok(listener.accept().map_err(taken)?.0)
}

/// Moves bytes until the link is over or the pipe is.
fn exchange(
    session: &mut Session,
    mut stream: TcpStream,
    side: Side,
) -> Result<LinkReport, Failure> {
    let mut rng = entropy();
    let client = &mut session.client;
    let mut link = client.link(side, &mut rng)?;
    let mut piece = vec![0; PIECE];
    loop {
        let outgoing = link.take_outgoing();
        if stream.write_all(&outgoing).is_err() || link.is_over() {
            return Ok(link.report().clone());
        }
        let read = match stream.read(&mut piece) {
            Ok(0) | Err(_) => return Ok(link.report().clone()),
            Ok(read) => read,
        };
        let heard = piece.get(..read).unwrap_or_default();
        client.link_heard(&mut link, heard, device_now(), &mut rng)?;
    }
}

fn cut(error: &std::io::Error) -> Failure {
    Failure::new("network", format!("the connection failed ({})", error.kind()))
}

fn figures(report: &LinkReport) -> serde_json::Value {
    let same: Vec<_> = report.perhaps_the_same.iter().map(ToString::to_string).collect();
    json!({
        "peer": report.peer.map(|peer| peer.to_string()),
        "sent": report.sent,
        "received": report.received,
        "left_out": report.left_out,
        "complete": report.complete,
        "perhaps_the_same": same,
    })
}

fn words(report: &LinkReport) -> String {
    let Some(peer) = report.peer else { return "The other device did not say who it is.".into() };
    let (sent, received) = (counted(report.sent, "change"), counted(report.received, "change"));
    let mut lines = vec![format!("Linked with {peer}: {sent} sent, {received} received.")];
    if report.left_out > 0 {
        let left_out = counted(report.left_out, "change");
        lines.push(format!(
            "Left out, since they are not for this device or do not count: {left_out}."
        ));
    }
    for record in &report.perhaps_the_same {
        lines.push(format!(
            "{record} has the CAD number of a report on the other device. If they are the same: tabard device invite {record} --device {peer}"
        ));
    }
    lines.join("\n")
}
