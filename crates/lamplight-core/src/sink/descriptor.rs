//! A sink that writes each line with one `write`, to stdout or any other descriptor, and never hangs.

use std::fmt;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::FileType;

use super::LineSink;
use crate::clock::{Clock, Timestamp};
use crate::loss::{Loss, Losses};

/// How long a line waits for a reader that does not read, unless something else is said.
pub const DEFAULT_PATIENCE: Duration = Duration::from_millis(250);

/// Writes lines to a file descriptor.
///
/// # Limits
///
/// When nobody reads the other end, the first line waits for at most the sink's *patience*
/// ([`DEFAULT_PATIENCE`]) and is then dropped and counted. Until a line gets through again none waits, so
/// that an invocation with many lines pays once, not once per line. None waits past the invocation's deadline,
/// where the line has one. A closed other end loses lines at once. Regular files and terminals are written as they are.
///
/// # Concurrency
///
/// Lines never mix: one is written at a time.
pub struct DescriptorSink {
    descriptor: OwnedFd,
    /// Whether writing may block, so that each write has to be preceded by a poll.
    poll_first: bool,
    patience: Duration,
    losses: &'static Losses,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// A line was cut short: the next one starts with a line feed.
    torn: bool,
    /// The last line found no reader: the next one does not wait.
    congested: bool,
}

/// How a line ended that was not written whole.
enum Failure {
    /// The wait was over.
    Full,
    Error(io::Error),
}

// === impl DescriptorSink ===

impl DescriptorSink {
    /// The process's stdout.
    ///
    /// A pipe is opened anew where the system lets us, for a description of our own that does not block;
    /// the one that `println!` uses stays as it is.
    ///
    /// # Errors
    ///
    /// When the descriptor cannot be duplicated (the process has too many open).
    pub fn stdout() -> io::Result<Self> {
        Self::new(io::stdout().as_fd().try_clone_to_owned()?)
    }

    /// Any descriptor that was opened for writing.
    ///
    /// # Errors
    ///
    /// When the system cannot say what kind of file it is.
    pub fn new(descriptor: OwnedFd) -> io::Result<Self> {
        let kind = FileType::from_raw_mode(rustix::fs::fstat(&descriptor)?.st_mode);
        let own = if kind == FileType::Fifo { open_anew(&descriptor) } else { None };
        let poll_first = own.is_none() && matches!(kind, FileType::Fifo | FileType::Socket);
        Ok(Self {
            descriptor: own.unwrap_or(descriptor),
            poll_first,
            patience: DEFAULT_PATIENCE,
            losses: Losses::process(),
            state: Mutex::default(),
        })
    }

    /// Sets how long a line waits for a reader that does not read.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Counts losses here instead of in the process's counters.
    #[must_use]
    pub fn with_losses(mut self, losses: &'static Losses) -> Self {
        self.losses = losses;
        self
    }

    fn write(&self, mut rest: &[u8], deadline: Option<Timestamp>, state: &mut State) -> Result<(), Failure> {
        let whole = rest.len();
        let mut ready = !self.poll_first;
        while !rest.is_empty() {
            if !ready {
                self.wait(if state.congested { Duration::ZERO } else { self.patience_before(deadline) })?;
            }
            match rustix::io::write(&self.descriptor, rest) {
                Ok(written) => {
                    rest = &rest[written..];
                    state.torn = !rest.is_empty() || (state.torn && written == 0);
                    ready = !self.poll_first;
                }
                Err(rustix::io::Errno::AGAIN) => ready = false,
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => {
                    state.torn |= rest.len() < whole;
                    return Err(Failure::Error(error.into()));
                }
            }
        }
        Ok(())
    }

    /// How long to wait now.
    #[cold]
    fn patience_before(&self, deadline: Option<Timestamp>) -> Duration {
        let left = deadline.map(|deadline| deadline.saturating_since(Clock::system().now()));
        left.map_or(self.patience, |left| left.min(self.patience))
    }

    /// Waits until the descriptor takes more.
    fn wait(&self, patience: Duration) -> Result<(), Failure> {
        let mut polled = [PollFd::new(&self.descriptor, PollFlags::OUT)];
        let timeout = Timespec::try_from(patience).unwrap_or(Timespec { tv_sec: 0, tv_nsec: 0 });
        match poll(&mut polled, Some(&timeout)) {
            Ok(0) => Err(Failure::Full),
            // Interrupted is as good as ready: the write that follows finds out.
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(Failure::Error(error.into())),
        }
    }
}

impl LineSink for DescriptorSink {
    fn write_line(&self, line: &[u8]) {
        self.write_whole(line, None);
    }

    fn write_line_before(&self, line: &[u8], deadline: Timestamp) {
        self.write_whole(line, Some(deadline));
    }
}

impl DescriptorSink {
    fn write_whole(&self, line: &[u8], deadline: Option<Timestamp>) {
        // Poisoned only if a write panicked, and the state is two flags that are right either way.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let result = if state.torn {
            self.write(b"\n", deadline, &mut state).and_then(|()| self.write(line, deadline, &mut state))
        } else {
            self.write(line, deadline, &mut state)
        };
        state.congested = matches!(result, Err(Failure::Full));
        drop(state);
        match result {
            Ok(()) => {}
            Err(Failure::Full) => {
                let waited = self.patience.as_millis();
                self.losses.record(Loss::LineFull, 1, format_args!("waited up to {waited} ms"));
            }
            Err(Failure::Error(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.losses.record(Loss::LineClosed, 1, format_args!("{error}"));
            }
            Err(Failure::Error(error)) => {
                self.losses.record(Loss::LineFailed, 1, format_args!("{error}"));
            }
        }
    }
}

