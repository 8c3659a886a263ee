//! Standard output and standard error of a process, as lines.

use std::future;
use std::io;
use std::os::fd::OwnedFd;

use rustix::io::Errno;
use tokio::net::unix::pipe;

use crate::LineSource;
use crate::lines::{Piece, Splitter};

/// What was written before a moment is in the pipes at that moment, so reading this much of each gets all
/// of it: more than any pipe can hold without privileges (`/proc/sys/fs/pipe-max-size`).
const DRAIN_LIMIT: usize = 1024 * 1024;

/// The read ends of a process's output.
#[derive(Debug)]
pub(crate) struct Output {
    stdout: Option<Pipe>,
    stderr: Option<Pipe>,
    buffer: Box<[u8]>,
    /// Kept open, never read; see [`StdoutMode::Full`](crate::StdoutMode::Full).
    _unread: Option<pipe::Receiver>,
}

#[derive(Debug)]
struct Pipe {
    receiver: pipe::Receiver,
    splitter: Splitter,
}

// === impl Output ===

impl Output {
    pub(super) fn new(
        stdout: Option<OwnedFd>,
        stderr: Option<OwnedFd>,
        unread: Option<pipe::Receiver>,
    ) -> io::Result<Self> {
        Ok(Self {
            stdout: stdout.map(Pipe::new).transpose()?,
            stderr: stderr.map(Pipe::new).transpose()?,
            buffer: vec![0; 64 * 1024].into(),
            _unread: unread,
        })
    }

    /// Waits until there is something to [`drain`](Self::drain). Never ends when there is nothing any more.
    pub(crate) async fn readable(&self) {
        tokio::select! {
            () = Pipe::readable(self.stdout.as_ref()) => {}
            () = Pipe::readable(self.stderr.as_ref()) => {}
        }
    }

    /// Reads everything that was written until now.
    pub(crate) fn drain(&mut self, line: &mut impl FnMut(LineSource, Piece)) {
        let Self { stdout, stderr, buffer, .. } = self;
        Pipe::drain(stdout, buffer, |piece| line(LineSource::Stdout, piece));
        Pipe::drain(stderr, buffer, |piece| line(LineSource::Stderr, piece));
    }

    /// What was written without a newline at its end, as lines.
    pub(crate) fn finish(&mut self, line: &mut impl FnMut(LineSource, Piece)) {
        for (pipe, source) in [(&mut self.stdout, LineSource::Stdout), (&mut self.stderr, LineSource::Stderr)]
        {
            if let Some(piece) = pipe.as_mut().and_then(|pipe| pipe.splitter.finish()) {
                line(source, piece);
            }
        }
    }
}

// === impl Pipe ===

impl Pipe {
    fn new(fd: OwnedFd) -> io::Result<Self> {
        Ok(Self { receiver: pipe::Receiver::from_owned_fd(fd)?, splitter: Splitter::default() })
    }

    async fn readable(pipe: Option<&Self>) {
        match pipe {
            // An error shows again, and ends the pipe, when it is read.
            Some(pipe) => _ = pipe.receiver.readable().await,
            None => future::pending().await,
        }
    }

    fn drain(pipe: &mut Option<Self>, buffer: &mut [u8], mut line: impl FnMut(Piece)) {
        let Some(Self { receiver, splitter }) = pipe else { return };
        let mut total = 0;
        while total < DRAIN_LIMIT {
            // Not tokio's own read alone: it reads nothing until its reactor has seen the data, which may
            // be after the call on the Runtime API that the data was written before.
            let read = match rustix::io::read(&*receiver, &mut *buffer) {
                Err(Errno::INTR) => continue,
                // Tells the reactor that it was emptied, if it had seen something.
                Err(Errno::AGAIN) => receiver.try_read(buffer),
                other => other.map_err(io::Error::from),
            };
            match read {
                Ok(count @ 1..) => {
                    splitter.push(&buffer[..count], &mut line);
                    total += count;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // Closed by everyone who could write.
                Ok(_) | Err(_) => {
                    if let Some(piece) = splitter.finish() {
                        line(piece);
                    }
                    *pipe = None;
                    return;
                }
            }
        }
    }
}
