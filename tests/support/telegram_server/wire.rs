//! The socket side: connections that can be cut at any moment.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// All connections there are.
#[derive(Default)]
pub struct Lines(Mutex<Vec<Weak<State>>>);

#[derive(Debug, Default)]
struct State {
    cut: AtomicBool,
    reader: Mutex<Option<Waker>>,
}

/// A hand on one connection.
#[derive(Clone, Debug)]
pub struct Line(Arc<State>);

impl Line {
    /// Cuts it: nothing more goes in or out.
    pub fn cut(&self) {
        self.0.cut.store(true, Ordering::SeqCst);
        if let Some(reader) = self.0.reader.lock().unwrap_or_else(PoisonError::into_inner).take() {
            reader.wake();
        }
    }
}

impl Lines {
    pub fn listen(self: &Arc<Self>, listener: TcpListener) -> Listening {
        Listening { listener, lines: self.clone() }
    }

    pub fn cut_all(&self) {
        let lines = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        lines.into_iter().filter_map(|it| it.upgrade()).for_each(|it| Line(it).cut());
    }
}

pub struct Listening {
    listener: TcpListener,
    lines: Arc<Lines>,
}

impl Listener for Listening {
    type Io = Stream;
    type Addr = Line;

    async fn accept(&mut self) -> (Stream, Line) {
        loop {
            // Out of file descriptors, say: the next try may have better luck.
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::task::yield_now().await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let line = Line(Arc::default());
            let mut lines = self.lines.0.lock().unwrap_or_else(PoisonError::into_inner);
            lines.retain(|it| it.strong_count() > 0);
            lines.push(Arc::downgrade(&line.0));
            return (Stream { stream, line: line.clone() }, line);
        }
    }

    fn local_addr(&self) -> io::Result<Line> {
        Ok(Line(Arc::default()))
    }
}

impl Connected<IncomingStream<'_, Listening>> for Line {
    fn connect_info(stream: IncomingStream<'_, Listening>) -> Self {
        stream.remote_addr().clone()
    }
}

pub struct Stream {
    stream: TcpStream,
    line: Line,
}

impl Stream {
    fn whole(&self) -> io::Result<()> {
        let cut = self.line.0.cut.load(Ordering::SeqCst);
        if cut { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if read.is_pending() {
            let mut reader = self.line.0.reader.lock().unwrap_or_else(PoisonError::into_inner);
            match &mut *reader {
                Some(waker) => waker.clone_from(cx.waker()),
                none => *none = Some(cx.waker().clone()),
            }
        }
        // After the waker is left, so that a cut in between is not missed.
        self.whole()?;
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