// Short, as it is behind a `dyn`: whatever it shows is in every function, shown or not.
impl fmt::Debug for DescriptorSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DescriptorSink").finish_non_exhaustive()
    }
}

/// A pipe's own, non-blocking open file description. `None` where there is no `/proc` to open it through.
fn open_anew(descriptor: &OwnedFd) -> Option<OwnedFd> {
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::OpenOptionsExt;

    let path = format!("/proc/self/fd/{}", descriptor.as_raw_fd());
    let nonblocking = rustix::fs::OFlags::NONBLOCK.bits().try_into().ok()?;
    let file = File::options().write(true).custom_flags(nonblocking).open(path).ok()?;
    Some(file.into())
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use super::*;

    fn losses() -> &'static Losses {
        Box::leak(Box::new(Losses::new()))
    }

    fn pipe() -> (File, DescriptorSink) {
        let (reader, writer) = rustix::pipe::pipe().expect("a pipe");
        let sink = DescriptorSink::new(writer).expect("a sink on a pipe").with_losses(losses());
        (reader.into(), sink)
    }

    /// Fills a pipe to the brim.
    fn fill(sink: &DescriptorSink) {
        while rustix::io::write(&sink.descriptor, &[b'x'; 512]).is_ok() {}
        while rustix::io::write(&sink.descriptor, b"x").is_ok() {}
    }

    fn drain(reader: &mut File, bytes: usize) -> String {
        let mut text = vec![0; bytes];
        reader.read_exact(&mut text).expect("that many bytes");
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn a_line_arrives_as_it_was_written() {
        let (mut reader, sink) = pipe();
        sink.write_line(b"one\n");
        sink.write_line(b"two\n");
        assert_eq!(drain(&mut reader, 8), "one\ntwo\n");
    }

    #[test]
    fn a_closed_pipe_loses_the_line_and_counts_it() {
        let (reader, sink) = pipe();
        drop(reader);
        sink.write_line(b"one\n");
        sink.write_line(b"two\n");
        assert_eq!(sink.losses.get(Loss::LineClosed), 2);
    }

    #[test]
    fn a_full_pipe_costs_one_wait_and_not_one_per_line() {
        let (mut reader, sink) = pipe();
        let sink = sink.with_patience(Duration::from_millis(20));
        fill(&sink);
        let clock = Clock::system();
        let started = clock.monotonic();
        for _ in 0..1000 {
            sink.write_line(b"lost\n");
        }
        let took = clock.monotonic() - started;
        assert_eq!(sink.losses.get(Loss::LineFull), 1000);
        assert!(took < Duration::from_secs(5), "a wait for every line would be 20 s, this was {took:?}");

        let filled = 65_536;
        drain(&mut reader, filled);
        sink.write_line(b"found\n");
        assert_eq!(drain(&mut reader, 6), "found\n");
        assert!(!sink.state.lock().expect("no panic").congested, "the next line may wait again");
    }

    #[test]
    fn nothing_waits_past_the_deadline_of_its_invocation() {
        let (_reader, sink) = pipe();
        // Of ten minutes nothing is left, or this test would take them.
        let sink = sink.with_patience(Duration::from_secs(600));
        fill(&sink);
        sink.write_line_before(b"late\n", Clock::system().now());
        assert_eq!(sink.losses.get(Loss::LineFull), 1);
    }

    #[test]
    fn a_line_that_was_cut_short_does_not_swallow_the_next() {
        let (mut reader, sink) = pipe();
        let sink = sink.with_patience(Duration::ZERO);
        let long = [vec![b'a'; 70_000], b"\n".to_vec()].concat();
        sink.write_line(&long);
        assert_eq!(sink.losses.get(Loss::LineFull), 1);
        let arrived = drain(&mut reader, 65_536);
        assert!(arrived.bytes().all(|byte| byte == b'a'));
        sink.write_line(b"next\n");
        assert_eq!(drain(&mut reader, 6), "\nnext\n");
        sink.write_line(b"last\n");
        assert_eq!(drain(&mut reader, 5), "last\n");
    }

    #[test]
    fn a_slow_reader_gets_a_line_longer_than_the_pipe() {
        let (mut reader, sink) = pipe();
        let long = [vec![b'a'; 300_000], b"\n".to_vec()].concat();
        let arrived = std::thread::scope(|scope| {
            let reading = scope.spawn(move || drain(&mut reader, 300_001));
            sink.write_line(&long);
            reading.join().expect("the reader got all of it")
        });
        assert_eq!(arrived.len(), long.len());
        assert_eq!(sink.losses.get(Loss::LineFull), 0);
    }

    #[test]
    fn a_socket_that_nobody_reads_does_not_hang() {
        let (_reader, writer) = UnixStream::pair().expect("a pair of sockets");
        let sink = DescriptorSink::new(writer.into())
            .expect("a sink on a socket")
            .with_losses(losses())
            .with_patience(Duration::from_millis(5));
        for _ in 0..10_000 {
            sink.write_line(&[b'x'; 200]);
        }
        assert!(sink.losses.get(Loss::LineFull) > 0);
    }

    #[test]
    fn a_file_on_a_full_disk_is_counted_as_failed() {
        let Ok(full) = File::options().write(true).open("/dev/full") else { return };
        let sink = DescriptorSink::new(full.into()).expect("a sink").with_losses(losses());
        sink.write_line(b"one\n");
        assert_eq!(sink.losses.get(Loss::LineFailed), 1);
    }
}
