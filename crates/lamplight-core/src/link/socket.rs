//! The socket of the link.

use std::io;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::path::PathBuf;

use super::{Datagram, Message};
use crate::lookup::Lookup;
use crate::variable;

/// Where the link is: a name that only exists as long as somebody listens, or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A name in the abstract namespace of Linux, written `@name`.
    Abstract(String),
    /// A file.
    Path(PathBuf),
}

/// The function's end of the link.
#[derive(Debug)]
pub struct Sender {
    socket: UnixDatagram,
}

// === impl Name ===

impl Name {
    /// The name that the environment gives, else `@lamplight`, or a file of that name where there are no abstract ones.
    /// An empty one, or one that is no text, is as good as none.
    #[must_use]
    pub fn from_lookup(lookup: &dyn Lookup) -> Self {
        let given = lookup.get(variable::SOCKET.name).ok().flatten().filter(|name| !name.is_empty());
        match given {
            Some(name) => match name.strip_prefix('@') {
                Some(name) => Self::Abstract(name.to_owned()),
                None => Self::Path(name.into()),
            },
            None if cfg!(target_os = "linux") => Self::Abstract("lamplight".to_owned()),
            None => Self::Path(std::env::temp_dir().join("lamplight.socket")),
        }
    }

    fn address(&self) -> io::Result<SocketAddr> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Abstract(name) => {
                use std::os::linux::net::SocketAddrExt as _;
                SocketAddr::from_abstract_name(name.as_bytes())
            }
            #[cfg(not(target_os = "linux"))]
            Self::Abstract(name) => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                format!("@{name}: this system has no abstract sockets; a path is needed"),
            )),
            Self::Path(path) => SocketAddr::from_pathname(path),
        }
    }

    /// The extension's end, which does not block. A file that an earlier process left behind is replaced.
    ///
    /// # Errors
    ///
    /// When the name is in use, is too long (107 bytes), or the file cannot be made.
    pub fn listen(&self) -> io::Result<UnixDatagram> {
        if let Self::Path(path) = self {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let socket = UnixDatagram::bind_addr(&self.address()?)?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    }

    /// The function's end.
    ///
    /// # Errors
    ///
    /// When nobody listens, which means that there is no extension.
    pub fn connect(&self) -> io::Result<Sender> {
        let socket = UnixDatagram::unbound()?;
        socket.connect_addr(&self.address()?)?;
        socket.set_nonblocking(true)?;
        Ok(Sender { socket })
    }
}

// === impl Sender ===

impl Sender {
    /// Sends a message, at once or not at all.
    ///
    /// # Errors
    ///
    /// When nobody listens any more, or does not keep up: Linux holds 10 messages that nobody has read
    /// (`net.unix.max_dgram_qlen`, unless it was changed).
    pub fn say(&self, message: &Datagram) -> io::Result<()> {
        self.socket.send(message.as_bytes()).map(drop)
    }

    /// Writes a message, and sends it like [`say`](Self::say).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn send(&self, message: &Message) -> io::Result<()> {
        self.say(&message.to_datagram())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Done;
    use super::*;

    fn done() -> Message {
        Message::Done(Done { request_id: "r".to_owned(), root_sent: true, spans: 3 })
    }

    #[test]
    fn what_is_sent_arrives_on_a_file_and_where_nobody_listens_nothing_is_connected() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = Name::Path(folder.path().join("link"));
        assert!(name.connect().is_err(), "nobody listens");
        let listener = name.listen().expect("a socket");
        name.connect().and_then(|link| link.send(&done())).expect("somebody listens");
        let mut datagram = [0; super::super::MOST_BYTES];
        let length = listener.recv(&mut datagram).expect("a datagram");
        assert_eq!(Message::parse(&datagram[..length]), Some(done()));
        drop(listener);
        assert!(name.connect().is_err(), "what is left behind is no extension");
        name.listen().expect("and is replaced");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_abstract_name_is_free_again_when_its_listener_is_gone() {
        let name = Name::from_lookup(&[("LAMPLIGHT_SOCKET", concat!("@", module_path!()))]);
        assert!(matches!(name, Name::Abstract(_)));
        let listener = name.listen().expect("a socket");
        assert!(name.listen().is_err(), "it is in use");
        let link = name.connect().expect("somebody listens");
        drop(listener);
        assert!(link.send(&done()).is_err(), "nobody listens any more");
        name.listen().expect("it is free");
    }

    #[test]
    fn the_default_is_the_extensions_own() {
        let expected = Name::Abstract("lamplight".to_owned());
        if cfg!(target_os = "linux") {
            assert_eq!(Name::from_lookup(&[("LAMPLIGHT_SOCKET", "")]), expected);
        }
    }
}
