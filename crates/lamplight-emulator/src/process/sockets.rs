//! What a process has sent over TCP and nobody has taken yet.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// A connection with bytes that the other end has not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InFlightConnection {
    pub(crate) remote: SocketAddr,
    pub(crate) queued: u32,
}

/// An established connection of somebody on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Connection {
    inode: u64,
    local: SocketAddr,
    remote: SocketAddr,
    /// Sent and not acknowledged.
    sent: u32,
    /// Received and not read.
    unread: u32,
}

/// The connections of the process `pid` that have something on its way. Empty where there is no `/proc`.
///
/// What goes to this machine is on its way until it was read, because the kernel acknowledges late what has arrived;
/// what goes elsewhere is on its way until it was acknowledged.
pub(super) fn unacknowledged(pid: u32) -> Vec<InFlightConnection> {
    let own = sockets(pid);
    let tables = ["tcp", "tcp6"].map(|table| std::fs::read_to_string(format!("/proc/{pid}/net/{table}")));
    let connections: Vec<Connection> =
        tables.iter().flatten().flat_map(|table| table.lines().skip(1)).filter_map(connection).collect();
    let in_flight = |connection: &Connection| {
        let Connection { local, remote, sent, .. } = *connection;
        let other_end = connections.iter().find(|other| (other.local, other.remote) == (remote, local));
        let queued = other_end.map_or(sent, |other| other.unread);
        (queued > 0).then_some(InFlightConnection { remote, queued })
    };
    connections.iter().filter(|connection| own.contains(&connection.inode)).filter_map(in_flight).collect()
}

/// The inodes of the sockets that a process has open.
fn sockets(pid: u32) -> HashSet<u64> {
    let Ok(files) = std::fs::read_dir(format!("/proc/{pid}/fd")) else { return HashSet::new() };
    let inode = |file: std::fs::DirEntry| {
        let target = std::fs::read_link(file.path()).ok()?;
        target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
    };
    files.flatten().filter_map(inode).collect()
}

/// One line of `/proc/net/tcp`, if it is of an established connection.
/// <https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt>
fn connection(line: &str) -> Option<Connection> {
    const ESTABLISHED: &str = "01";
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let [_, local, remote, ESTABLISHED, queues, _, _, _, _, inode, ..] = fields[..] else { return None };
    let (sent, unread) = queues.split_once(':')?;
    Some(Connection {
        inode: inode.parse().ok()?,
        local: address(local)?,
        remote: address(remote)?,
        sent: u32::from_str_radix(sent, 16).ok()?,
        unread: u32::from_str_radix(unread, 16).ok()?,
    })
}

/// An address as the kernel writes it: words in the order of the machine, a colon, and the port.
fn address(text: &str) -> Option<SocketAddr> {
    let (words, port) = text.split_once(':')?;
    let word = |at: usize| u32::from_str_radix(words.get(at..at + 8)?, 16).ok().map(u32::to_ne_bytes);
    let ip = match words.len() {
        8 => IpAddr::from(Ipv4Addr::from(word(0)?)),
        32 => {
            let bytes: Vec<u8> = [word(0)?, word(8)?, word(16)?, word(24)?].concat();
            let ip = Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?);
            ip.to_ipv4_mapped().map_or(IpAddr::from(ip), IpAddr::from)
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_endian = "little")]
    #[test]
    fn reads_an_established_connection() {
        let line = "  12: 0100007F:8F6C 0100007F:10E6 01 0000002A:00000007 01:00000014 00000000  1000        0 98765 2 0000000000000000 20 4 30 10 -1";
        let (local, remote) = ([127, 0, 0, 1], [127, 0, 0, 1]);
        let (local, remote) = (SocketAddr::from((local, 36_716)), SocketAddr::from((remote, 4326)));
        assert_eq!(connection(line), Some(Connection { inode: 98_765, local, remote, sent: 42, unread: 7 }));
        assert_eq!(connection(&line.replace(" 01 ", " 0A ")), None, "one that listens has sent nothing");
    }

    #[cfg(target_endian = "little")]
    #[test]
    fn an_address_of_the_old_kind_in_the_form_of_the_new_is_of_the_old() {
        let mapped = address("0000000000000000FFFF00000100007F:0050");
        assert_eq!(mapped, Some(SocketAddr::from(([127, 0, 0, 1], 80))));
    }
}
